using PortfolioOrleans.Domain.Risk;

namespace PortfolioOrleans.Domain.Tests.Risk;

public sealed class RiskTests
{
    [Fact]
    public void A_constant_series_has_no_ratio_and_says_why()
    {
        double[] constant = [.. Enumerable.Repeat(0.01, 9)];

        Assert.Equal(0d, Ratios.Volatility(constant, 365d).Value);
        Assert.Equal("the returns do not vary", Ratios.Sharpe(constant, 365d).Undefined);
        Assert.Equal("no return is below the target", Ratios.Sortino(constant, 365d).Undefined);
        Assert.Equal("the benchmark does not vary", Regression.Beta([0.1, 0.2], [0.01, 0.01]).Undefined);
    }

    [Fact]
    public void Fewer_than_two_returns_do_not_deviate()
    {
        Assert.Null(Ratios.Volatility([0.1], 365d).Value);
        Assert.Equal(1, Ratios.Volatility([0.1], 365d).Observations);
        Assert.Equal("there is no return", Drawdowns.Deepest([]).Undefined);
    }

    [Fact]
    public void A_quantile_lies_between_its_neighbours()
    {
        double[] values = [5d, 1d, 3d, 2d, 4d];

        Assert.Equal(1d, Quantiles.Quantile(values, 0d));
        Assert.Equal(1.4, Quantiles.Quantile(values, 0.1), 12);
        Assert.Equal(3d, Quantiles.Quantile(values, 0.5));
        Assert.Equal(4.6, Quantiles.Quantile(values, 0.9), 12);
        Assert.Equal(5d, Quantiles.Quantile(values, 1d));
        Assert.Throws<ArgumentException>(() => Quantiles.Quantile([], 0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => Quantiles.Quantile(values, 1.1));
    }

    [Fact]
    public void The_ends_of_a_long_series_are_those_that_sorting_gives()
    {
        var random = new Random(4);
        for (var round = 0; round < 200; round++)
        {
            // Some are lumpy, some have one absurd day, some are constant but for it.
            double[] values = [.. Enumerable.Range(0, random.Next(1, 4_000)).Select(_ => Math.Round(random.NextDouble() - 0.5, random.Next(1, 9)))];
            values[random.Next(values.Length)] = round % 3 == 0 ? 1e9 : round % 3 == 1 ? -1e9 : values[0];
            var sorted = values.Order().ToArray();

            foreach (var probability in new[] { 0d, 0.01, 0.05, 0.3, 0.5, 0.7, 0.95, 0.99, 1d })
            {
                var place = (sorted.Length - 1) * probability;
                var (below, above) = (sorted[(int)Math.Floor(place)], sorted[Math.Min((int)Math.Floor(place) + 1, sorted.Length - 1)]);
                Assert.Equal(below + ((above - below) * (place - Math.Floor(place))), Quantiles.Quantile(values, probability), 9);
            }
        }
    }

    [Fact]
    public void Equal_values_have_one_quantile() => Assert.Equal(2d, Quantiles.Quantile([.. Enumerable.Repeat(2d, 1_000)], 0.05));

    [Fact]
    public void The_worst_days_are_averaged()
    {
        Assert.Equal(-0.25, Tails.ExpectedShortfall([0.1, -0.2, 0.3, -0.3, 0.2], 0.25).Value!.Value, 12);
        Assert.Equal(-0.2, Tails.ValueAtRisk([0.1, -0.2, 0.3, -0.3, 0.2], 0.25).Value!.Value, 12);
    }

    [Theory]
    [InlineData(0.05, -1.6448536269514722)]
    [InlineData(0.01, -2.3263478740408408)]
    [InlineData(0.5, 0)]
    [InlineData(0.999, 3.090232306167813)]
    public void The_normal_distribution_has_its_known_quantiles(double probability, double z)
    {
        // Mean 0 and deviation 1.
        Assert.Equal(z, Tails.GaussianValueAtRisk([-Math.Sqrt(0.5), Math.Sqrt(0.5)], probability).Value!.Value, 12);
    }

    [Fact]
    public void Sums_by_vector_are_sums_one_by_one()
    {
        var random = new Random(8);
        for (var count = 2; count < 40; count++)
        {
            double[] x = [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() - 0.5)];
            double[] y = [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() - 0.5)];
            var (mx, my) = (x.Average(), y.Average());

            Assert.Equal(Math.Sqrt(x.Sum(value => Math.Pow(value - mx, 2)) / (count - 1)), Ratios.Volatility(x, 1d).Value!.Value, 12);
            Assert.Equal(x.Zip(y).Sum(pair => (pair.First - mx) * (pair.Second - my)) / y.Sum(value => Math.Pow(value - my, 2)), Regression.Beta(x, y).Value!.Value, 10);
            Assert.Equal(Math.Sqrt(x.Sum(value => Math.Pow(Math.Min(value, 0), 2)) / count), Ratios.DownsideDeviation(x, 1d).Value!.Value, 12);
            if (x.Any(value => value < 0d))
            {
                Assert.Equal(x.Where(value => value > 0d).Sum() / -x.Where(value => value < 0d).Sum(), Ratios.Omega(x).Value!.Value, 10);
            }
        }
    }

    [Fact]
    public void Growth_as_steady_as_interest_is_wholly_stable()
    {
        Assert.Equal(1d, Regression.Stability([.. Enumerable.Repeat(0.01, 500)]).Value!.Value, 9);
        Assert.Equal("everything was lost", Regression.Stability([0.1, -1d, 0.1]).Undefined);
    }

    [Fact]
    public void What_a_number_cannot_hold_is_undefined()
    {
        Assert.Equal("the result is beyond what a number can hold", Returns.Annualised(7d, 1d).Undefined);
        Assert.Equal("everything was lost", Returns.Annual([-1.5], 365d).Undefined);
        Assert.Equal("no day has passed", Returns.Annualised(0.1, 0d).Undefined);
    }

    [Fact]
    public void Series_of_different_lengths_cannot_be_subtracted() =>
        Assert.Throws<ArgumentException>(() => Returns.Less([0.1], [0.1, 0.2]));
}
