using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Domain.CostBasis;

/// <summary>From when on something counts as held for long. The day is a UTC day.</summary>
public abstract record HoldingPeriod
{
    private HoldingPeriod() { } // Closed: these are all there are.

    /// <summary>Longer than 365 times 24 hours; exactly that long is not yet long.</summary>
    public static HoldingPeriod Days365 { get; } = new LongerThan(TimeSpan.FromDays(365));

    /// <summary>
    /// Disposed of after the same day of the next year (section 23 of the German income tax act; section 1222 of the US code): acquired on 3 March 2025, long
    /// from 4 March 2026 on, leap year or not. What was acquired on 29 February is long from 1 March of the next year on.
    /// </summary>
    public static HoldingPeriod OneYearByDate { get; } = new ByDate(1);

    /// <summary>Nothing is ever long.</summary>
    public static HoldingPeriod None { get; } = new Never();

    /// <summary>In words, as a report says it.</summary>
    public abstract string Convention { get; }

    public abstract bool IsLong(DateTimeOffset acquiredAt, DateTimeOffset disposedAt);

    /// <summary>Longer than a length of time.</summary>
    public sealed record LongerThan(TimeSpan Length) : HoldingPeriod
    {
        public override string Convention => FormattableString.Invariant($"held longer than {Length.TotalDays:0.######} x 24 h");

        public override bool IsLong(DateTimeOffset acquiredAt, DateTimeOffset disposedAt) => disposedAt - acquiredAt > Length;
    }

    /// <summary>Past the same date so many years later.</summary>
    public sealed record ByDate(int Years) : HoldingPeriod
    {
        public override string Convention => FormattableString.Invariant($"held past the same UTC date {Years} year(s) later");

        public override bool IsLong(DateTimeOffset acquiredAt, DateTimeOffset disposedAt) =>
            UtcDay.Of(disposedAt) > UtcDay.Of(acquiredAt).AddYears(Years);
    }

    /// <summary>No holding period.</summary>
    public sealed record Never : HoldingPeriod
    {
        public override string Convention => "no holding period";

        public override bool IsLong(DateTimeOffset acquiredAt, DateTimeOffset disposedAt) => false;
    }
}
