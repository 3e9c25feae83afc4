using System.Text.Json;
using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Domain.Pnl;
using PortfolioOrleans.Domain.Risk;

namespace PortfolioOrleans.Domain.Tests.Oracles;

/// <summary>Figures of a series of returns.</summary>
internal static class ReturnSeriesKinds
{
    public static readonly Dictionary<string, Func<JsonElement, Answer>> All = new(StringComparer.Ordinal)
    {
        ["return_series.cumulative"] = input => new Answer { { "values", Cumulative(input) } },
        ["return_series.total_return"] = input => Answer.Of(Cumulative(input) is [.., var last] ? last : null),
        ["return_series.aggregate"] = input => new Answer { { "values", Series(input).Compounded(Period(input)).Select(period => period.Return) } },
        ["return_series.max_drawdown"] = input => Answer.Of(Drawdowns.Deepest(Given(input)).Value),
        ["return_series.cagr"] = input => Answer.Of(Returns.Annual(Given(input), PeriodsPerYear(input)).Value),
        ["return_series.volatility"] = input => Answer.Of(Ratios.Volatility(Given(input), PeriodsPerYear(input)).Value),
        ["return_series.calmar"] = input => Answer.Of(Ratios.Calmar(Given(input), PeriodsPerYear(input)).Value),
        ["return_series.omega"] = Omega,
        ["return_series.sharpe"] = input => Answer.Of(Ratios.Sharpe(Excess(input, "risk_free_per_period"), PeriodsPerYear(input)).Value),
        ["return_series.downside_deviation"] = input => Answer.Of(Ratios.DownsideDeviation(Excess(input, "mar_per_period"), PeriodsPerYear(input)).Value),
        ["return_series.sortino"] = input => Answer.Of(Ratios.Sortino(Excess(input, "mar_per_period"), PeriodsPerYear(input)).Value),
        ["return_series.information_ratio"] = input => Answer.Of(Ratios.Information(Excess(input, "benchmark")).Value),
        ["return_series.alpha_beta"] = AlphaBeta,
        ["return_series.correlation"] = input => Answer.Of(Regression.Correlation(Given(input), input.Numbers("benchmark")).Value),
        ["return_series.r_squared"] = input => Answer.Of(Regression.Correlation(Given(input), input.Numbers("benchmark")).Value is { } r ? r * r : null),
        ["return_series.stability"] = input => Answer.Of(Regression.Stability(Given(input)).Value),
        ["return_series.tail_ratio"] = input => Answer.Of(Tails.TailRatio(Given(input)).Value),
        ["return_series.var_historical"] = input => Answer.Of(Tails.ValueAtRisk(Given(input), input.Number("tail_probability")).Value),
        ["return_series.cvar_historical"] = input => Answer.Of(Tails.ExpectedShortfall(Given(input), input.Number("tail_probability")).Value),
        ["return_series.var_parametric"] = input => Answer.Of(Tails.GaussianValueAtRisk(Given(input), 1d - input.Number("confidence")).Value),
        ["return_series.ulcer_index"] = input => Answer.Of(Drawdowns.UlcerIndex(Given(input)).Value),
        ["return_series.rolling_max_drawdown"] = input => Rolling(input, window => Drawdowns.Deepest(window)),
        ["return_series.rolling_sharpe"] = input => Rolling(
            input, window => Ratios.Sharpe(Returns.Less(window, input.Number("risk_free_per_period")), PeriodsPerYear(input))),
        ["return_series.capture"] = Capture,
        ["return_series.from_prices"] = input => new Answer { { "values", Returns.FromPrices(input.Numbers("prices")) } },
        ["return_series.geometric_mean"] = input => Answer.Of(Returns.GeometricMean(Given(input)).Value),
        ["return_series.win_rate"] = input => Answer.Of(Periods(input).WinRate.Value),
        ["return_series.profit_factor"] = input => Answer.Of(Periods(input).ProfitFactor.Value),
        ["return_series.payoff_ratio"] = input => Answer.Of(Periods(input).Payoff.Value),
        ["return_series.kelly"] = input => Answer.Of(Periods(input).Kelly.Value),
        ["return_series.extremes"] = Extremes,
    };

    /// <summary>A series, or a constant so many times, or one out of values.</summary>
    private static double[] Given(JsonElement input) => input.Has("returns") ? input.Numbers("returns")
        : input.Has("constant_return") ? [.. Enumerable.Repeat(input.Number("constant_return"), (int)input.Number("count"))]
        : Returns.FromPrices(input.Numbers("values"));

    private static double PeriodsPerYear(JsonElement input) => input.Has("periods_per_year") ? input.Number("periods_per_year") : 365d;

    /// <summary>Less a rate, which is a number or a series.</summary>
    private static double[] Excess(JsonElement input, string rate) => !input.Has(rate) ? Given(input)
        : input.GetProperty(rate).ValueKind == JsonValueKind.Array ? Returns.Less(Given(input), input.Numbers(rate).AsSpan())
        : Returns.Less(Given(input), input.Number(rate));

    private static ReturnSeries Series(JsonElement input) => new(input.List("dates").Select(day => DateOnly.Parse(day.GetString()!)), Given(input));

    private static TradeStatistics Periods(JsonElement input) => TradeStatistics.Of(Given(input));

    /// <summary>A starting value of 0 asks for gains instead of values.</summary>
    private static double[] Cumulative(JsonElement input) => input.Number("starting_value") is var start && start != 0d
        ? Returns.Wealth(Given(input), start)
        : [.. Returns.Wealth(Given(input)).Select(wealth => wealth - 1d)];

    private static CalendarPeriod Period(JsonElement input) => input.Text("period") switch
    {
        "daily" => CalendarPeriod.Day,
        "weekly" => CalendarPeriod.Week,
        "monthly" => CalendarPeriod.Month,
        "quarterly" => CalendarPeriod.Quarter,
        "yearly" => CalendarPeriod.Year,
        var other => throw new NotSupportedException($"there is no period {other}"),
    };

    private static Answer Omega(JsonElement input)
    {
        var required = input.Number("required_return_annual");
        return Answer.Of(required <= -1d
            ? null
            : Ratios.Omega(Returns.Less(Excess(input, "risk_free_per_period"), Returns.PerPeriod(required, PeriodsPerYear(input)))).Value);
    }

    /// <summary>Where nothing is said alpha is compounded, as these peers do.</summary>
    private static Answer AlphaBeta(JsonElement input)
    {
        var (returns, benchmark) = (Given(input), input.Numbers("benchmark"));
        var riskFree = input.Has("risk_free_per_period") ? input.Number("risk_free_per_period") : 0d;
        var alpha = Regression.Alpha(returns, benchmark, riskFree);
        var compounds = !input.Has("alpha_annualisation") || input.Text("alpha_annualisation") == "geometric";
        return new Answer
        {
            { "alpha", compounds && alpha.Value is { } daily ? Returns.Annualised(daily, 1d, PeriodsPerYear(input)).Value : alpha.Times(PeriodsPerYear(input)).Value },
            { "beta", Regression.Beta(returns, benchmark).Value },
        };
    }

    private static Answer Rolling(JsonElement input, WindowFigure figure)
    {
        var returns = Given(input);
        var series = new ReturnSeries(returns.Select((_, i) => DateOnly.FromDayNumber(i)), returns);
        return new Answer { { "values", series.Rolling((int)input.Number("window"), figure).Select(point => point.Figure.Value) } };
    }

    private static Answer Capture(JsonElement input) => Answer.Of(
        Returns.Annual(Given(input), PeriodsPerYear(input)).Value / Returns.Annual(input.Numbers("benchmark"), PeriodsPerYear(input)).Value is var ratio && ratio is not null && double.IsFinite(ratio.Value)
            ? ratio
            : null);

    private static Answer Extremes(JsonElement input)
    {
        var (returns, periods) = (Given(input), Periods(input));
        return new Answer
        {
            { "longest_win_streak", periods.LongestStreak(ofWins: true) },
            { "longest_loss_streak", periods.LongestStreak(ofWins: false) },
            { "best", returns.Max() },
            { "worst", returns.Min() },
            { "avg_win", periods.MeanWin },
            { "avg_loss", periods.MeanLoss },
        };
    }
}
