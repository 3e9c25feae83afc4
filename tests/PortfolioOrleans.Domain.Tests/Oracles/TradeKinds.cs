using System.Text.Json;
using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Domain.Pnl;
using PortfolioOrleans.Domain.Risk;

namespace PortfolioOrleans.Domain.Tests.Oracles;

/// <summary>Drawdowns, and what trades say. Where a peer writes a number for "undefined", the number it writes is named here, once for a kind.</summary>
internal static class TradeKinds
{
    public static readonly Dictionary<string, Func<JsonElement, Answer>> All = new(StringComparer.Ordinal)
    {
        ["drawdown.episodes"] = Episodes,
        ["drawdown.from_trades"] = FromTrades,
        ["drawdown.from_values"] = FromValues,
        ["drawdown.accumulated"] = Accumulated,
        ["drawdown.all_time_high"] = AllTimeHighOf,
        ["trades.expectancy"] = Expectancy,
        ["trades.statistics"] = Statistics,
        ["trades.sqn"] = Sqn,
        ["trades.edge"] = Edge,
        ["portfolio.cagr"] = input => Answer.Of(
            Returns.Cagr(input.Number("start_value"), input.Number("end_value"), input.Number("days"), input.Number("days_per_year")).Value),
    };

    private static Answer Episodes(JsonElement input)
    {
        var series = new ReturnSeries(input.List("dates").Select(day => DateOnly.Parse(day.GetString()!)), input.Numbers("returns"));
        var episodes = series.Drawdowns();
        return new Answer
        {
            {
                "episodes",
                episodes.OrderBy(episode => episode.Depth).Take((int)input.Number("top")).Select(episode => new Answer
                {
                    { "start", episode.Start.Say() },
                    { "valley", episode.Valley.Say() },
                    { "end", episode.LastUnderwater.Say() },
                    { "days", episode.Days },
                    { "depth", episode.Depth },
                })
            },
            { "count", episodes.Count },
        };
    }

    /// <summary>Largest in money unless the fraction is asked for; values are told without the starting balance.</summary>
    private static Answer FromTrades(JsonElement input)
    {
        var (start, balance) = (input.Exact("starting_balance"), input.Exact("starting_balance"));
        List<(DateTimeOffset, decimal)> points = [];
        foreach (var trade in input.List("trades").OrderBy(trade => trade.Moment("close")))
        {
            balance += trade.Exact("profit");
            points.Add((trade.Moment("close"), balance));
        }

        var startIsPeak = !input.Has("start_is_peak") || input.GetProperty("start_is_peak").GetBoolean();
        var fall = EquityDrawdown.Of(points, startIsPeak ? start : null, input.Has("select") && input.Text("select") == "relative")!;
        return new Answer
        {
            { "drawdown_abs", fall.Amount },
            { "drawdown_relative", fall.Fraction },
            { "high_value", fall.Peak - start },
            { "low_value", fall.Trough - start },
            { "high_date", fall.PeakAt?.SayDay() },
            { "low_date", fall.TroughAt?.SayDay() },
            { "current_drawdown_abs", fall.Current },
        };
    }

    private static Answer FromValues(JsonElement input)
    {
        var points = input.List("points").ToList();
        var fall = EquityDrawdown.Of(points.Select(point => (point.Moment("time"), point.Exact("value"))))!;
        string? Name(DateTimeOffset? at) => points.Where(point => point.Moment("time") == at).Select(point => point.Text("time")).FirstOrDefault();
        return new Answer
        {
            { "drawdown_relative", fall.Fraction },
            { "drawdown_abs", fall.Amount },
            { "high_date", Name(fall.PeakAt) },
            { "low_date", Name(fall.TroughAt) },
        };
    }

    private static Answer Accumulated(JsonElement input)
    {
        double[] wealth = [.. input.Numbers("accumulated_returns").Select(value => 1d + value)];
        DateOnly[] days = [.. input.List("dates").Select(day => DateOnly.Parse(day.GetString()!))];
        return new Answer
        {
            { "max_drawdown", -(Drawdowns.Deepest(Returns.FromPrices(wealth)).Value ?? 0d) },
            { "longest_days", Drawdowns.LongestBetweenPeaks(days, wealth) },
        };
    }

    private static Answer AllTimeHighOf(JsonElement input)
    {
        var high = AllTimeHigh.Of(input.List("prices").Select(price => (price.Day("date"), price.Exact("price"))), input.Day("start"), input.Day("end"));
        return new Answer { { "value", high?.Price }, { "date", high?.Day.Say() }, { "distance", high?.Distance } };
    }

    private static Answer Expectancy(JsonElement input)
    {
        var trades = TradeStatistics.Of(input.Numbers("profits"));
        return new Answer { { "expectancy", trades.Expectancy.Value ?? 0d }, { "expectancy_ratio", trades.ExpectancyRatio.Value ?? 100d } };
    }

    private static Answer Statistics(JsonElement input)
    {
        var trades = TradeStatistics.Of(input.Numbers("profits"));
        var answer = Expectancy(input);
        answer.Add("win_rate", trades.WinRateOfAll.Value ?? 0d);
        answer.Add("profit_factor", trades.ProfitFactor.Value);
        return answer;
    }

    private static Answer Sqn(JsonElement input)
    {
        var trades = TradeStatistics.Of(input.Numbers("profits"));
        return Answer.Of(trades.Sqn.Value ?? (trades.Count == 0 ? 0d : -100d));
    }

    private static Answer Edge(JsonElement input)
    {
        var (stake, fee) = (input.Number("stake"), input.Number("fee_rate"));
        var trades = TradeStatistics.Of(input.List("trades")
            .Select(trade => (stake / trade.Number("open") * trade.Number("close") * (1d - fee)) - (stake * (1d + fee))));
        return new Answer
        {
            { "win_rate", trades.WinRateOfAll.Value },
            { "risk_reward_ratio", trades.Payoff.Value },
            { "required_risk_reward", (1d / trades.WinRateOfAll.Value) - 1d },
            { "expectancy", trades.ExpectancyRatio.Value },
        };
    }
}
