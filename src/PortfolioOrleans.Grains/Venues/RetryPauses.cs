using PortfolioOrleans.Exchanges;

namespace PortfolioOrleans.Grains.Venues;

/// <summary>How long to leave a venue alone after a failure.</summary>
/// <param name="chance">Spreads the retries; a seeded one makes a run repeatable.</param>
internal sealed class RetryPauses(Random chance)
{
    /// <summary>
    /// What the venue or the budget asks for, or pauses that double up to the longest allowed, each between half and all of that: accounts that failed
    /// together do not come back together, and none comes back at once.
    /// </summary>
    /// <param name="failures">Failures in a row, from 1.</param>
    public TimeSpan After(int failures, ExchangeFault fault, SyncOptions options)
    {
        if (fault.Kind == FaultKind.CredentialsRejected)
        {
            return options.RefusedPause;
        }

        var longest = Math.Min(options.LongestRetryPause.TotalSeconds, options.FirstRetryPause.TotalSeconds * Math.Pow(2, Math.Min(failures, 30) - 1));
        var pause = TimeSpan.FromSeconds(longest * (0.5 + (chance.NextDouble() / 2)));
        return fault.RetryAfter is { } asked && asked > pause ? asked + (pause / 10) : pause;
    }
}
