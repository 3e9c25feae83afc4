using System.Collections.Immutable;
using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Domain.Pnl;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Domain.Metrics;

/// <summary>
/// A window of so many measured days, moved over all of them a day at a time; any metric can be measured on each. Every window has the same number of days, so that each
/// is told by the same convention; over a day that is missing it reaches further back. A window costs a copy of its days, and whatever the metrics do with them.
/// </summary>
public sealed class RollingMetrics
{
    private readonly ImmutableArray<DailyEquity> _days;
    private readonly ReturnSeries _returns;
    private readonly int _window;
    private readonly MetricSettings? _settings;
    private readonly ReturnSeries? _benchmark;
    private readonly RoundTrip[] _trips;
    private readonly DateTimeOffset[] _closings;

    /// <param name="days">Ascending; the first is the base of the first window.</param>
    /// <param name="window">How many days; above zero.</param>
    /// <param name="settings">What definitions leave open; the defaults where null.</param>
    /// <param name="benchmark">What to compare with, on the days that both have.</param>
    /// <param name="trips">Round trips; one counts in each window that it ended in.</param>
    public RollingMetrics(
        ImmutableArray<DailyEquity> days, int window, MetricSettings? settings = null, ReturnSeries? benchmark = null, IEnumerable<RoundTrip>? trips = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(window);
        (_days, _window, _settings, _benchmark) = (days, window, settings, benchmark);
        _returns = TimeWeightedIndex.Of(days);
        _trips = [.. (trips ?? []).Where(trip => trip.IsClosed).OrderBy(trip => trip.ClosedAt)];
        _closings = [.. _trips.Select(trip => trip.ClosedAt!.Value)];
    }

    /// <summary>How many windows there are; none where there are fewer days than one wants.</summary>
    public int Count => Math.Max(_days.Length - _window, 0);

    /// <summary>The last day of a window.</summary>
    public DateOnly DayOf(int place) => _days[place + _window].Day;

    /// <summary>The day whose end a window is measured from.</summary>
    public DateOnly BaseOf(int place) => _days[place].Day;

    /// <summary>What metrics measure of a window; the oldest has place 0.</summary>
    public MetricInput At(int place)
    {
        var (first, last) = (_days[place + 1].Day, DayOf(place));
        var begin = FirstTripAt(UtcDay.Start(first));
        return new MetricInput(
            _returns.Between(first, last),
            _settings,
            _benchmark?.Between(first, last),
            _days.Slice(place, _window + 1),
            _trips[begin..FirstTripAt(UtcDay.Start(last.AddDays(1)))]);
    }

    /// <summary>Where the first trip stands that ended at a moment or later.</summary>
    private int FirstTripAt(DateTimeOffset moment)
    {
        var (low, high) = (0, _closings.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _closings[middle] < moment ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
