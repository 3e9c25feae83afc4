using System.Text.Json.Nodes;
using PortfolioOrleans.Domain.Performance;

namespace PortfolioOrleans.Gateway.Tests.Performance;

/// <summary>Windows and episodes of days small enough to check by head, and of random ones beside a few lines of their own.</summary>
public sealed class RollingTests(PerformanceHost host) : PerformanceStory(host)
{
    [Fact]
    public async Task Each_day_tells_the_metrics_of_the_days_up_to_it()
    {
        // Up a tenth, down a tenth, 100 come in, level.
        await GivenAsync((100m, 0m), (110m, 0m), (99m, 0m), (199m, 100m), (199m, 0m));

        var answer = await GetAsync("rolling?window=2d&metrics=twr_pct,sharpe_ratio");

        Assert.Equal(["2026-03-02", "2026-03-03", "2026-03-04"], Items(answer).Select(row => (string?)row["day"]));
        Assert.Equal(["2026-02-28", "2026-03-01", "2026-03-02"], Items(answer).Select(row => (string?)row["from"]));
        Assert.Equal([-1d, -10d, 0d], Items(answer).Select(row => Math.Round((double)row["values"]!["twr_pct"]!["value"]!, 9)));
        var level = Items(answer).Last()["values"]!["sharpe_ratio"]!;
        Assert.Equal((null, 2, "the returns do not vary"), ((double?)level["value"], (int)level["n"]!, (string?)level["reason"]));
        Assert.Equal(("percent", "ratio"), ((string?)answer["metrics"]!["twr_pct"]!["unit"], (string?)answer["metrics"]!["sharpe_ratio"]!["unit"]));
        Assert.Contains("not annualised", (string?)answer["metrics"]!["sharpe_ratio"]!["convention"], StringComparison.Ordinal);
        Assert.Equal((2, null), ((int)answer["window_days"]!, (string?)answer["reason"]));
    }

    [Fact]
    public async Task The_last_window_is_what_the_metrics_of_that_period_are()
    {
        var returns = await GivenRandomDaysAsync(120);
        await Host.SavePricesAsync("BTC", [.. Enumerable.Range(0, 130).Select(i => 100m + (i * i % 37))]);
        GivenTrips((-31, 5m), (-29, 40m), (-2, -10m));

        var rolling = Items(await GetAsync("rolling?window=30d&metrics=twr,volatility,sharpe_ratio,max_drawdown_pct,beta,roi_pct,mwr_pct,win_rate&limit=1000")).ToList();
        var metrics = await GetAsync("metrics?period=30d");

        Assert.Equal(120 - 30 + 1, rolling.Count);
        foreach (var (name, value) in rolling[^1]["values"]!.AsObject())
        {
            Assert.True(
                Math.Abs((double)metrics[name]!["value"]! - (double)value!["value"]!) < 1e-9 && (int)metrics[name]!["n"]! == (int)value["n"]!, $"{name}: {value}, not {metrics[name]}");
        }

        for (var place = 0; place < rolling.Count; place++)
        {
            var window = returns[place..(place + 30)];
            Assert.Equal(100d * Math.Sqrt(window.Sum(r => Math.Pow(r - window.Average(), 2d)) / 29d), (double)rolling[place]["values"]!["volatility_pct"]!["value"]!, 9);
        }
    }

    [Fact]
    public async Task A_period_takes_the_windows_that_end_in_it_whatever_they_reach_back_to()
    {
        await GivenRandomDaysAsync(120);
        var all = Items(await GetAsync("rolling?window=60d&limit=1000")).ToDictionary(row => (string)row["day"]!, row => row.ToJsonString());

        var month = Items(await GetAsync("rolling?window=60d&period=30d")).ToList();
        var range = Items(await GetAsync("rolling?window=60d&from=2026-02-01&to=2026-02-08")).ToList();

        Assert.Equal((30, 7), (month.Count, range.Count));
        Assert.All(month.Concat(range), row => Assert.Equal(all[(string)row["day"]!], row.ToJsonString()));
    }

    [Fact]
    public async Task Windows_of_a_year_are_told_as_of_a_year_and_shorter_ones_only_where_asked_for()
    {
        await GivenRandomDaysAsync(400);

        var year = await GetAsync("rolling?window=1y&metrics=volatility_pct&period=1d");
        var asked = await GetAsync("rolling?window=90d&metrics=volatility_pct&period=1d&annualise=true");
        var asIs = await GetAsync("rolling?window=90d&metrics=volatility_pct&period=1d");

        Assert.Contains("annualised with 365", Convention(year), StringComparison.Ordinal);
        Assert.Contains("annualised with 365", Convention(asked), StringComparison.Ordinal);
        Assert.Contains("not annualised", Convention(asIs), StringComparison.Ordinal);
        Assert.Equal(Value(asIs) * Math.Sqrt(365d), Value(asked), 9);

        static string Convention(JsonNode answer) => (string)answer["metrics"]!["volatility_pct"]!["convention"]!;
        static double Value(JsonNode answer) => (double)Items(answer).Single()["values"]!["volatility_pct"]!["value"]!;
    }

    [Fact]
    public async Task Fewer_days_than_a_window_are_said_to_be_so()
    {
        await GivenAsync((100m, 0m), (110m, 0m));

        var answer = await GetAsync("rolling?window=7d");

        Assert.Empty(Items(answer));
        Assert.Equal("there are 1 measured days, fewer than a window of 7", (string?)answer["reason"]);
    }

    [Fact]
    public async Task Pages_join_without_a_seam()
    {
        await GivenRandomDaysAsync(80);
        var whole = Items(await GetAsync("rolling?window=10d&limit=1000")).Select(row => row.ToJsonString()).ToList();
        List<string> joined = [];
        var query = "";
        do
        {
            var page = await GetAsync($"rolling?window=10d&limit=9{query}");
            joined.AddRange(Items(page).Select(row => row.ToJsonString()));
            query = $"&cursor={page["next_cursor"]}";
        }
        while (query != "&cursor=");

        Assert.Equal(whole, joined);
    }

    [Fact]
    public async Task The_mean_profit_of_a_trade_is_an_amount()
    {
        await GivenAsync((100m, 0m), (110m, 0m));
        GivenTrips((0, 40m));

        var shares = await GetSharesAsync("rolling?window=1d&metrics=expectancy");

        Assert.Equal(40d, (double)Items(await GetAsync("rolling?window=1d&metrics=expectancy")).Single()["values"]!["expectancy"]!["value"]!);
        Assert.Equal("amounts are withheld from this token", (string?)Items(shares).Single()["values"]!["expectancy"]!["reason"]);
    }

    [Fact]
    public async Task An_episode_begins_at_a_peak_and_ends_where_it_is_reached_again()
    {
        // 100, 120, 90, 60, 120: from a peak of 120 to half of it and back; then 150 and 135, still below.
        await GivenAsync((100m, 0m), (120m, 0m), (90m, 0m), (60m, 0m), (120m, 0m), (150m, 0m), (135m, 0m));

        var answer = await GetAsync("drawdown/episodes");

        Assert.Equal(2, Items(answer).Count());
        var first = Items(answer).First();
        Assert.Equal(
            ("2026-02-27", "2026-02-28", "2026-03-01", "2026-03-01", "2026-03-02"),
            ((string?)first["peak_day"], (string?)first["start_day"], (string?)first["valley_day"], (string?)first["last_underwater_day"], (string?)first["recovery_day"]));
        Assert.Equal(
            (50d, 2, 2, 1, 100d, false),
            (Math.Round((double)first["depth_pct"]!, 9), (int)first["length_days"]!, (int)first["fall_days"]!, (int)first["recovery_days"]!, (double)first["progress_pct"]!, (bool)first["underwater"]!));
        var second = Items(answer).Last();
        Assert.Equal(("2026-03-03", null, true, 10d), ((string?)second["peak_day"], (string?)second["recovery_day"], (bool)second["underwater"]!, Math.Round((double)second["depth_pct"]!, 9)));
        Assert.Equal((2, 3, true, 6), ((int)answer["count"]!, (int)answer["underwater_days"]!, (bool)answer["underwater"]!, (int)answer["days"]!));
        Assert.Equal(100d * Math.Sqrt(((0.25 * 0.25) + (0.5 * 0.5) + (0.1 * 0.1)) / 6d), (double)answer["ulcer_index_pct"]!["value"]!, 9);
        Assert.Equal(-50d, (double)answer["max_drawdown_pct"]!["value"]!, 9);
    }

    [Fact]
    public async Task A_withdrawal_is_no_drawdown_and_a_deposit_no_recovery()
    {
        // Half is taken out; then a tenth is lost, and more comes in than there ever was.
        await GivenAsync((100m, 0m), (50m, -50m), (45m, 0m), (545m, 500m));

        var episode = Items(await GetAsync("drawdown/episodes")).Single();

        Assert.Equal(("2026-03-02", 10d, true), ((string?)episode["peak_day"], Math.Round((double)episode["depth_pct"]!, 9), (bool)episode["underwater"]!));
    }

    [Fact]
    public async Task Episodes_come_by_time_or_by_depth_a_page_at_a_time()
    {
        var returns = await GivenRandomDaysAsync(300);
        var all = Items(await GetAsync("drawdown/episodes?limit=1000")).ToList();
        Assert.True(all.Count > 10);
        Assert.Equal(all.Select(row => (string)row["start_day"]!).Order(StringComparer.Ordinal), all.Select(row => (string)row["start_day"]!));

        var deepest = Items(await GetAsync("drawdown/episodes?order=depth&limit=1000")).Select(row => (double)row["depth_pct"]!).ToList();
        Assert.Equal(all.Select(row => (double)row["depth_pct"]!).OrderDescending(), deepest);
        var page = await GetAsync("drawdown/episodes?order=depth&limit=2");
        var next = await GetAsync($"drawdown/episodes?order=depth&limit=2&cursor={page["next_cursor"]}");
        Assert.Equal(deepest.Take(4), Items(page).Concat(Items(next)).Select(row => (double)row["depth_pct"]!));
        Assert.Equal(all.Count(row => (double)row["depth_pct"]! >= 2d), Items(await GetAsync("drawdown/episodes?min_depth_pct=2&limit=1000")).Count());

        // Days under water, and the deepest, by a few lines of their own.
        var (wealth, peak, under, low) = (1d, 1d, 0, 0d);
        foreach (var r in returns)
        {
            wealth *= 1d + r;
            peak = Math.Max(peak, wealth);
            under += wealth < peak ? 1 : 0;
            low = Math.Min(low, (wealth / peak) - 1d);
        }

        Assert.Equal(under, all.Sum(row => (int)row["length_days"]!));
        Assert.Equal(-100d * low, deepest[0], 9);
    }

    [Fact]
    public async Task Each_figure_of_a_window_is_the_sum_of_what_explains_it()
    {
        await GivenRandomDaysAsync(40);
        GivenTrips((-9, 40m), (-2, -10m));

        var values = Items(await GetAsync("rolling?window=10d&metrics=twr,max_drawdown,sharpe_ratio,expectancy&explain=true"))
            .SelectMany(row => row["values"]!.AsObject()).Where(value => value.Value!["value"] is not null).ToList();

        Assert.Equal((31 * 3) + 10, values.Count); // The trip of nine days ago ended in ten windows until now.
        Assert.All(values, value => Assert.Equal((double)value.Value!["value"]!, value.Value["parts"]!.AsArray().Sum(part => (double)part!["amount"]!), 9));
        Assert.All(Items(await GetAsync("rolling?window=10d")).SelectMany(row => row["values"]!.AsObject()), value => Assert.Null(value.Value!["parts"]));
    }

    [Fact]
    public async Task A_page_of_too_many_parts_is_not_explained_and_says_how_many_windows_could_be()
    {
        await GivenRandomDaysAsync(400);

        await IsRefusedAsync("rolling?window=300d&explain=true", "explain");
        Assert.Contains("a limit of 83 windows", (await Host.GetAsync("/api/portfolio/rolling?window=300d&explain=true", Token)).Text, StringComparison.Ordinal);
        Assert.Equal(83, Items(await GetAsync("rolling?window=300d&explain=true&limit=83")).Count());
    }

    [Fact]
    public async Task A_drawdown_is_the_sum_of_the_days_of_its_fall()
    {
        // 20, then 10 back, then 15 more of the 100 are lost; then nothing happens.
        await GivenAsync((100m, 0m), (80m, 0m), (90m, 0m), (75m, 0m), (75m, 0m));

        var answer = await GetAsync("drawdown/episodes?explain=true");

        var parts = Items(answer).Single()["parts"]!.AsArray().Select(part => ((string?)part!["source"], Math.Round((double)part["amount"]!, 9)));
        Assert.Equal([("2026-03-01", 20d), ("2026-03-02", -10d), ("2026-03-03", 15d)], parts);
        Assert.Equal(-25d, answer["max_drawdown_pct"]!["parts"]!.AsArray().Sum(part => (double)part!["amount"]!), 9);
        Assert.Null(Items(await GetAsync("drawdown/episodes")).Single()["parts"]);
    }

    [Fact]
    public async Task The_ulcer_index_is_the_sum_of_the_days_that_explain_it()
    {
        await GivenRandomDaysAsync(50);

        var ulcer = (await GetAsync("drawdown/episodes?explain=true"))["ulcer_index_pct"]!;

        Assert.Equal((double)ulcer["value"]!, ulcer["parts"]!.AsArray().Sum(part => (double)part!["amount"]!), 9);
    }

    /// <summary>Equity and what flowed, the last of them today.</summary>
    private Task GivenAsync(params (decimal Equity, decimal Flow)[] days) => GivenDaysAsync(
        [.. days.Select((day, i) => new DailyEquity(Today.AddDays(i + 1 - days.Length), day.Equity, Math.Max(day.Flow, 0m), Math.Max(-day.Flow, 0m)))]);

    private async Task<double[]> GivenRandomDaysAsync(int count)
    {
        var random = new Random(count);
        List<DailyEquity> days = [new(Today.AddDays(-count), 1_000m)];
        for (var i = 0; i < count; i++)
        {
            var inflow = i % 8 == 0 ? 25m : 0m;
            days.Add(new DailyEquity(days[^1].Day.AddDays(1), Math.Round((days[^1].Equity + inflow) * (1m + (random.Next(-200, 215) / 10_000m)), 6), inflow));
        }

        await GivenDaysAsync([.. days]);
        return [.. days.Zip(days.Skip(1), (before, day) => (double)(day.Equity / (before.Equity + day.Inflow)) - 1d)];
    }
}
