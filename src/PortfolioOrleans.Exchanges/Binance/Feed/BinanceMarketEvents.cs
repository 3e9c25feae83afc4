using System.Collections.Immutable;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Binance.Feed;

/// <summary>One pair's last price and its day.</summary>
internal readonly record struct MiniTickerRow(
    string Instrument, decimal? Price, decimal? Open, decimal? High, decimal? Low, decimal? Volume, decimal? QuoteVolume, DateTimeOffset? At);

/// <summary>Market data as the streams write it, one row or many.</summary>
internal static class BinanceMarketEvents
{
    public const string MiniTicker = "24hrMiniTicker";
    public const string MarkPrice = "markPriceUpdate";
    public const string DollarIndex = "assetIndexUpdate";
    public const string Shutdown = "serverShutdown";

    public static IEnumerable<MiniTickerRow> ReadTickers(WireNode message) => message.EachOrOne().Select(row => new MiniTickerRow(
        row.Instrument("s"), row.Price("c"), row.Price("o"), row.Price("h"), row.Price("l"), row.Figure("v"), row.Figure("q"), row.Time("E")));

    public static IEnumerable<MarkRow> ReadMarks(WireNode message) => message.EachOrOne().Select(row => new MarkRow(
        row.Instrument("s"), row.Price("p"), row.Price("i"), row.Figure("r"), row.Time("T"), row.Time("E")));

    public static ImmutableArray<DollarIndexRow> ReadDollarIndex(WireNode message) => message.RowsOrOne(row => new DollarIndexRow(
        row.RequiredText("s"), row.Price("i"), row.Time("E")));
}
