using System.Collections.Immutable;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Http;

namespace PortfolioOrleans.Exchanges.Binance;

/// <summary>
/// Last prices of the pairs that trade, marks of the futures, dollars for the stablecoins. Spot prices are the reading; without the rest it is still one,
/// and says what is missing. A pair that does not trade has no price of now, so it has none here.
/// </summary>
internal sealed class BinancePrices(
    VenueClient client, BinanceEndpoints endpoints, InstrumentCatalog spot, TimeSpan dollarPricesMaxAge, TimeProvider clock)
{
    private readonly DollarPrices _dollars = new(dollarPricesMaxAge, clock);

    public async Task<ExchangeReply<MarketReading>> GetAsync(CancellationToken cancellationToken)
    {
        var marksAsked = client.SendAsync(new VenueCall(endpoints.FuturesMarks), BinanceMarket.ReadMarks, cancellationToken);
        var dollarsAsked = _dollars.GetAsync(LoadDollarsAsync, cancellationToken);
        var tickersAsked = PairsAsync(cancellationToken);
        await Task.WhenAll(marksAsked, dollarsAsked, tickersAsked);

        var marks = await marksAsked;
        var (dollars, dollarFault) = await dollarsAsked;
        return (await tickersAsked).Select(pairs => new MarketReading(
            pairs.AddRange(dollars),
            marks is ExchangeReply<ImmutableArray<MarkRow>>.Answer { Value: var rows } ? ToMarks(rows) : ImmutableDictionary<string, decimal>.Empty,
            (marks as ExchangeReply<ImmutableArray<MarkRow>>.Failure)?.Fault ?? dollarFault));
    }

    private async Task<ExchangeReply<ImmutableArray<Price>>> PairsAsync(CancellationToken cancellationToken)
    {
        var tickers = await client.SendAsync(new VenueCall(endpoints.SpotPrices), BinanceMarket.ReadTickers, cancellationToken);
        if (tickers is not ExchangeReply<ImmutableArray<TickerRow>>.Answer { Value: var rows, AsOf: var asOf })
        {
            return tickers.Select(_ => ImmutableArray<Price>.Empty);
        }

        var known = await spot.GetKnowingAsync(rows.Select(row => row.Instrument), cancellationToken);
        if (known is not ExchangeReply<InstrumentList>.Answer { Value: var list })
        {
            return known.Select(_ => ImmutableArray<Price>.Empty);
        }

        var prices = ImmutableArray.CreateBuilder<Price>(rows.Length);
        foreach (var row in rows)
        {
            if (row.Price is { } amount && list.Find(row.Instrument) is { IsTrading: true } pair)
            {
                prices.Add(new Price(pair.Symbol, amount, row.At ?? asOf));
            }
        }

        return new ExchangeReply<ImmutableArray<Price>>.Answer(prices.ToImmutable(), asOf);
    }

    private async Task<ExchangeReply<ImmutableArray<Price>>> LoadDollarsAsync(CancellationToken cancellationToken)
    {
        var reply = await client.SendAsync(new VenueCall(endpoints.DollarPrices), BinanceMarket.ReadDollarIndex, cancellationToken);
        return reply is ExchangeReply<ImmutableArray<DollarIndexRow>>.Answer { AsOf: var asOf }
            ? reply.Select(rows => BinanceMarket.ToDollarPrices(rows, asOf))
            : reply.Select(_ => ImmutableArray<Price>.Empty);
    }

    private static ImmutableDictionary<string, decimal> ToMarks(ImmutableArray<MarkRow> rows)
    {
        var marks = ImmutableDictionary.CreateBuilder<string, decimal>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            if (row.Mark is { } mark)
            {
                marks[row.Instrument] = mark;
            }
        }

        return marks.ToImmutable();
    }
}
