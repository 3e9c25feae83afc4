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
        var list = await grains.GetGrain<ILedgerGrain>(subject.PortfolioId).GetTripsAsync(new LedgerView(CostMethod.Fifo, KnownAt: knownAt), since, cancellationToken);
        if (list.Currency == currency || list.Trips.IsEmpty)
        {
            return [.. list.Trips.Select(trip => Closed(trip, trip.Pnl))];
        }

        var (first, last) = (DayOf(list.Trips[0]), DayOf(list.Trips[^1]));
        var kept = (await prices.ListAsync([list.Currency, currency], first, last, cancellationToken)).ToLookup(price => price.Asset);
        var trips = new List<RoundTrip>(list.Trips.Length);
        foreach (var trip in list.Trips)
        {
            var day = DayOf(trip);
            if (CrossRate.Of(list.Currency, currency, asset => kept[asset].LastOrDefault(price => price.Day <= day)?.Usd) is { } rate)
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
