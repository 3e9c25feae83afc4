using System.Collections.Immutable;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Http;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Binance;

/// <param name="ClosesAt">Its last millisecond; ahead of now while it is under way.</param>
internal sealed record KlineRow(
    DateTimeOffset OpenedAt, decimal Open, decimal High, decimal Low, decimal Close, decimal Volume, DateTimeOffset ClosesAt, decimal QuoteVolume)
{
    public bool IsClosedAt(DateTimeOffset now) => ClosesAt < now;
}

/// <summary>Past days of spot pairs, a thousand to a request of weight 2.</summary>
internal sealed class BinanceCandles(VenueClient client, BinanceEndpoints endpoints, InstrumentCatalog spot)
{
    private const int PageSize = 1_000;

    public async Task<ExchangeReply<ImmutableArray<DailyClose>>> GetDailyClosesAsync(
        Asset asset, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        var listed = await spot.GetAsync(cancellationToken);
        if (listed is not ExchangeReply<InstrumentList>.Answer { Value: var list } || DailyPairs.Choose(list, asset) is not { } pair)
        {
            return listed.Select(_ => ImmutableArray<DailyClose>.Empty);
        }

        var closes = ImmutableArray.CreateBuilder<DailyClose>();
        for (var start = from; ;)
        {
            var query = Query.Of(
                ("symbol", pair.Id), ("interval", "1d"), ("startTime", Query.Milliseconds(UtcDay.Start(start))),
                ("endTime", Query.Milliseconds(UtcDay.Start(to.AddDays(1)).AddMilliseconds(-1))), ("limit", Query.Count(PageSize)));
            var reply = await client.SendPatientlyAsync(new VenueCall(endpoints.SpotCandles, query), ReadKlines, cancellationToken);
            if (reply is not ExchangeReply<ImmutableArray<KlineRow>>.Answer { Value: var rows, AsOf: var asOf })
            {
                return reply is ExchangeReply<ImmutableArray<KlineRow>>.Failure { Fault.Kind: FaultKind.UnknownSymbol }
                    ? listed.Select(_ => ImmutableArray<DailyClose>.Empty)
                    : reply.Select(_ => ImmutableArray<DailyClose>.Empty);
            }

            closes.AddRange(rows.Where(row => row.IsClosedAt(asOf)).Select(row => DailyPairs.Close(pair, asset, row.OpenedAt, row.Close)).OfType<DailyClose>());
            if (rows.Length < PageSize || UtcDay.Of(rows[^1].OpenedAt) is var last && last >= to)
            {
                return reply.Select(_ => closes.Where(close => close.Day >= from && close.Day <= to).DistinctBy(close => close.Day).OrderBy(close => close.Day).ToImmutableArray());
            }

            start = last.AddDays(1);
        }
    }

    public static ImmutableArray<KlineRow> ReadKlines(WireNode root) => WireCells.Rows(root, cells => new KlineRow(
        cells.RequiredTime(0), cells.RequiredNumber(1), cells.RequiredNumber(2), cells.RequiredNumber(3), cells.RequiredNumber(4), cells.RequiredNumber(5),
        cells.RequiredTime(6), cells.RequiredNumber(7)));
}
