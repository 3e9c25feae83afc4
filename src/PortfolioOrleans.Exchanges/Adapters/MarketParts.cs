using System.Collections.Immutable;
using PortfolioOrleans.Domain.Exposure;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Exchanges.Adapters;

/// <summary>What venues' market messages come to, once read.</summary>
internal static class MarketParts
{
    /// <summary>A reading, and the first reason why it lacks something, where it does.</summary>
    public static MarketReading Together(
        ImmutableArray<Price> pairs,
        ImmutableArray<Price> dollars,
        ExchangeFault? dollarFault,
        params ReadOnlySpan<ExchangeReply<ImmutableDictionary<string, decimal>>> marks)
    {
        var all = ImmutableDictionary.Create<string, decimal>(StringComparer.Ordinal);
        ExchangeFault? gap = null;
        foreach (var reply in marks)
        {
            switch (reply)
            {
                case ExchangeReply<ImmutableDictionary<string, decimal>>.Answer { Value: var some }:
                    all = all.IsEmpty ? some : all.SetItems(some);
                    break;
                case ExchangeReply<ImmutableDictionary<string, decimal>>.Failure { Fault: var fault }:
                    gap ??= fault;
                    break;
            }
        }

        return new MarketReading(pairs.AddRange(dollars), all, gap ?? dollarFault);
    }

    /// <summary>
    /// Last prices of the pairs that trade, as of the venue's own time for each or of the tickers' request. A pair that does not trade has no price
    /// of now, so it has none here; one that the list does not know makes it be read again.
    /// </summary>
    public static async Task<ExchangeReply<ImmutableArray<Price>>> PairsAsync<T>(
        ExchangeReply<ImmutableArray<T>> tickers,
        Func<T, (string Instrument, decimal? Last, DateTimeOffset? At)> read,
        InstrumentCatalog instruments,
        CancellationToken cancellationToken)
    {
        if (tickers is not ExchangeReply<ImmutableArray<T>>.Answer { Value: var rows, AsOf: var asOf })
        {
            return tickers.Select(_ => ImmutableArray<Price>.Empty);
        }

        var known = await instruments.GetKnowingAsync(rows.Select(row => read(row).Instrument), cancellationToken);
        if (known is not ExchangeReply<InstrumentList>.Answer { Value: var list })
        {
            return known.Select(_ => ImmutableArray<Price>.Empty);
        }

        var prices = ImmutableArray.CreateBuilder<Price>(rows.Length);
        foreach (var row in rows)
        {
            var (instrument, last, at) = read(row);
            if (last is { } amount && list.Find(instrument) is { IsTrading: true } pair)
            {
                prices.Add(new Price(pair.Symbol, amount, at ?? asOf));
            }
        }

        return new ExchangeReply<ImmutableArray<Price>>.Answer(prices.ToImmutable(), asOf);
    }

    /// <summary>Marks by instrument, those without one left out.</summary>
    public static ImmutableDictionary<string, decimal> Marks(IEnumerable<(string Instrument, decimal? Mark)> rows)
    {
        var marks = ImmutableDictionary.CreateBuilder<string, decimal>(StringComparer.Ordinal);
        foreach (var (instrument, mark) in rows)
        {
            if (mark is { } known)
            {
                marks[instrument] = known;
            }
        }

        return marks.ToImmutable();
    }

    /// <summary>
    /// What stablecoins are worth in dollars, from an index of many assets: no pair says it. The others have pairs, and an index is no price one could
    /// trade at.
    /// </summary>
    /// <param name="suffix">What follows an asset's code in the index's name.</param>
    /// <param name="asOf">For rows that do not say their time.</param>
    public static ImmutableArray<Price> StablecoinPrices(
        IEnumerable<(string Index, decimal? Price, DateTimeOffset? At)> rows, string suffix, DateTimeOffset asOf)
    {
        var prices = ImmutableArray.CreateBuilder<Price>();
        foreach (var (index, price, at) in rows)
        {
            if (price is { } amount && index.EndsWith(suffix, StringComparison.Ordinal)
                && Asset.TryParse(index[..^suffix.Length], out var asset) && Sectors.IsStablecoin(asset))
            {
                prices.Add(new Price(new Symbol(asset, Asset.Usd), amount, at ?? asOf));
            }
        }

        return prices.ToImmutable();
    }
}
