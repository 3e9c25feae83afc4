using System.Collections.Immutable;
using PortfolioOrleans.Domain.Exposure;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Exchanges.Adapters;

/// <summary>Which pair says what an asset was worth on past days, and how candles of it become closes.</summary>
internal static class DailyPairs
{
    /// <summary>Best first: what is nearest to a dollar.</summary>
    private static readonly ImmutableArray<Asset> Quotes =
        [Asset.Usd, Asset.Usdt, Asset.Usdc, .. new[] { "FDUSD", "BUSD", "TUSD" }.Select(Asset.Parse), Asset.Btc, .. new[] { "ETH", "BNB", "EUR" }.Select(Asset.Parse)];

    /// <summary>
    /// The spot pair of the asset with the best quote, else one in which it is the quote of a dollar coin (USDT-BRL); null where there is none. Two dollar coins do not tell each
    /// other's price.
    /// </summary>
    public static Instrument? Choose(InstrumentList list, Asset asset)
    {
        var spot = list.All.Where(one => one.Kind == InstrumentKind.Spot);
        return Best(spot.Where(one => one.Symbol.Base == asset), one => one.Symbol.Quote)
            ?? (Sectors.IsStablecoin(asset) ? null : Best(spot.Where(one => one.Symbol.Quote == asset && Sectors.IsStablecoin(one.Symbol.Base)), one => one.Symbol.Base));
    }

    /// <summary>A candle's close as that of the asset.</summary>
    public static DailyClose? Close(Instrument pair, Asset asset, DateTimeOffset openedAt, decimal close)
    {
        var day = UtcDay.Of(openedAt);
        return close <= 0m ? null
            : pair.Symbol.Base == asset ? new DailyClose(day, close, pair.Symbol.Quote)
            : Exact.Quotient(1m, close) is { } inverse and > 0m ? new DailyClose(day, inverse, pair.Symbol.Base)
            : null;
    }

    private static Instrument? Best(IEnumerable<Instrument> pairs, Func<Instrument, Asset> other) => pairs
        .Where(pair => Quotes.Contains(other(pair)))
        .OrderByDescending(pair => pair.IsTrading)
        .ThenBy(pair => Quotes.IndexOf(other(pair)))
        .FirstOrDefault();
}
