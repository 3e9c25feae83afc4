namespace PortfolioOrleans.Grains.Venues;

/// <summary>How often something may happen: a few times at once after a quiet time, and then once in each pause.</summary>
/// <param name="burst">How many at once, at least one.</param>
internal sealed class BurstPace(int burst, TimeSpan pause)
{
    private DateTimeOffset _paidUntil; // Each time costs a pause, and that many may be owed.

    /// <summary>How long to wait with the next; zero when it may happen now.</summary>
    public TimeSpan Wait(DateTimeOffset now) => _paidUntil - now - ((burst - 1) * pause) is var wait && wait > TimeSpan.Zero ? wait : TimeSpan.Zero;

    /// <summary>It has happened.</summary>
    public void Took(DateTimeOffset now) => _paidUntil = (_paidUntil > now ? _paidUntil : now) + pause;
}
