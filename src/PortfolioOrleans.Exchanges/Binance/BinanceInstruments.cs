using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Binance;

/// <summary>One symbol of exchangeInfo, spot, USD-M or COIN-M.</summary>
/// <param name="ContractType">Null for spot; "" does not occur, since the venue leaves it empty only for contracts that are over.</param>
/// <param name="ContractSize">Dollars a contract is worth, at COIN-M; null elsewhere, where a contract is a coin.</param>
internal sealed record SymbolRow(
    string Id, Asset Base, Asset Quote, Asset? MarginAsset, string? ContractType, decimal? ContractSize, DateTimeOffset? DeliveredAt, string? Status,
    decimal? TickSize, decimal? StepSize, decimal? MinQuantity, decimal? MaxQuantity, decimal? MinNotional);

/// <param name="Symbols">Every symbol, trading or not.</param>
/// <param name="WeightPerMinute">What a minute of requests may weigh; null where it does not say.</param>
internal sealed record ExchangeInfo(ImmutableArray<SymbolRow> Symbols, int? WeightPerMinute);

internal static class BinanceInstruments
{
    /// <summary>Contracts without an end carry a delivery in the year 2100.</summary>
    private static readonly DateTimeOffset NeverDelivered = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static ExchangeInfo Read(WireNode root) => new(
        root.RequiredRows("symbols", ReadSymbol),
        root.Rows("rateLimits", row => row.Text("rateLimitType") == "REQUEST_WEIGHT" && row.Text("interval") == "MINUTE" && row.Number("intervalNum") == 1m
            && row.Number("limit") is >= 1m and <= 10_000_000m and var limit ? (int?)limit : null).FirstOrDefault(limit => limit is not null));

    public static Instrument ToInstrument(SymbolRow row)
    {
        var terms = row switch
        {
            { MarginAsset: { } coin, ContractSize: { } dollars } => new ContractTerms(ContractKind.Inverse, dollars, coin),
            { MarginAsset: { } settlement } => ContractTerms.PerCoin(settlement),
            _ => null,
        };
        return new Instrument(
            row.Id,
            KindOf(row),
            new Symbol(row.Base, row.Quote),
            terms,
            row.Status == "TRADING",
            row.TickSize,
            row.StepSize,
            row.MinQuantity,
            row.MinNotional);
    }

    private static SymbolRow ReadSymbol(WireNode row)
    {
        decimal? tick = null, step = null, min = null, max = null, notional = null;
        row.Rows("filters", filter =>
        {
            switch (filter.Text("filterType"))
            {
                case "PRICE_FILTER":
                    tick = filter.Price("tickSize");
                    break;
                case "LOT_SIZE":
                    (step, min, max) = (filter.Price("stepSize"), filter.Price("minQty"), filter.Price("maxQty"));
                    break;
                case "MIN_NOTIONAL" or "NOTIONAL":
                    notional = filter.Price("minNotional") ?? filter.Price("notional"); // Spot says the one, futures the other.
                    break;
            }

            return true;
        });

        return new SymbolRow(
            row.Instrument("symbol"),
            row.Asset("baseAsset"),
            row.Asset("quoteAsset"),
            row.Text("marginAsset") is null ? null : row.Asset("marginAsset"),
            row.Text("contractType"),
            row.Price("contractSize"),
            row.Time("deliveryDate"),
            row.Text("status") ?? row.Text("contractStatus"), // COIN-M says the latter.
            tick,
            step,
            min,
            max,
            notional);
    }

    private static InstrumentKind KindOf(SymbolRow row) => row switch
    {
        { MarginAsset: null } => InstrumentKind.Spot,
        { ContractType: { } type } when type.Contains("PERPETUAL", StringComparison.Ordinal) => InstrumentKind.Perpetual,
        { ContractType: null, DeliveredAt: var end } when end is null || end >= NeverDelivered => InstrumentKind.Perpetual,
        _ => InstrumentKind.Future,
    };
}
