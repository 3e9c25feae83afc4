using System.Collections.Immutable;
using PortfolioOrleans.Contracts.Ledger;
using PortfolioOrleans.Domain.CostBasis;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Reconciliation;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Gateway.Tests.Hosting;

/// <summary>A ledger's answers in which every member says something.</summary>
public static class GivenLedger
{
    private static readonly LedgerDoubts Doubts = new([Asset.Parse("XYZ")], 3, 2, 1, [Asset.Usdt], ["absurd:1"], 77.7m);

    public static Transaction Sale { get; } = new(
        "spot-fill:BTCUSDT:7", TransactionKind.Sell, Given.Noon.AddHours(-1), WalletKind.Spot,
        [
            new Leg(LegKind.Principal, new Money(-0.5m, Asset.Btc)), new Leg(LegKind.Principal, new Money(15015m, Asset.Usdt)),
            new Leg(LegKind.Fee, new Money(-1234.5m, Asset.Usdt)),
        ],
        new Trade("BTCUSDT", Symbol.Parse("BTC-USDT"), TradeSide.Sell, 0.5m, 30030m, IsMaker: true, OrderId: "order-7"), Reference: "ref-7");

    public static PnlStatement Pnl { get; } = new(
        CostMethod.Fifo, Asset.Usd, Given.Noon, [Row("total", 30000m)], Doubts, 17);

    public static PnlStatement PnlBySymbol { get; } = Pnl with { Rows = [Row("BTC-USDT", 30000m), Row("USDT", 333.33m)] };

    public static PnlStatement PnlByAccount { get; } = Pnl with { Rows = [Row("", 1234.5m), Row("acc-1", 30000m)], Lots = LotScope.Pool };

    public static PnlHistory PnlHistory { get; } = new(
        CostMethod.Fifo, LotScope.Wallet, Asset.Usd, Given.Noon, [Period(new DateOnly(2026, 3, 2), 333.33m), Period(new DateOnly(2026, 3, 3), 765.25m)], HasMore: true,
        Period(new DateOnly(2026, 3, 2), 30000m), Doubts);

    public static LinePage Lines { get; } = new([new LineRow("acc-1", Sale, Given.Noon, "spot-fill:BTCUSDT:6", "the venue's own correction", 333.33m, false)], HasMore: true);

    public static TaxStatement Tax { get; } = new(
        2026, CostMethod.Fifo, Asset.Usd, "held past the same UTC date 1 year(s) later",
        [
            new TaxDisposal(
                Sale.Id, "spot-fill:BTCUSDT:1", "acc-1", Asset.Btc, DisposalReason.Trade, 0.5m, Given.Noon.AddDays(-400), Given.Noon, 60000m, 15015m, 30000m, 14985m, true,
                CostOrigin.Known, true),
            new TaxDisposal(
                Sale.Id, null, "acc-1", Asset.Btc, DisposalReason.Fee, 77.7m, null, Given.Noon, 333.33m, 0m, 0m, 333.33m, false, CostOrigin.Missing, false),
        ],
        Figure(765.25m), Figure(-333.33m), Figure(-1234.5m),
        new TaxSums(333.33m, 0m, 0m, 333.33m, 0m, 333.33m), new TaxSums(60000m, 15015m, 30000m, 14985m, 0m, 14985m), new TaxSums(60333.33m, 15015m, 30000m, 15318.33m, 0m, 15318.33m),
        Doubts);

    public static ImmutableArray<ReconciledRow> Reconciled { get; } =
    [
        new("acc-1", Asset.Btc, 2m, 2m, 0m, Given.Noon, []),
        new("acc-1", Asset.Usdt, 40000m, 60000m, -20000m, Given.Noon, [new DifferenceCause(CauseKind.EntryMissing, "exactly 20000 of a line like this is missing", ["in:1"])]),
    ];

    private static PnlStatementRow Row(string key, decimal realized) =>
        new(key, Figure(333.33m), Figure(765.25m), Figure(1234.5m), Figure(realized), Figure(107984m), Figure(96543.21m), Figure(-77.7m), 5, 0.6, 1.5, Sources());

    private static PnlPeriod Period(DateOnly start, decimal realized) => new(start, Figure(realized), Sources(), Figure(96543.21m), 3, 2, 1);

    private static RealizedSources Sources() =>
        new(Figure(30000m), Figure(15015m), Figure(-77.7m), Figure(-1234.5m), Figure(333.33m), Figure(-20000m));

    /// <summary>Of two rows.</summary>
    private static LedgerFigure Figure(decimal amount) => new(
        amount,
        [
            new FigureRow(Sale.Id, "acc-1", Given.Noon.AddHours(-1), amount - 1m, $"Trade of 0.5 BTC: {amount}"),
            new FigureRow("reward:1", "acc-1", Given.Noon, 1m, "Reward of 1 USDT"),
        ]);
}
