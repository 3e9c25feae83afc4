using System.Collections.Immutable;
using System.Globalization;
using PortfolioOrleans.Domain.Risk;

namespace PortfolioOrleans.Domain.Metrics;

/// <summary>
/// A figure of performance or risk. To add one, derive a class, say these few things and put an instance into a <see cref="MetricRegistry"/>: whatever lists or
/// computes metrics then has it.
/// </summary>
public abstract class Metric
{
    /// <summary>What it is asked for by; snake_case, unique, for ever.</summary>
    public abstract string Name { get; }

    public abstract MetricUnit Unit { get; }

    /// <summary>By what definition it is computed, parameters in force included, in a sentence that users read.</summary>
    public abstract string Convention(MetricInput input);

    /// <summary>The figure, or why there is none. Called once for an input.</summary>
    protected abstract Statistic Measure(MetricInput input);

    /// <summary>
    /// The rows that the figure came from; their amounts add up to it. Without an override the figure is one row.
    /// </summary>
    /// <param name="input">What it was measured on.</param>
    /// <param name="value">What was measured.</param>
    protected virtual IEnumerable<MetricPart> Parts(MetricInput input, double value) => [new MetricPart("all", value)];

    public MetricValue Of(MetricInput input)
    {
        var measured = Measure(input);
        return new MetricValue(Name, Unit, measured.Value, measured.Observations, Convention(input), measured.Undefined);
    }

    /// <summary>The rows behind the figure; none where it is undefined.</summary>
    public ImmutableArray<MetricPart> Explain(MetricInput input) => Measure(input).Value is { } value ? [.. Parts(input, value)] : [];
}

/// <summary>What a metric's number is.</summary>
public enum MetricUnit
{
    /// <summary>0.05 is 5 %.</summary>
    Fraction,

    /// <summary>A bare number.</summary>
    Ratio,

    /// <summary>Whole days.</summary>
    Days,
}

/// <summary>A metric as it was measured.</summary>
/// <param name="Value">Null where it is undefined.</param>
/// <param name="Observations">Of how many days or trades.</param>
/// <param name="Convention">By what definition.</param>
/// <param name="Reason">Why it is undefined; null where it is not.</param>
public sealed record MetricValue(string Name, MetricUnit Unit, double? Value, int Observations, string Convention, string? Reason);

/// <param name="Source">The day (yyyy-MM-dd) or the trade.</param>
/// <param name="Amount">Its part of the figure.</param>
public readonly record struct MetricPart(string Source, double Amount)
{
    public static MetricPart Of(DateOnly day, double amount) => new(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), amount);
}
