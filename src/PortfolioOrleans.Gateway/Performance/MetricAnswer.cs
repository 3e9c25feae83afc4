using System.Text.Json.Serialization;
using PortfolioOrleans.Domain.Metrics;

namespace PortfolioOrleans.Gateway.Performance;

/// <summary>A figure of performance or risk.</summary>
/// <param name="Value">Null where it is undefined. In percent where the name ends in _pct.</param>
/// <param name="N">Of how many days or trades it was made.</param>
/// <param name="Convention">By what definition.</param>
/// <param name="Reason">Why it is undefined; null where it is not.</param>
/// <param name="Parts">What it came from, adding up to it; null unless asked for.</param>
internal sealed record MetricAnswer(double? Value, int N, string Convention, string? Reason, IReadOnlyList<MetricPartAnswer>? Parts)
{
    public const string Withheld = "amounts are withheld from this token";

    /// <summary>Figures that are fractions and are told as such.</summary>
    private static readonly HashSet<string> ToldAsFractions = new(StringComparer.Ordinal) { "alpha", "win_rate", "kelly_fraction" };

    /// <summary>Figures of money, in the currency asked for.</summary>
    private static readonly HashSet<string> Amounts = new(StringComparer.Ordinal) { "expectancy" };

    /// <summary>What a metric is called here: fractions are told in percent.</summary>
    public static string NameOf(Metric metric) => IsPercent(metric) ? $"{metric.Name}_pct" : metric.Name;

    public static bool IsPercent(Metric metric) => metric.Unit == MetricUnit.Fraction && !ToldAsFractions.Contains(metric.Name);

    /// <summary>percent, fraction, ratio or days.</summary>
    public static string UnitOf(Metric metric) => IsPercent(metric) ? "percent" : metric.Unit.ToString().ToLowerInvariant();

    public static MetricAnswer Of(Metric metric, MetricInput input, bool explains, bool amountsWithheld)
    {
        var value = metric.Of(input);
        var scale = IsPercent(metric) ? 100d : 1d;
        return amountsWithheld && Amounts.Contains(metric.Name)
            ? new MetricAnswer(null, value.Observations, value.Convention, Withheld, null)
            : new MetricAnswer(
                value.Value * scale, value.Observations, value.Convention, value.Reason,
                explains ? [.. metric.Explain(input).Select(part => new MetricPartAnswer(part.Source, part.Amount * scale))] : null);
    }
}

/// <summary>A part of a figure.</summary>
/// <param name="Source">The day or the trade it came from; "all" where it cannot be divided.</param>
/// <param name="Amount">In the figure's own unit.</param>
internal sealed record MetricPartAnswer(string Source, double Amount);

/// <summary>A portfolio's figures over a period, each under its own name; those of the registry, whichever they are.</summary>
/// <param name="From">The day whose end the period begins with; null where there is no day.</param>
/// <param name="To">The last day; null where there is none.</param>
/// <param name="Days">How many days were measured, their base not counted.</param>
/// <param name="Reconstructed">How many of them were made afterwards from the ledger and daily prices.</param>
/// <param name="Restated">How many were changed by what became known later.</param>
/// <param name="Benchmark">What was compared with.</param>
/// <param name="Currency">In what it was measured.</param>
/// <param name="CurrencyEffect">What the currency itself made of it; null for the portfolio's own.</param>
internal sealed record MetricsAnswer(
    string Period,
    DateOnly? From,
    DateOnly? To,
    int Days,
    int Reconstructed,
    int Restated,
    string Benchmark,
    string Currency,
    CurrencyEffectAnswer? CurrencyEffect)
{
    [JsonExtensionData]
    public Dictionary<string, object> Metrics { get; init; } = [];
}

/// <summary>What a currency's own movement made of the gain, in that currency; both parts add up to the gain.</summary>
/// <param name="Assets">What the assets made, at each day's rate.</param>
/// <param name="Rate">What was held over night, times the change of the rate.</param>
/// <param name="UnratedDays">Days that were left out, since the currency has no price of them.</param>
internal sealed record CurrencyEffectAnswer(decimal Assets, decimal Rate, int UnratedDays)
{
    /// <summary>Who stated the days' rates: venues, or a venue and what it was worked out from.</summary>
    public IReadOnlyList<string> RateSources { get; init; } = [];
}

/// <summary>What can be measured.</summary>
internal sealed record MetricListAnswer(IReadOnlyList<MetricDescriptionAnswer> Metrics);

/// <summary>One thing that can be measured.</summary>
/// <param name="Name">Its name among the metrics.</param>
/// <param name="Unit">percent, fraction, ratio or days.</param>
/// <param name="Convention">By what definition, where nothing else is asked for.</param>
internal sealed record MetricDescriptionAnswer(string Name, string Unit, string Convention);
