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

        var marks = ImmutableDictionary.CreateBuilder<string, decimal>(StringComparer.Ordinal);
        var gap = Collect(await swapsAsked, marks) ?? Collect(await futuresAsked, marks);
        var (dollars, dollarFault) = await dollarsAsked;
        return (await tickersAsked).Select(pairs => new MarketReading(pairs.AddRange(dollars), marks.ToImmutable(), gap ?? dollarFault));
    }

    private Task<ExchangeReply<ImmutableArray<OkxMarkRow>>> MarksAsync(string instrumentType, CancellationToken cancellationToken) =>
        client.SendAsync(new VenueCall(endpoints.MarkPrices, Query.Of(("instType", instrumentType))), OkxMarket.ReadMarks, cancellationToken);

    private async Task<ExchangeReply<ImmutableArray<Price>>> PairsAsync(CancellationToken cancellationToken)
    {
        var call = new VenueCall(endpoints.Tickers, Query.Of(("instType", "SPOT")));
        var tickers = await client.SendAsync(call, OkxMarket.ReadTickers, cancellationToken);
        if (tickers is not ExchangeReply<ImmutableArray<OkxTickerRow>>.Answer { Value: var rows, AsOf: var asOf })
        {
            return tickers.Select(_ => ImmutableArray<Price>.Empty);
        }

        var known = await instruments.GetKnowingAsync(rows.Select(row => row.Instrument), cancellationToken);
        return known.Select(list => rows
            .Select(row => (row, pair: list.Find(row.Instrument)))
            .Where(found => found is { row.Last: not null, pair.IsTrading: true })
            .Select(found => new Price(found.pair!.Symbol, found.row.Last!.Value, found.row.At ?? asOf))
            .ToImmutableArray());
    }

    private async Task<ExchangeReply<ImmutableArray<Price>>> LoadDollarsAsync(CancellationToken cancellationToken)
    {
        var call = new VenueCall(endpoints.IndexTickers, Query.Of(("quoteCcy", "USD")));
        var reply = await client.SendAsync(call, OkxMarket.ReadIndex, cancellationToken);
        return reply is ExchangeReply<ImmutableArray<OkxIndexRow>>.Answer { AsOf: var asOf }
            ? reply.Select(rows => OkxMarket.ToDollarPrices(rows, asOf))
            : reply.Select(_ => ImmutableArray<Price>.Empty);
    }

    /// <summary>Puts the marks in, or answers why there are none.</summary>
    private static ExchangeFault? Collect(ExchangeReply<ImmutableArray<OkxMarkRow>> reply, ImmutableDictionary<string, decimal>.Builder marks)
    {
        if (reply is ExchangeReply<ImmutableArray<OkxMarkRow>>.Failure { Fault: var fault })
        {
            return fault;
        }

        foreach (var row in ((ExchangeReply<ImmutableArray<OkxMarkRow>>.Answer)reply).Value)
        {
            if (row.Mark is { } mark)
            {
                marks[row.Instrument] = mark;
            }
        }

        return null;
    }
}
