using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Okx;

/// <summary>One row of the deposit history.</summary>
/// <param name="State">1 credited, 2 done; others brought no money, or not yet.</param>
/// <param name="From">Set where another OKX user sent it off-chain.</param>
internal sealed record OkxDepositRow(
    string Id, Asset Asset, decimal Amount, string? Network, int State, string? TransactionId, string? From, string? To, DateTimeOffset At)
{
    public bool IsCredited => State is 1 or 2;
}

/// <summary>One row of the withdrawal history.</summary>
/// <param name="Amount">What was sent, the fee not in it.</param>
/// <param name="FeeAsset">Older rows do not say: then it is the asset itself.</param>
/// <param name="State">2 done; others have not left, or never will.</param>
internal sealed record OkxWithdrawalRow(
    string Id, Asset Asset, decimal Amount, decimal Fee, Asset FeeAsset, string? Network, int State, string? TransactionId, string? To, DateTimeOffset At)
{
    public bool IsDone => State == 2;
}

/// <summary>
/// Money that crossed the account's border. Moves between funding and trading account, and between a main account and its sub-accounts, are in neither
/// history. What another OKX user sent, or was sent, off-chain is; it left or entered this account like any other money, and when both accounts
/// belong to one portfolio the two flows cancel out there.
/// </summary>
internal static class OkxTransfers
{
    public static ImmutableArray<OkxDepositRow> ReadDeposits(WireNode root) => OkxEnvelope.Rows(root, row => new OkxDepositRow(
        row.Text("depId") ?? $"{row.RequiredText("txId")}/{row.RequiredText("ccy")}",
        row.Asset("ccy"),
        row.RequiredAmount("amt"),
        row.Text("chain"),
        State(row),
        row.Text("txId"),
        row.Text("from"),
        row.Text("to"),
        row.RequiredTime("ts")));

    public static ImmutableArray<OkxWithdrawalRow> ReadWithdrawals(WireNode root) => OkxEnvelope.Rows(root, row => new OkxWithdrawalRow(
        row.RequiredText("wdId"),
        row.Asset("ccy"),
        row.RequiredAmount("amt"),
        row.Amount("fee"),
        row.Asset(row.Text("feeCcy") is null ? "ccy" : "feeCcy"),
        row.Text("chain"),
        State(row),
        row.Text("txId"),
        row.Text("to"),
        row.RequiredTime("ts")));

    /// <summary>One flow, or none where no money came.</summary>
    public static IEnumerable<ExternalFlow> ToFlows(OkxDepositRow row) =>
        row.IsCredited ? [new($"deposit:{row.Id}", new Money(row.Amount, row.Asset), row.At)] : [];

    /// <summary>One flow; two where the fee was paid in another asset; none where no money left.</summary>
    public static IEnumerable<ExternalFlow> ToFlows(OkxWithdrawalRow row)
    {
        if (!row.IsDone)
        {
            yield break;
        }

        var isOneAsset = row.FeeAsset == row.Asset;
        yield return new ExternalFlow($"withdrawal:{row.Id}", new Money(-(row.Amount + (isOneAsset ? row.Fee : 0m)), row.Asset), row.At);
        if (!isOneAsset && row.Fee != 0m)
        {
            yield return new ExternalFlow($"withdrawal:{row.Id}:fee", new Money(-row.Fee, row.FeeAsset), row.At);
        }
    }

    private static int State(WireNode row) =>
        row.RequiredNumber("state") is >= -100 and <= 1_000 and var state ? (int)state : throw new WireException("state", "is no state");
}
