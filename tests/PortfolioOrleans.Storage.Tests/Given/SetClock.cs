namespace PortfolioOrleans.Storage.Tests.Given;

/// <summary>Stands where it was set. Its timers are real ones.</summary>
public sealed class SetClock(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}
