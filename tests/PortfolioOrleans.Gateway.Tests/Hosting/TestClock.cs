namespace PortfolioOrleans.Gateway.Tests.Hosting;

/// <summary>A clock whose hands are moved by the test. Its timers run on real time.</summary>
public sealed class TestClock : TimeProvider
{
    private long _ticks = Given.Noon.UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
}
