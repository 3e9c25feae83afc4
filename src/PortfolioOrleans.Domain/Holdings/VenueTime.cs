namespace PortfolioOrleans.Domain.Holdings;

/// <summary>Which of two things that a venue told is the older, by the venue's own time.</summary>
public static class VenueTime
{
    /// <summary>Nothing is on its way for longer. What stands further ahead than that was told by a clock that the venue has set back since.</summary>
    public static readonly TimeSpan LongestWay = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Whether what is told now is older than what is held. A time held from a clock that ran ahead and was put right does not count: else everything after it
    /// would seem old, and what is held fresh, until the true time has caught up.
    /// </summary>
    /// <param name="held">Null where nothing is held.</param>
    public static bool IsOlder(DateTimeOffset told, DateTimeOffset? held) => told < held && held - told <= LongestWay;
}
