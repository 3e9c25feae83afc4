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

/// <summary>
/// Past days of spot pairs, a thousand to a request of weight 2. No pair says what USDT is worth in dollars; COIN-M's index of bitcoin does, which is made of prices in dollars: bitcoin in
/// dollars over bitcoin in USDT.
/// </summary>
internal sealed class BinanceCandles(VenueClient client, BinanceEndpoints endpoints, InstrumentCatalog spot)
{
    private const int PageSize = 1_000;
    private const string DollarIndex = "BTCUSD";

    /// <summary>COIN-M answers no more between two times.</summary>
    private const int IndexDays = 200;

    /// <summary>Told by <see cref="DollarIndex"/>.</summary>
    public static bool IsImplied(Asset asset) => asset == Asset.Usdt;

    public async Task<ExchangeReply<ImmutableArray<DailyClose>>> GetDailyClosesAsync(
        Asset asset, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        if (IsImplied(asset))
        {
            return await ImpliedAsync(from, to, cancellationToken);
        }

        var listed = await spot.GetAsync(cancellationToken);
        return listed is ExchangeReply<InstrumentList>.Answer { Value: var list } && DailyPairs.Choose(list, asset) is { } pair
            ? await ReadAsync(
                endpoints.SpotCandles, ("symbol", pair.Id), PageSize, row => DailyPairs.Close(pair, asset, row.OpenedAt, row.Close), from, to, cancellationToken)
            : listed.Select(_ => ImmutableArray<DailyClose>.Empty);
    }

    private async Task<ExchangeReply<ImmutableArray<DailyClose>>> ImpliedAsync(DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        var inUsdt = await GetDailyClosesAsync(Asset.Btc, from, to, cancellationToken);
        if (inUsdt is not ExchangeReply<ImmutableArray<DailyClose>>.Answer { Value: var bitcoin })
        {
            return inUsdt;
        }

        var inDollars = await ReadAsync(
            endpoints.DollarIndexCandles, ("pair", DollarIndex), IndexDays, row => new DailyClose(UtcDay.Of(row.OpenedAt), row.Close, Asset.Usd), from, to, cancellationToken);
        return inDollars.Select(index => index
            .Join(bitcoin.Where(close => close.Quote == Asset.Usdt), one => one.Day, other => other.Day, (one, other) => (one.Day, Usd: Exact.Quotient(one.Amount, other.Amount)))
            .Where(day => day.Usd is > 0m)
            .Select(day => new DailyClose(day.Day, Rounding.ImpliedPrice(day.Usd!.Value), Asset.Usd, $"{DollarIndex} index"))
            .ToImmutableArray());
    }

    private async Task<ExchangeReply<ImmutableArray<DailyClose>>> ReadAsync(
        VenueEndpoint endpoint,
        (string Name, string Id) market,
        int pageDays,
        Func<KlineRow, DailyClose?> close,
        DateOnly from,
        DateOnly to,
        CancellationToken cancellationToken)
    {
        var closes = ImmutableArray.CreateBuilder<DailyClose>();
        for (var start = from; ;)
        {
            var end = start.AddDays(pageDays - 1) is var full && full < to ? full : to;
            var query = Query.Of(
                (market.Name, market.Id), ("interval", "1d"), ("startTime", Query.Milliseconds(UtcDay.Start(start))),
                ("endTime", Query.Milliseconds(UtcDay.Start(end.AddDays(1)).AddMilliseconds(-1))), ("limit", Query.Count(pageDays)));
            var reply = await client.SendPatientlyAsync(new VenueCall(endpoint, query), ReadKlines, cancellationToken);
            if (reply is not ExchangeReply<ImmutableArray<KlineRow>>.Answer { Value: var rows, AsOf: var asOf })
            {
                return reply is ExchangeReply<ImmutableArray<KlineRow>>.Failure { Fault.Kind: FaultKind.UnknownSymbol }
                    ? new ExchangeReply<ImmutableArray<DailyClose>>.Answer([], default)
                    : reply.Select(_ => ImmutableArray<DailyClose>.Empty);
            }

            closes.AddRange(rows.Where(row => row.IsClosedAt(asOf)).Select(close).OfType<DailyClose>());
            if (end >= to)
            {
                return reply.Select(_ => closes.Where(one => one.Day >= from && one.Day <= to).DistinctBy(one => one.Day).OrderBy(one => one.Day).ToImmutableArray());
            }

            start = end.AddDays(1);
        }
    }

    public static ImmutableArray<KlineRow> ReadKlines(WireNode root) => WireCells.Rows(root, cells => new KlineRow(
        cells.RequiredTime(0), cells.RequiredNumber(1), cells.RequiredNumber(2), cells.RequiredNumber(3), cells.RequiredNumber(4), cells.RequiredNumber(5),
        cells.RequiredTime(6), cells.RequiredNumber(7)));
}
