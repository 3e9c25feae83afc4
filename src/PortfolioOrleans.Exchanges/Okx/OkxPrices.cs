using System.Collections.Immutable;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Http;

namespace PortfolioOrleans.Exchanges.Okx;

/// <summary>
/// Last prices of the pairs that trade, marks of swaps and futures, dollars for the stablecoins. Spot prices are the reading; without the rest it is still
/// one, and says what is missing.
/// </summary>
internal sealed class OkxPrices(
    VenueClient client, OkxEndpoints endpoints, InstrumentCatalog instruments, TimeSpan dollarPricesMaxAge, TimeProvider clock)
{
    private readonly DollarPrices _dollars = new(dollarPricesMaxAge, clock);

    public async Task<ExchangeReply<MarketReading>> GetAsync(CancellationToken cancellationToken)
    {
        var swapsAsked = MarksAsync("SWAP", cancellationToken);
        var futuresAsked = MarksAsync("FUTURES", cancellationToken);
        var dollarsAsked = _dollars.GetAsync(LoadDollarsAsync, cancellationToken);
        var tickersAsked = PairsAsync(cancellationToken);
        await Task.WhenAll(swapsAsked, futuresAsked, dollarsAsked, tickersAsked);

        var (dollars, dollarFault) = await dollarsAsked;
        var (swaps, futures) = (await swapsAsked, await futuresAsked);
        return (await tickersAsked).Select(pairs => MarketParts.Together(pairs, dollars, dollarFault, swaps, futures));
    }

    private async Task<ExchangeReply<ImmutableDictionary<string, decimal>>> MarksAsync(string instrumentType, CancellationToken cancellationToken)
    {
        var call = new VenueCall(endpoints.MarkPrices, Query.Of(("instType", instrumentType)));
        var reply = await client.SendAsync(call, OkxMarket.ReadMarks, cancellationToken);
        return reply.Select(rows => MarketParts.Marks(rows.Select(row => (row.Instrument, row.Mark))));
    }

    private async Task<ExchangeReply<ImmutableArray<Price>>> PairsAsync(CancellationToken cancellationToken)
    {
        var call = new VenueCall(endpoints.Tickers, Query.Of(("instType", "SPOT")));
        var tickers = await client.SendAsync(call, OkxMarket.ReadTickers, cancellationToken);
        return await MarketParts.PairsAsync(tickers, row => (row.Instrument, row.Last, row.At), instruments, cancellationToken);
    }

    private async Task<ExchangeReply<ImmutableArray<Price>>> LoadDollarsAsync(CancellationToken cancellationToken)
    {
        var call = new VenueCall(endpoints.IndexTickers, Query.Of(("quoteCcy", "USD")));
        var reply = await client.SendAsync(call, OkxMarket.ReadIndex, cancellationToken);
        return reply.Select(OkxMarket.ToDollarPrices);
    }
}
