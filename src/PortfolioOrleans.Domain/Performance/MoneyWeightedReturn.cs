using System.Collections.Immutable;

namespace PortfolioOrleans.Domain.Performance;

/// <summary>
/// The yearly rate at which the flows, discounted, add up to nothing: what the investor's own money earned, timing included (XIRR, Actual/365 from the earliest
/// flow). The equation can have no solution, or several; both are said.
/// </summary>
/// <param name="Rate">A fraction a year; the one nearest to zero where there are several; null where there is none.</param>
/// <param name="Rates">Every solution found, ascending.</param>
/// <param name="Undefined">Why there is none; null where there is one.</param>
public sealed record MoneyWeightedReturn(double? Rate, ImmutableArray<double> Rates, string? Undefined)
{
    private const int Steps = 2_000;

    /// <summary>More than one rate solves the equation: no one of them is "the" return.</summary>
    public bool IsAmbiguous => Rates.Length > 1;

    /// <param name="flows">What the investor put in, negative, and took out, positive, the final value included; in any order.</param>
    public static MoneyWeightedReturn Of(IEnumerable<(DateOnly Day, double Amount)> flows)
    {
        var byDay = flows.GroupBy(flow => flow.Day).OrderBy(day => day.Key)
            .Select(day => (day.Key, Amount: day.Sum(flow => flow.Amount))).Where(day => day.Amount != 0d).ToList();
        if (byDay.Count < 2 || byDay.TrueForAll(day => day.Amount > 0d) || byDay.TrueForAll(day => day.Amount < 0d))
        {
            return new MoneyWeightedReturn(null, [], "money has to go in and come out on different days");
        }

        var first = byDay[0].Key.DayNumber;
        double[] years = [.. byDay.Select(day => (day.Key.DayNumber - first) / 365d)];
        double[] amounts = [.. byDay.Select(day => day.Amount)];
        var rates = Roots(years, amounts).Select(x => Math.Exp(x) - 1d).Where(double.IsFinite).ToImmutableArray();
        return rates.IsEmpty
            ? new MoneyWeightedReturn(null, [], "no rate makes the flows add up to nothing")
            : new MoneyWeightedReturn(rates.MinBy(Math.Abs), rates, null);
    }

    /// <summary>Sum of the flows, each divided by growth^(days/365).</summary>
    /// <param name="flows">Signed amounts; days count from the earliest.</param>
    /// <param name="growth">1 + the yearly rate, above zero.</param>
    public static double NetPresentValue(IReadOnlyCollection<(DateOnly Day, double Amount)> flows, double growth)
    {
        var first = flows.Min(flow => flow.Day).DayNumber;
        return flows.Sum(flow => flow.Amount / Math.Pow(growth, (flow.Day.DayNumber - first) / 365d));
    }

    /// <summary>
    /// Roots in x = ln(1 + r). Beyond the bounds the first or the last flow outweighs all others, so none lies there. One change of sign in the flows means one root;
    /// for more the interval is walked in steps that grow with the distance from zero.
    /// </summary>
    private static IEnumerable<double> Roots(double[] years, double[] amounts)
    {
        var sum = amounts.Sum(Math.Abs);
        var low = -(Math.Log(sum / Math.Abs(amounts[^1])) + 1e-9) / (years[^1] - years[^2]);
        var high = (Math.Log(sum / Math.Abs(amounts[0])) + 1e-9) / (years[1] - years[0]);
        var changes = Enumerable.Range(1, amounts.Length - 1).Count(i => amounts[i] * amounts[i - 1] < 0d);
        var steps = changes == 1 ? 1 : Steps;
        var (from, to) = (Math.Asinh(low), Math.Asinh(high));
        var (left, valueLeft) = (low, Balance(low, years, amounts));
        for (var i = 1; i <= steps; i++)
        {
            var right = i == steps ? high : Math.Sinh(from + ((to - from) * i / steps));
            var valueRight = Balance(right, years, amounts);
            if (valueRight == 0d || valueLeft * valueRight < 0d)
            {
                yield return Bisect(left, valueLeft, right, years, amounts);
            }

            (left, valueLeft) = (right, valueRight);
        }
    }

    private static double Bisect(double left, double valueLeft, double right, double[] years, double[] amounts)
    {
        for (var i = 0; i < 200 && right - left > 1e-15 * Math.Max(1d, Math.Abs(left)); i++)
        {
            var middle = (left + right) / 2d;
            if (Balance(middle, years, amounts) is var value && value * valueLeft > 0d)
            {
                left = middle;
            }
            else
            {
                right = middle;
            }
        }

        return (left + right) / 2d;
    }

    /// <summary>The net present value over its largest term: its sign is what counts, and no power overflows.</summary>
    private static double Balance(double x, double[] years, double[] amounts)
    {
        var largest = double.NegativeInfinity;
        for (var i = 0; i < years.Length; i++)
        {
            largest = Math.Max(largest, Math.Log(Math.Abs(amounts[i])) - (x * years[i]));
        }

        var sum = 0d;
        for (var i = 0; i < years.Length; i++)
        {
            sum += Math.Sign(amounts[i]) * Math.Exp(Math.Log(Math.Abs(amounts[i])) - (x * years[i]) - largest);
        }

        return sum;
    }
}
