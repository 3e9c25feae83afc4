namespace PortfolioOrleans.Domain.Values;

/// <summary>Between moments and the days of UTC they lie in.</summary>
public static class UtcDay
{
    /// <summary>The day of a moment.</summary>
    public static DateOnly Of(DateTimeOffset at) => DateOnly.FromDateTime(at.UtcDateTime);

    /// <summary>The day's first moment.</summary>
    public static DateTimeOffset Start(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
}
