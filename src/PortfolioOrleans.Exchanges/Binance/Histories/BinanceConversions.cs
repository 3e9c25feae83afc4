using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Binance.Histories;

/// <summary>One asset for another at a quoted rate.</summary>
internal sealed record ConvertRow(
    string OrderId, string? Status, Asset From, decimal FromAmount, Asset To, decimal ToAmount, DateTimeOffset At, bool IsFunding)
{
    public bool IsDone => Status is "SUCCESS";
}

/// <summary>One small remainder swept into another asset.</summary>
/// <param name="Received">What came in, the charge already taken off: it is two hundredths of both together.</param>
/// <param name="Charge">In what was received.</param>
internal sealed record DustRow(string SweepId, Asset From, decimal Amount, Asset To, decimal Received, decimal Charge, DateTimeOffset At);

internal static class BinanceConversions
{
    private const int MostSweeps = 100;

    private static readonly Asset Bnb = Asset.Parse("BNB");

    public static (ImmutableArray<ConvertRow> Rows, bool? HasMore) ReadConverts(WireNode root)
    {
        var body = root.Object();
        var rows = body.Rows("list", row => new ConvertRow(
            row.RequiredText("orderId"),
            row.Text("orderStatus"),
            row.Asset("fromAsset"),
            row.RequiredAmount("fromAmount"),
            row.Asset("toAsset"),
            row.RequiredAmount("toAmount"),
            row.RequiredTime("createTime"),
            row.Text("walletType")?.StartsWith("FUNDING", StringComparison.Ordinal) ?? false));
        return (rows, body.Flag("moreData") ?? false);
    }

    /// <summary>The venue tells of the last hundred sweeps, so that a hundred may not be all.</summary>
    public static (ImmutableArray<DustRow> Rows, bool? HasMore) ReadDust(WireNode root)
    {
        var sweeps = root.Object().Rows("userAssetDribblets", sweep =>
        {
            var (id, at) = (sweep.Text("transId"), sweep.Time("operateTime"));
            return sweep.Rows("userAssetDribbletDetails", part => new DustRow(
                part.Text("transId") ?? id ?? throw new WireException("transId", "is missing"),
                part.Asset("fromAsset"),
                part.RequiredAmount("amount"),
                part.Text("targetAsset") is null ? Bnb : part.Asset("targetAsset"),
                part.RequiredAmount("transferedAmount"),
                part.Amount("serviceChargeAmount"),
                part.Time("operateTime") ?? at ?? throw new WireException("operateTime", "is missing")));
        });
        return ([.. sweeps.SelectMany(parts => parts)], sweeps.Length >= MostSweeps);
    }

    public static IEnumerable<Transaction> ToTransactions(ConvertRow row) => !row.IsDone ? [] :
    [
        new Transaction(
            $"convert:{row.OrderId}",
            TransactionKind.Convert,
            row.At,
            row.IsFunding ? WalletKind.Funding : WalletKind.Spot,
            [new(LegKind.Principal, new Money(-row.FromAmount, row.From)), new(LegKind.Principal, new Money(row.ToAmount, row.To))],
            Reference: row.OrderId),
    ];

    public static IEnumerable<Transaction> ToTransactions(DustRow row) =>
    [
        new Transaction(
            $"dust:{row.SweepId}:{row.From}",
            TransactionKind.Dust,
            row.At,
            WalletKind.Spot,
            [
                new(LegKind.Principal, new Money(-row.Amount, row.From)),
                new(LegKind.Principal, new Money(row.Received + row.Charge, row.To)),
                .. row.Charge != 0m ? [new Leg(LegKind.Fee, new Money(-row.Charge, row.To))] : Array.Empty<Leg>(),
            ],
            Reference: row.SweepId),
    ];
}
