namespace PortfolioOrleans.Exchanges.Gate;

internal static class RetryTimes
{
    /// <summary>To the next full minute and a second more: when a venue that did not say how long surely counts afresh.</summary>
    public static TimeSpan UntilNextMinute(DateTimeOffset now) =>
        TimeSpan.FromTicks(TimeSpan.TicksPerMinute - (now.UtcTicks % TimeSpan.TicksPerMinute)) + TimeSpan.FromSeconds(1);
}
