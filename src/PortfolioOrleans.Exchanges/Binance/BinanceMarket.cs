using System.Collections.Immutable;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Binance;

/// <param name="Price">Null where the venue writes zero: nothing was ever traded.</param>
/// <param name="At">Futures tickers say when, spot's do not.</param>
internal sealed record TickerRow(string Instrument, decimal? Price, DateTimeOffset? At);

/// <param name="FundingRate">Null for contracts that pay none.</param>
internal readonly record struct MarkRow(
    string Instrument, decimal? Mark, decimal? Index, decimal? FundingRate, DateTimeOffset? NextFundingAt, DateTimeOffset? At);

/// <param name="Pair">An asset's code followed by "USD".</param>
internal sealed record DollarIndexRow(string Pair, decimal? Index, DateTimeOffset? At);

internal static class BinanceMarket
{
    private static readonly Asset FuturesCredit = Asset.Parse("BNFCR");

    public static DateTimeOffset ReadTime(WireNode root) => root.Object().RequiredTime("serverTime");

    public static ImmutableArray<TickerRow> ReadTickers(WireNode root) =>
        root.RowsOrOne(row => new TickerRow(row.Instrument("symbol"), row.Price("price"), row.Time("time")));

    public static ImmutableArray<MarkRow> ReadMarks(WireNode root) => root.RowsOrOne(row => new MarkRow(
        row.Instrument("symbol"),
        row.Price("markPrice"),
        row.Price("indexPrice"),
        row.Figure("lastFundingRate"),
        row.Time("nextFundingTime"),
        row.Time("time")));

    public static ImmutableArray<DollarIndexRow> ReadDollarIndex(WireNode root) =>
        root.RowsOrOne(row => new DollarIndexRow(row.RequiredText("symbol"), row.Price("index"), row.Time("time")));

    /// <summary>Stablecoins in dollars; and futures credits (BNFCR), which are dollars by the venue's definition.</summary>
    public static ImmutableArray<Price> ToDollarPrices(ImmutableArray<DollarIndexRow> rows, DateTimeOffset asOf) =>
        MarketParts.StablecoinPrices(rows.Select(row => (row.Pair, row.Index, row.At)), "USD", asOf)
            .Add(new Price(new Symbol(FuturesCredit, Asset.Usd), 1m, asOf));
}
