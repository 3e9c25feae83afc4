using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Okx;

/// <summary>One instrument as listed. Derivatives name no base and quote: they follow from what a contract is worth and what it settles in.</summary>
/// <param name="ContractType">linear, inverse, or null.</param>
/// <param name="ContractValue">Units of <paramref name="ContractValueAsset"/> in one contract, before the multiplier.</param>
internal sealed record OkxInstrumentRow(
    string Id, string? Type, Asset? Base, Asset? Quote, Asset? Settlement, string? ContractType, decimal? ContractValue, decimal? Multiplier,
    Asset? ContractValueAsset, string? State, decimal? TickSize, decimal? LotSize, decimal? MinSize, DateTimeOffset? ExpiresAt);

internal static class OkxInstruments
{
    public static ImmutableArray<OkxInstrumentRow> ReadRows(WireNode root) => OkxEnvelope.Rows(root, row => new OkxInstrumentRow(
        row.Instrument("instId"),
        row.Text("instType"),
        OptionalAsset(row, "baseCcy"),
        OptionalAsset(row, "quoteCcy"),
        OptionalAsset(row, "settleCcy"),
        row.Text("ctType"),
        row.Price("ctVal"),
        row.Price("ctMult"),
        OptionalAsset(row, "ctValCcy"),
        row.Text("state"),
        row.Price("tickSz"),
        row.Price("lotSz"),
        row.Price("minSz"),
        row.Time("expTime")));

    /// <summary>Null for what is not (yet) described well enough to be held: instruments are listed before their terms are.</summary>
    public static Instrument? ToInstrument(OkxInstrumentRow row) => row switch
    {
        { Type: "SPOT" or "MARGIN", Base: { } underlying, Quote: { } quote } => Listed(row, InstrumentKind.Spot, new Symbol(underlying, quote), null),
        { Type: "SWAP" } => Contract(row, InstrumentKind.Perpetual),
        { Type: "FUTURES" } => Contract(row, InstrumentKind.Future),
        { Type: "OPTION" } => Option(row),
        _ => null,
    };

    public static ImmutableArray<Instrument> ToInstruments(ImmutableArray<OkxInstrumentRow> rows) => [.. rows.Select(ToInstrument).OfType<Instrument>()];

    private static Instrument? Contract(OkxInstrumentRow row, InstrumentKind kind)
    {
        if (row is not { ContractValue: { } value, ContractValueAsset: { } unit, Settlement: { } settlement }
            || Exact.Product(value, row.Multiplier ?? 1m) is not (> 0m and var size))
        {
            return null;
        }

        return row.ContractType switch
        {
            "linear" => Listed(row, kind, new Symbol(unit, settlement), new ContractTerms(ContractKind.Linear, size, settlement)),
            "inverse" => Listed(row, kind, new Symbol(settlement, unit), new ContractTerms(ContractKind.Inverse, size, settlement)),
            _ => null,
        };
    }

    /// <summary>
    /// An option is priced in what it settles in, for one unit of what it is on: a contract gains its size times the change of its price, whatever the
    /// exercise is in.
    /// </summary>
    private static Instrument? Option(OkxInstrumentRow row) =>
        row is { ContractValue: { } value, ContractValueAsset: { } unit, Settlement: { } settlement }
        && Exact.Product(value, row.Multiplier ?? 1m) is > 0m and var size
            ? Listed(row, InstrumentKind.Option, new Symbol(unit, settlement), new ContractTerms(ContractKind.Linear, size, settlement))
            : null;

    private static Instrument Listed(OkxInstrumentRow row, InstrumentKind kind, Symbol symbol, ContractTerms? terms) =>
        new(row.Id, kind, symbol, terms, row.State == "live", row.TickSize, row.LotSize, row.MinSize, MinNotional: null);

    private static Asset? OptionalAsset(WireNode row, string name) => row.Text(name) is null ? null : row.Asset(name);
}
