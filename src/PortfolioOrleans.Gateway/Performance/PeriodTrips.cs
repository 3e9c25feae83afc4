using PortfolioOrleans.Contracts.Ledger;
using PortfolioOrleans.Domain.CostBasis;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Pnl;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Gateway.Access;
using PortfolioOrleans.Storage.Prices;

namespace PortfolioOrleans.Gateway.Performance;

/// <summary>The round trips that ended in a period, first in first out, in any currency.</summary>
internal static class PeriodTrips
{
    private const int PageSize = 10_000; // About a megabyte of a message.

    /// <param name="edge">The day before the period.</param>
    /// <param name="knownAt">By the lines recorded by then; null for all.</param>
    /// <param name="currency">Each profit counts at the rate of the day it was made, or the last one before it. Without one it is left out.</param>
    public static async Task<IReadOnlyList<RoundTrip>> ReadAsync(
        Subject subject,
        DateOnly edge,
        Asset currency,
        DateTimeOffset? knownAt,
        IGrainFactory grains,
        IPriceStore prices,
        CancellationToken cancellationToken)
    {
        DateTimeOffset? since = edge == DateOnly.MinValue ? null : UtcDay.Start(edge.AddDays(1));
        var (ledger, view, made) = (grains.GetGrain<ILedgerGrain>(subject.PortfolioId), new LedgerView(CostMethod.Fifo, KnownAt: knownAt), new List<ClosedTrip>());
        TripPage page;
        do
        {
            page = await ledger.GetTripsAsync(view, since, PageSize, cancellationToken);
            made.AddRange(page.Trips);
            since = page.Next;
        }
        while (since is not null);

        if (page.Currency == currency || made.Count == 0)
        {
            return [.. made.Select(trip => Closed(trip, trip.Pnl))];
        }

        var kept = (await prices.ListAsync([page.Currency, currency], DayOf(made[0]), DayOf(made[^1]), cancellationToken)).ToLookup(price => price.Asset);
        var trips = new List<RoundTrip>(made.Count);
        foreach (var trip in made)
        {
            var day = DayOf(trip);
            if (CrossRate.Of(page.Currency, currency, asset => kept[asset].LastOrDefault(price => price.Day <= day)?.Usd) is { } rate)
            {
                trips.Add(Closed(trip, trip.Pnl * rate));
            }
        }

        return trips;
    }

    private static DateOnly DayOf(ClosedTrip trip) => UtcDay.Of(trip.ClosedAt);

    /// <summary>All that figures of trading look at is when it ended and what it made.</summary>
    private static RoundTrip Closed(ClosedTrip trip, decimal pnl) =>
        new(trip.Id, PositionSide.Long, 0m, 0m, pnl, 0m, 0m, trip.OpenedAt, trip.ClosedAt, []);
}
