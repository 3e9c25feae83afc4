using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Binance.Histories;

/// <summary>Something the venue handed out.</summary>
/// <param name="Id">Of the row: several share the transaction's.</param>
/// <param name="Info">What it was for, in the venue's words.</param>
internal sealed record DistributionRow(string Id, Asset Asset, decimal Amount, string? Info, DateTimeOffset At)
{
    /// <summary>What lending earned is in the rewards' own lists.</summary>
    public bool IsEarnReward => Info is "Flexible" or "Locked" || (Info?.Contains("Simple Earn", StringComparison.OrdinalIgnoreCase) ?? false);
}

/// <summary>Something earned by lending.</summary>
/// <param name="Product">The product, or the position.</param>
internal sealed record RewardRow(string? Product, string Type, Asset Asset, decimal Amount, DateTimeOffset At);

/// <summary>Money lent to Simple Earn, or had back.</summary>
/// <param name="Amount">Above zero.</param>
/// <param name="FromFunding">How much of it came from, or went to, the funding wallet; the rest is spot's.</param>
internal sealed record EarnMoveRow(string Id, Asset Asset, decimal Amount, decimal FromFunding, string? Status, DateTimeOffset At)
{
    public bool IsDone => Status is null or "SUCCESS" or "PAID";
}

internal static class BinanceGrants
{
    public static ImmutableArray<DistributionRow> ReadDistributions(WireNode root) => root.Object().RequiredRows("rows", row => new DistributionRow(
        row.RequiredText("id"),
        row.Asset("asset"),
        row.Number("direction") is < 0m ? -row.RequiredAmount("amount") : row.RequiredAmount("amount"),
        row.Text("enInfo"),
        row.RequiredTime("divTime")));

    /// <summary>The amount is "rewards" for flexible products and "amount" for locked ones.</summary>
    public static ImmutableArray<RewardRow> ReadRewards(WireNode root) => root.Object().RequiredRows("rows", row => new RewardRow(
        row.Text("projectId") ?? row.Text("positionId"),
        row.Text("type") ?? "",
        row.Asset("asset"),
        row.Number("rewards") ?? row.RequiredNumber("amount"),
        row.RequiredTime("time")));

    public static ImmutableArray<EarnMoveRow> ReadMoves(WireNode root) => root.Object().RequiredRows("rows", row =>
    {
        var amount = row.RequiredAmount("amount");
        return new EarnMoveRow(
            row.Text("purchaseId") ?? row.Text("redeemId") ?? throw new WireException("purchaseId", "is missing"),
            row.Asset("asset"),
            amount,
            row.Number("amtFromFunding") ?? ((row.Text("sourceAccount") ?? row.Text("destAccount")) == "FUNDING" ? amount : 0m),
            row.Text("status"),
            row.RequiredTime("time"));
    });

    public static IEnumerable<Transaction> ToTransactions(DistributionRow row) => row.IsEarnReward || row.Amount == 0m ? [] :
    [
        new Transaction(
            $"distribution:{row.Id}",
            row.Info?.Contains("airdrop", StringComparison.OrdinalIgnoreCase) ?? false ? TransactionKind.Airdrop : TransactionKind.Distribution,
            row.At,
            WalletKind.Spot,
            [new(LegKind.Principal, new Money(row.Amount, row.Asset))]),
    ];

    /// <summary>Real-time rewards are lent again at once; all others are paid out to the spot wallet. Rows have no ids of their own.</summary>
    /// <param name="list">"flexible" or "locked".</param>
    public static IEnumerable<Transaction> ToTransactions(RewardRow row, string list) => row.Amount == 0m ? [] :
    [
        new Transaction(
            FormattableString.Invariant($"earn-reward:{list}:{row.Type}:{row.Product}:{row.Asset}:{row.At.ToUnixTimeMilliseconds()}:{row.Amount:0.############################}"),
            TransactionKind.Reward,
            row.At,
            list == "flexible" && row.Type.Equals("REALTIME", StringComparison.OrdinalIgnoreCase) ? WalletKind.Earn : WalletKind.Spot,
            [new(LegKind.Principal, new Money(row.Amount, row.Asset))]),
    ];

    /// <summary>What leaves one wallet and what enters the other, each on its own.</summary>
    /// <param name="list">"flexible" or "locked".</param>
    /// <param name="isBack">True where it is had back.</param>
    public static IEnumerable<Transaction> ToTransactions(EarnMoveRow row, string list, bool isBack)
    {
        if (!row.IsDone || row.Amount == 0m)
        {
            yield break;
        }

        var id = $"earn-move:{list}:{(isBack ? "redeemed" : "lent")}:{row.Id}";
        var (spot, funding) = (row.Amount - row.FromFunding, row.FromFunding);
        yield return Side(WalletKind.Earn, row.Amount, !isBack, spot != 0m ? WalletKind.Spot : WalletKind.Funding);
        if (spot != 0m)
        {
            yield return Side(WalletKind.Spot, spot, isBack, WalletKind.Earn);
        }

        if (funding != 0m)
        {
            yield return Side(WalletKind.Funding, funding, isBack, WalletKind.Earn);
        }

        Transaction Side(WalletKind wallet, decimal amount, bool isIn, WalletKind other) => new(
            $"{id}:{wallet}",
            isIn ? TransactionKind.TransferIn : TransactionKind.TransferOut,
            row.At,
            wallet,
            [new(LegKind.Principal, new Money(isIn ? amount : -amount, row.Asset))],
            Counterpart: other);
    }
}
