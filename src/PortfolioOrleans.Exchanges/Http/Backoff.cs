namespace PortfolioOrleans.Exchanges.Http;

/// <summary>
/// How long to wait before trying again: anywhere between nothing and a span that doubles with each attempt ("full jitter"), so that callers who failed
/// together do not come back together.
/// </summary>
/// <param name="first">The longest wait before the second attempt.</param>
/// <param name="longest">The longest wait before any.</param>
/// <param name="chance">Where chance comes from; a seeded one makes a run repeatable.</param>
internal sealed class Backoff(TimeSpan first, TimeSpan longest, Random chance)
{
    /// <param name="attempt">How many attempts have failed before this one: 0 after the first failure.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="attempt"/> is negative.</exception>
    public TimeSpan Delay(int attempt)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(attempt);

        var most = Math.Min(first.TotalMilliseconds * Math.Pow(2d, Math.Min(attempt, 30)), longest.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(most * chance.NextDouble());
    }
}
