using System.Globalization;
using PortfolioOrleans.Contracts.Portfolios;
using PortfolioOrleans.Domain.Exposure;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Gateway.Ledger;

namespace PortfolioOrleans.Gateway.Portfolios;

/// <summary>The rows of a valuation that its figures are the sums of.</summary>
internal static class ExplainedFigures
{
    public static IReadOnlyList<FigureRowAnswer> Equity(PortfolioSnapshot snapshot) => Closed(snapshot.Equity, snapshot.AsOf,
    [
        .. snapshot.Balances.Where(row => row.Value is not null).Select(OfValue),
        .. snapshot.Positions.Where(row => row.AddsToEquity && row.UnrealizedPnl is not null).Select(FigureRowAnswer.OfPnl),
    ]);

    public static IReadOnlyList<FigureRowAnswer> Cash(PortfolioSnapshot snapshot) => Closed(
        snapshot.CashBalance, snapshot.AsOf, [.. snapshot.Balances.Where(row => row.Value is not null && Sectors.IsCash(row.Asset)).Select(OfValue)]);

    public static IReadOnlyList<FigureRowAnswer> Unrealized(PortfolioSnapshot snapshot) => Closed(
        snapshot.Pnl.Unrealized, snapshot.AsOf, [.. snapshot.Positions.Where(row => row.UnrealizedPnl is not null).Select(FigureRowAnswer.OfPnl)]);

    /// <summary>What the day realised is made of is said by GET /api/portfolio/pnl; here only since when it is known.</summary>
    public static IReadOnlyList<FigureRowAnswer> RealizedToday(PortfolioSnapshot snapshot) => snapshot.Pnl is { RealizedToday: { } amount, RealizedAsOf: { } at }
        ? [new FigureRowAnswer("ledger", null, at, amount, "what the ledger says")]
        : [];

    /// <summary>Equity at the last complete valuation, less what the day opened with and what flowed since.</summary>
    public static IReadOnlyList<FigureRowAnswer> Daily(PortfolioSnapshot snapshot)
    {
        var (pnl, asOf) = (snapshot.Pnl, snapshot.Drawdown.AsOf ?? snapshot.AsOf);
        var midnight = new DateTimeOffset(asOf.UtcDateTime.Date, TimeSpan.Zero);
        return Closed(pnl.Daily, asOf, pnl.OpenEquity is { } open
            ?
            [
                new FigureRowAnswer("equity", null, asOf, snapshot.Drawdown.CurrentEquity, "equity at the last complete valuation"),
                new FigureRowAnswer("open_equity", null, midnight, -open, "less equity at the last one before midnight"),
                new FigureRowAnswer("open_flow", null, midnight, -pnl.OpenFlow, "less deposits and withdrawals since"),
            ]
            : []);
    }

    public static IReadOnlyList<FigureRowAnswer> NetFlow(PortfolioSnapshot snapshot)
    {
        var midnight = new DateTimeOffset(snapshot.AsOf.UtcDateTime.Date, TimeSpan.Zero);
        return
        [
            new FigureRowAnswer("before", null, midnight, snapshot.NetFlowTotal - snapshot.Pnl.OpenFlow, "deposits less withdrawals up to the day's beginning"),
            new FigureRowAnswer("open_flow", null, snapshot.AsOf, snapshot.Pnl.OpenFlow, "those since"),
        ];
    }

    /// <param name="figure">What the rows make together.</param>
    /// <param name="part">What a row counts for, of its signed exposure.</param>
    public static IReadOnlyList<FigureRowAnswer> Exposure(PortfolioSnapshot snapshot, decimal figure, Func<decimal, decimal> part) => Closed(figure, snapshot.AsOf,
    [
        .. snapshot.Balances.Where(row => row.Value is not null && !Sectors.IsCash(row.Asset)).Select(OfValue)
            .Concat(snapshot.Positions.Where(row => row.Exposure is not null && !Sectors.IsCash(row.Symbol.Base)).Select(OfExposure))
            .Select(row => row with { Amount = part(row.Amount) })
            .Where(row => row.Amount != 0m),
    ]);

    public static FigureRowAnswer OfValue(BalanceRow row) => new(
        row.Asset.Code, row.AccountId, row.AsOf, row.Value!.Value, string.Create(CultureInfo.InvariantCulture, $"{row.Total} {row.Asset} in {row.Wallet} at {row.Price}"));

    /// <summary>Signed: below zero for a short position.</summary>
    public static FigureRowAnswer OfExposure(PositionRow row) => new(
        row.Instrument, row.AccountId, row.AsOf, row.Side == PositionSide.Long ? row.Exposure!.Value : -row.Exposure!.Value,
        string.Create(CultureInfo.InvariantCulture, $"{row.Side} of {row.Contracts} {row.Instrument} at {row.MarkPrice}"));

    /// <summary>Rows that add up to a figure. What another currency's rate leaves behind the 28th digit is a row of its own.</summary>
    private static IReadOnlyList<FigureRowAnswer> Closed(decimal figure, DateTimeOffset at, IReadOnlyList<FigureRowAnswer> rows)
    {
        var rest = figure - rows.Sum(row => row.Amount);
        return rest == 0m ? rows : [.. rows, new FigureRowAnswer("rest", null, at, rest, "what the rows leave: the last digits of a rate, or a figure of an earlier valuation")];
    }
}
