using System.Collections.Immutable;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Okx;

/// <param name="Last">Null where nothing was ever traded.</param>
/// <param name="Open">A day before.</param>
internal sealed record OkxTickerRow(string Instrument, decimal? Last, decimal? Bid, decimal? Ask, decimal? Open, DateTimeOffset? At);

internal sealed record OkxMarkRow(string Instrument, decimal? Mark, DateTimeOffset? At);

/// <param name="Index">The index's id: base, hyphen, quote.</param>
internal sealed record OkxIndexRow(string Index, decimal? Price, DateTimeOffset? At);

internal static class OkxMarket
{
    public static DateTimeOffset ReadTime(WireNode root) => OkxEnvelope.Row(root, row => row.RequiredTime("ts"));

    public static ImmutableArray<OkxTickerRow> ReadTickers(WireNode root) => OkxEnvelope.Rows(root, row => new OkxTickerRow(
        row.Instrument("instId"), row.Price("last"), row.Price("bidPx"), row.Price("askPx"), row.Price("open24h"), row.Time("ts")));

    public static ImmutableArray<OkxMarkRow> ReadMarks(WireNode root) =>
        OkxEnvelope.Rows(root, row => new OkxMarkRow(row.Instrument("instId"), row.Price("markPx"), row.Time("ts")));

    public static ImmutableArray<OkxIndexRow> ReadIndex(WireNode root) =>
        OkxEnvelope.Rows(root, row => new OkxIndexRow(row.RequiredText("instId"), row.Price("idxPx"), row.Time("ts")));

    public static ImmutableArray<Price> ToDollarPrices(ImmutableArray<OkxIndexRow> rows, DateTimeOffset asOf) =>
        MarketParts.StablecoinPrices(rows.Select(row => (row.Index, row.Price, row.At)), "-USD", asOf);
}
