namespace PortfolioOrleans.Domain.Metrics;

/// <summary>What the definitions of metrics leave open.</summary>
public sealed record MetricSettings
{
    public static MetricSettings Default { get; } = new();

    /// <summary>Days a year. Default: 365; crypto has no weekends, and 252 would understate volatility by a sixth.</summary>
    public double PeriodsPerYear { get; init; } = 365d;

    /// <summary>A year's risk-free rate, as a fraction. Default: 0.</summary>
    public double RiskFreeAnnual { get; init; }

    /// <summary>The least acceptable return of a year, for Sortino, downside deviation and Omega. Default: 0.</summary>
    public double TargetAnnual { get; init; }

    /// <summary>Default: when there is a year of days or more.</summary>
    public Annualising Annualising { get; init; } = Annualising.FromAYearOn;
}

/// <summary>Whether figures are told as those of a year.</summary>
public enum Annualising
{
    /// <summary>Where a year of days or more is behind them; a shorter time says what it was, not what it would be (GIPS 2020).</summary>
    FromAYearOn,
    Always,
    Never,
}
