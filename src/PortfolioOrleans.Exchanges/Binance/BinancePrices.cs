using System.Collections.Immutable;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Http;

namespace PortfolioOrleans.Exchanges.Binance;

/// <summary>
/// Last prices of the pairs that trade, marks of the futures, dollars for the stablecoins. Spot prices are the reading; without the rest it is still one,
/// and says what is missing. COIN-M's marks are read as rarely as the dollars: few hold such contracts, and each position comes with its mark anyway.
/// </summary>
internal sealed class BinancePrices(
    VenueClient client, BinanceEndpoints endpoints, InstrumentCatalog spot, TimeSpan dollarPricesMaxAge, TimeProvider clock)
{
    private readonly DollarPrices _dollars = new(dollarPricesMaxAge, clock);
    private volatile CoinMarks _coin = new(new ExchangeReply<ImmutableDictionary<string, decimal>>.Answer(ImmutableDictionary<string, decimal>.Empty, default), default);

    public async Task<ExchangeReply<MarketReading>> GetAsync(CancellationToken cancellationToken)
    {
        var marksAsked = client.SendAsync(new VenueCall(endpoints.FuturesMarks), BinanceMarket.ReadMarks, cancellationToken);
        var dollarsAsked = _dollars.GetAsync(LoadDollarsAsync, cancellationToken);
        var tickersAsked = PairsAsync(cancellationToken);
        var coinAsked = CoinMarksAsync(cancellationToken);
        await Task.WhenAll(marksAsked, dollarsAsked, tickersAsked, coinAsked);

        var marks = (await marksAsked).Select(rows => MarketParts.Marks(rows.Select(row => (row.Instrument, row.Mark))));
        var coin = await coinAsked;
        var (dollars, dollarFault) = await dollarsAsked;
        return (await tickersAsked).Select(pairs => MarketParts.Together(pairs, dollars, dollarFault, marks, coin));
    }

    private async Task<ExchangeReply<ImmutableArray<Price>>> PairsAsync(CancellationToken cancellationToken)
    {
        var tickers = await client.SendAsync(new VenueCall(endpoints.SpotPrices), BinanceMarket.ReadTickers, cancellationToken);
        return await MarketParts.PairsAsync(tickers, row => (row.Instrument, row.Price, row.At), spot, cancellationToken);
    }

    /// <summary>Those of the last reading for a while; a failure stands as long.</summary>
    private async Task<ExchangeReply<ImmutableDictionary<string, decimal>>> CoinMarksAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (now - _coin.ReadAt < dollarPricesMaxAge)
        {
            return _coin.Marks;
        }

        var reply = await client.SendAsync(new VenueCall(endpoints.CoinMarks), BinanceMarket.ReadMarks, cancellationToken);
        var marks = reply.Select(rows => MarketParts.Marks(rows.Select(row => (row.Instrument, row.Mark))));
        _coin = new CoinMarks(marks, now);
        return marks;
    }

    private async Task<ExchangeReply<ImmutableArray<Price>>> LoadDollarsAsync(CancellationToken cancellationToken)
    {
        var reply = await client.SendAsync(new VenueCall(endpoints.DollarPrices), BinanceMarket.ReadDollarIndex, cancellationToken);
        return reply.Select(BinanceMarket.ToDollarPrices);
    }

    /// <param name="ReadAt">When it was last tried.</param>
    private sealed record CoinMarks(ExchangeReply<ImmutableDictionary<string, decimal>> Marks, DateTimeOffset ReadAt);
}
