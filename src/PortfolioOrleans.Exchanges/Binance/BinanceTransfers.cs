using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Binance;

/// <summary>One row of the deposit history.</summary>
/// <param name="Status">0 pending, 1 done, 6 credited but not yet withdrawable; others brought no money.</param>
/// <param name="IsFunding">True where it went to the funding wallet, not to spot.</param>
internal sealed record DepositRow(
    string Id, Asset Asset, decimal Amount, string? Network, int Status, string? TransactionId, string? Address, string? Tag,
    DateTimeOffset InsertedAt, DateTimeOffset? CompletedAt, bool IsFunding = false)
{
    public bool IsCredited => Status is 1 or 6;
}

/// <summary>One row of the withdrawal history.</summary>
/// <param name="Amount">What was sent, the fee not in it.</param>
/// <param name="Fee">In the same asset.</param>
/// <param name="Status">6 done; others have not left, or never will.</param>
/// <param name="IsFunding">True where it left the funding wallet, not spot.</param>
internal sealed record WithdrawalRow(
    string Id, Asset Asset, decimal Amount, decimal Fee, string? Network, int Status, string? TransactionId, string? Address,
    DateTimeOffset AppliedAt, DateTimeOffset? CompletedAt, bool IsFunding = false)
{
    public bool IsDone => Status == 6;
}

/// <summary>
/// Money that crossed the account's border. Both histories hold nothing else: moves between the account's own wallets are in neither. An
/// off-chain transfer to or from another user's account is in them, and is a flow.
/// </summary>
internal static class BinanceTransfers
{
    public static ImmutableArray<DepositRow> ReadDeposits(WireNode root) => root.Rows(row => new DepositRow(
        row.Text("id") ?? $"{row.RequiredText("txId")}/{row.RequiredText("coin")}",
        row.Asset("coin"),
        row.RequiredAmount("amount"),
        row.Text("network"),
        Status(row),
        row.Text("txId"),
        row.Text("address"),
        row.Text("addressTag"),
        row.RequiredTime("insertTime"),
        row.Time("completeTime"),
        row.Text("walletType") == "1"));

    public static ImmutableArray<WithdrawalRow> ReadWithdrawals(WireNode root) => root.Rows(row => new WithdrawalRow(
        row.RequiredText("id"),
        row.Asset("coin"),
        row.RequiredAmount("amount"),
        row.Amount("transactionFee"),
        row.Text("network"),
        Status(row),
        row.Text("txId"),
        row.Text("address"),
        row.UtcText("applyTime") ?? throw new WireException("applyTime", "is missing"),
        row.UtcText("completeTime"),
        row.Text("walletType") == "1"));

    /// <summary>One flow, or none where no money came.</summary>
    public static IEnumerable<ExternalFlow> ToFlows(DepositRow row) =>
        row.IsCredited ? [new($"deposit:{row.Id}", new Money(row.Amount, row.Asset), row.CompletedAt ?? row.InsertedAt)] : [];

    /// <summary>One flow, or none where no money left.</summary>
    public static IEnumerable<ExternalFlow> ToFlows(WithdrawalRow row) =>
        row.IsDone ? [new($"withdrawal:{row.Id}", new Money(-(row.Amount + row.Fee), row.Asset), row.CompletedAt ?? row.AppliedAt)] : [];

    private static int Status(WireNode row) =>
        row.RequiredNumber("status") is >= 0 and <= 1_000 and var status ? (int)status : throw new WireException("status", "is no status");
}
