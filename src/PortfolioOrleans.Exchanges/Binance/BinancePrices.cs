using System.Collections.Immutable;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Http;

namespace PortfolioOrleans.Exchanges.Binance;

/// <summary>
/// Last prices of the pairs that trade, marks of the futures, dollars for the stablecoins. Spot prices are the reading; without the rest it is still one,
/// and says what is missing.
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

        var marks = (await marksAsked).Select(rows => MarketParts.Marks(rows.Select(row => (row.Instrument, row.Mark))));
        var (dollars, dollarFault) = await dollarsAsked;
        return (await tickersAsked).Select(pairs => MarketParts.Together(pairs, dollars, dollarFault, marks));
    }

    private async Task<ExchangeReply<ImmutableArray<Price>>> PairsAsync(CancellationToken cancellationToken)
    {
        var tickers = await client.SendAsync(new VenueCall(endpoints.SpotPrices), BinanceMarket.ReadTickers, cancellationToken);
        return await MarketParts.PairsAsync(tickers, row => (row.Instrument, row.Price, row.At), spot, cancellationToken);
    }

    private async Task<ExchangeReply<ImmutableArray<Price>>> LoadDollarsAsync(CancellationToken cancellationToken)
    {
        var reply = await client.SendAsync(new VenueCall(endpoints.DollarPrices), BinanceMarket.ReadDollarIndex, cancellationToken);
        return reply.Select(BinanceMarket.ToDollarPrices);
    }
}
