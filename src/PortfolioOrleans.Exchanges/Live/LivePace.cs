namespace PortfolioOrleans.Exchanges.Live;

/// <summary>A live connection's times, by its venue's rules.</summary>
internal sealed record LivePace
{
    /// <summary>From the first attempt to hearing everything that was asked for. Default: 15 seconds.</summary>
    public TimeSpan OpenWithin { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>After so long without a message the venue is asked whether it is there. Default: 20 seconds.</summary>
    public TimeSpan PingAfter { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>After so long without a message the connection is taken for dead and replaced. Default: 45 seconds.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>Age at which another connection takes over, before the venue ends this one. Default: 23 hours.</summary>
    public TimeSpan Life { get; init; } = TimeSpan.FromHours(23);

    /// <summary>How much earlier, by chance, so that connections made together are not replaced together. Default: half an hour.</summary>
    public TimeSpan LifeJitter { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long both are heard when one takes over from the other. Default: 3 seconds.</summary>
    public TimeSpan Overlap { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How often the venue has to be told elsewhere that the connection is wanted; null where it need not be. Default: never.</summary>
    public TimeSpan? RenewEvery { get; init; }

    /// <summary>When a renewal that failed is tried again. Default: 1 minute.</summary>
    public TimeSpan RenewAgain { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The longest wait before the first attempt after a break; each failure doubles it. Default: 1 second.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait before any attempt. Default: 1 minute.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>A connection that lived so long was good: after it, pauses begin short again. Default: 1 minute.</summary>
    public TimeSpan Steady { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The largest message, in bytes. Default: 4 MiB.</summary>
    public int LargestMessage { get; init; } = 4 * 1024 * 1024;
}
