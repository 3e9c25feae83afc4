namespace PortfolioOrleans.Exchanges.Gate;

/// <summary>How patient a venue's gate is. The defaults suit both venues; tests and operators may choose others.</summary>
public sealed record GateOptions
{
    public static GateOptions Default { get; } = new();

    /// <summary>Faults in a row, all blaming the exchange, after which a host is left alone. Default: 5.</summary>
    public int FaultsToOpen { get; init; } = 5;

    /// <summary>How long a host is left alone the first time; each failed probe doubles it. Default: 2 seconds.</summary>
    public TimeSpan FirstOpen { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest a host is left alone before it is probed again. Longer delays the recovery after an outage. Default: 30 seconds.</summary>
    public TimeSpan LongestOpen { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a probe may stay unanswered before another is let through, so that a lost caller cannot close a host for ever. Default: 1 minute.</summary>
    public TimeSpan ProbePatience { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>A clock offset measured longer ago than this is forgotten, so that the next signed request measures again. Default: 10 minutes.</summary>
    public TimeSpan OffsetMaxAge { get; init; } = TimeSpan.FromMinutes(10);
}
