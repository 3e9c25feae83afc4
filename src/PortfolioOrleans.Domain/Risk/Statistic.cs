namespace PortfolioOrleans.Domain.Risk;

/// <summary>A figure from so many observations, or the reason why there is none. Never a number that stands for "undefined".</summary>
/// <param name="Value">Null where it is undefined.</param>
/// <param name="Observations">How many it was made of.</param>
/// <param name="Undefined">In words; null where there is a value.</param>
public readonly record struct Statistic(double? Value, int Observations, string? Undefined)
{
    /// <summary>The value, or the reason that it fits no number.</summary>
    public static Statistic Of(double value, int observations) => double.IsFinite(value)
        ? new Statistic(value, observations, null)
        : new Statistic(null, observations, "the result is beyond what a number can hold");

    public static Statistic None(int observations, string reason) => new(null, observations, reason);

    /// <summary>The same figure in another unit.</summary>
    public Statistic Times(double factor) => Value is { } value ? Of(value * factor, Observations) : this;
}
