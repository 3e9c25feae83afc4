using System.Globalization;
using System.Text.Json.Nodes;
using PortfolioOrleans.Domain.Performance;

namespace PortfolioOrleans.Gateway.Tests.Performance;

public sealed class ReturnsTests(PerformanceHost host) : PerformanceStory(host)
{
    [Fact]
    public async Task A_month_is_told_in_percent_and_in_money_and_a_deposit_is_neither()
    {
        // 100 at the end of January; a tenth is made in February, then 40 come in; half of all is lost in March.
        await GivenDaysAsync(
            new DailyEquity(Day("2026-01-31"), 100m), new DailyEquity(Day("2026-02-27"), 110m) { IsReconstructed = true },
            new DailyEquity(Day("2026-02-28"), 150m, Inflow: 40m), new DailyEquity(Today, 75m));

        var answer = await GetAsync("returns");

        Assert.Equal(["2026-02-01", "2026-03-01"], Items(answer).Select(row => (string?)row["start"]));
        Assert.Equal([10d, -50d], Items(answer).Select(row => Math.Round((double)row["return_pct"]!, 9)));
        Assert.Equal(["10", "-75"], Column(answer, "pnl"));
        Assert.Equal(["40", "0"], Column(answer, "net_flow"));
        Assert.Equal(["100", "150"], Column(answer, "start_equity"));
        Assert.Equal(["150", "75"], Column(answer, "end_equity"));
        Assert.Equal(["2026-01-31", "2026-02-28"], Column(answer, "from"));
        Assert.Equal([(2, 26, false, 1), (1, 3, false, 0)], Items(answer).Select(row => ((int)row["n"]!, (int)row["missing"]!, (bool)row["complete"]!, (int)row["reconstructed"]!)));
        var total = answer["total"]!;
        Assert.Equal((-45d, "-65", "40", 3, 29), (Math.Round((double)total["return_pct"]!, 9), (string?)total["pnl"], (string?)total["net_flow"], (int)total["n"]!, (int)total["missing"]!));
        Assert.Equal(("month", "all", "2026-01-31", "2026-03-04", "USD"),
            ((string?)answer["step"], (string?)answer["period"], (string?)answer["from"], (string?)answer["to"], (string?)answer["currency"]));
        Assert.Contains("time-weighted", (string?)answer["convention"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_of_every_step_link_to_what_the_metrics_say_of_the_same_period()
    {
        var days = await GivenRandomDaysAsync(400);

        foreach (var period in new[] { "30d", "90d", "1y", "ytd", "all" })
        {
            var twr = (double)(await GetAsync($"metrics?period={period}"))["twr_pct"]!["value"]!;
            foreach (var step in new[] { "day", "week", "month", "quarter", "year" })
            {
                var answer = await GetAsync($"returns?period={period}&step={step}&limit=1000");
                var first = days.FindIndex(day => $"{day.Day:yyyy-MM-dd}" == (string?)answer["from"]);

                Assert.Equal(twr, 100d * (Items(answer).Aggregate(1d, (wealth, row) => wealth * (1d + ((double)row["return_pct"]! / 100d))) - 1d), 7);
                Assert.Equal(twr, (double)answer["total"]!["return_pct"]!, 7);
                var made = days[^1].Equity - days[first].Equity - days.Skip(first + 1).Sum(day => day.Inflow - day.Outflow);
                Assert.Equal(made, Items(answer).Sum(row => Amount(row, "pnl")));
                Assert.Equal(made, Amount(answer["total"]!, "pnl"));
                Assert.All(Items(answer), row => Assert.True((bool)row["complete"]!));
            }
        }
    }

    [Fact]
    public async Task A_range_is_what_its_days_are_whatever_lies_around()
    {
        var days = await GivenRandomDaysAsync(100);

        var answer = await GetAsync("returns?step=day&from=2026-02-01&to=2026-02-11");

        Assert.Equal(10, Items(answer).Count());
        Assert.Equal(("2026-01-31", "2026-02-10", "range"), ((string?)answer["from"], (string?)answer["to"], (string?)answer["period"]));
        var expected = days.Zip(days.Skip(1), (before, day) => (day.Day, Return: (double)((day.Equity + day.Outflow) / (before.Equity + day.Inflow)) - 1d))
            .Where(day => day.Day >= Day("2026-02-01") && day.Day < Day("2026-02-11")).ToList();
        Assert.All(expected.Zip(Items(answer)), pair => Assert.Equal(100d * pair.First.Return, (double)pair.Second["return_pct"]!, 9));
    }

    [Fact]
    public async Task A_row_is_the_sum_of_the_days_that_explain_it()
    {
        await GivenRandomDaysAsync(100);

        var answer = await GetAsync("returns?step=week&explain=true");

        Assert.All(Items(answer), row =>
        {
            var parts = row["parts"]!.AsArray();
            Assert.Equal((int)row["n"]!, parts.Count);
            Assert.Equal(Amount(row, "pnl"), parts.Sum(part => Amount(part!, "pnl")));
            Assert.Equal((string?)row["to"], (string?)parts[^1]!["source"]);
        });
        Assert.All(Items(await GetAsync("returns?step=week")), row => Assert.Null(row["parts"]));
    }

    [Fact]
    public async Task Pages_join_without_a_seam()
    {
        await GivenRandomDaysAsync(100);
        var whole = await GetAsync("returns?step=day");
        List<JsonNode> joined = [];
        var query = "";
        do
        {
            var page = await GetAsync($"returns?step=day&limit=7{query}");
            joined.AddRange(Items(page));
            query = $"&cursor={page["next_cursor"]}";
        }
        while (query != "&cursor=");

        Assert.Equal(Items(whole).Select(row => row.ToJsonString()), joined.Select(row => row.ToJsonString()));
    }

    [Fact]
    public async Task The_table_has_twelve_months_a_year_and_the_years_total_links_them()
    {
        await GivenRandomDaysAsync(400);

        var table = await GetAsync("returns/monthly");

        Assert.Equal([2025, 2026], Items(table).Select(row => (int)row["year"]!));
        Assert.All(Items(table), year =>
        {
            var months = year["months"]!.AsArray();
            Assert.Equal(Enumerable.Range(1, 12).Select(month => $"{(int)year["year"]!}-{month:00}-01"), months.Select(month => (string)month!["start"]!));
            Assert.Equal(
                (double)year["total"]!["return_pct"]!,
                100d * (months.Aggregate(1d, (wealth, month) => wealth * (1d + ((double?)month!["return_pct"] ?? 0d) / 100d)) - 1d), 7);
            Assert.Equal(Amount(year["total"]!, "pnl"), months.Where(month => month!["pnl"] is not null).Sum(month => Amount(month!, "pnl")));
            Assert.Equal((int)year["total"]!["n"]!, months.Sum(month => (int)month!["n"]!));
        });
        var months = Items(table).Last()["months"]!.AsArray();
        Assert.Equal((null, null, 0, false), ((double?)months[3]!["return_pct"], (string?)months[3]!["pnl"], (int)months[3]!["n"]!, (bool)months[3]!["complete"]!));
        var rows = Items(await GetAsync("returns?step=month")).ToDictionary(row => (string)row["start"]!, row => row["return_pct"]!.ToJsonString());
        Assert.All(Items(table).SelectMany(year => year["months"]!.AsArray()).Where(month => (int)month!["n"]! > 0),
            month => Assert.Equal(rows[(string)month!["start"]!], month!["return_pct"]!.ToJsonString()));
    }

    [Fact]
    public async Task The_heatmap_has_a_row_a_week_from_monday_to_sunday()
    {
        await GivenRandomDaysAsync(10);

        var map = await GetAsync("returns/heatmap");

        Assert.Equal(["2026-02-23", "2026-03-02"], Items(map).Select(week => (string?)week["start"]));
        Assert.All(Items(map), week => Assert.Equal(
            Enumerable.Range(0, 7).Select(i => $"{Day((string)week["start"]!).AddDays(i):yyyy-MM-dd}"), week["days"]!.AsArray().Select(day => (string)day!["start"]!)));
        Assert.Equal([1, 1, 1, 0, 0, 0, 0], Items(map).Last()["days"]!.AsArray().Select(day => (int)day!["n"]!));
        var returns = Items(await GetAsync("returns?step=day")).Select(row => (double)row["return_pct"]!).ToList();
        Assert.Equal(returns, Items(map).SelectMany(week => week["days"]!.AsArray()).Where(day => (int)day!["n"]! > 0).Select(day => (double)day!["return_pct"]!));
        Assert.Equal((returns.Max(), returns.Min()), ((double)map["highest_pct"]!, (double)map["lowest_pct"]!));
    }

    [Fact]
    public async Task The_best_and_the_worst_come_with_their_day_and_what_they_made()
    {
        // 100, up a tenth, down a fifth, 12 come in, up a half.
        await GivenDaysAsync(
            new DailyEquity(Today.AddDays(-4), 100m), new DailyEquity(Today.AddDays(-3), 110m), new DailyEquity(Today.AddDays(-2), 88m),
            new DailyEquity(Today.AddDays(-1), 100m, Inflow: 12m), new DailyEquity(Today, 150m));

        var answer = await GetAsync("returns/extremes?count=2");

        Assert.Equal([("2026-03-04", 50d, "50"), ("2026-03-01", 10d, "10")], Told("best"));
        Assert.Equal([("2026-03-02", -20d, "-22"), ("2026-03-03", 0d, "0")], Told("worst"));
        Assert.Equal((4, "day"), ((int)answer["n"]!, (string?)answer["step"]));
        var week = (await GetAsync("returns/extremes?step=week"))["best"]!.AsArray();
        Assert.Equal(["2026-03-02", "2026-02-23"], week.Select(row => (string)row!["start"]!).OrderDescending(StringComparer.Ordinal));

        IEnumerable<(string, double, string)> Told(string side) => answer[side]!.AsArray()
            .Select(row => ((string)row!["start"]!, Math.Round((double)row["return_pct"]!, 9), (string)row["pnl"]!));
    }

    [Fact]
    public async Task A_day_with_nothing_to_earn_on_has_a_reason_and_no_return()
    {
        await GivenDaysAsync(new DailyEquity(Today.AddDays(-2), 0m), new DailyEquity(Today.AddDays(-1), 0m), new DailyEquity(Today, 50m, Inflow: 50m));

        var rows = Items(await GetAsync("returns?step=day")).ToList();

        Assert.Equal((null, "there was nothing to earn on", "0"), ((double?)rows[0]["return_pct"], (string?)rows[0]["reason"], (string?)rows[0]["pnl"]));
        Assert.Equal((0d, null), ((double?)rows[1]["return_pct"], (string?)rows[1]["reason"]));
    }

    [Fact]
    public async Task Without_days_everything_is_empty()
    {
        foreach (var path in new[] { "returns", "returns/monthly", "returns/heatmap", "rolling", "drawdown/episodes" })
        {
            var answer = await GetAsync(path);

            Assert.Equal((path, 0, null, null), (path, Items(answer).Count(), (string?)answer["from"], (string?)answer["next_cursor"]));
        }

        var extremes = await GetAsync("returns/extremes");
        Assert.Equal((0, 0, 0), ((int)extremes["n"]!, extremes["best"]!.AsArray().Count, extremes["worst"]!.AsArray().Count));
    }

    [Fact]
    public async Task In_another_currency_each_day_is_at_its_own_rate()
    {
        // 100, 110, 121 dollars; a krona is 1, 1.1, 1.1 dollars: 100, 100, 110 of them.
        await GivenDaysAsync(new DailyEquity(Today.AddDays(-3), 100m), new DailyEquity(Today.AddDays(-2), 110m), new DailyEquity(Today.AddDays(-1), 121m));
        await Host.SavePricesAsync("SEK", 1m, 1.1m, 1.1m);

        var answer = await GetAsync("returns?step=day&currency=SEK");

        Assert.Equal([0d, 10d], Items(answer).Select(row => Math.Round((double)row["return_pct"]!, 9)));
        Assert.Equal(["0", "10"], Column(answer, "pnl"));
        var effect = answer["currency_effect"]!;
        Assert.Equal(("SEK", 10m), ((string?)answer["currency"], Math.Round(Amount(effect, "assets") + Amount(effect, "rate"), 12)));
    }

    [Fact]
    public async Task A_token_for_shares_sees_percentages_and_no_amount()
    {
        await GivenRandomDaysAsync(40);

        var row = (await GetSharesAsync("returns?explain=true"))["items"]![0]!;

        Assert.NotNull(row["return_pct"]);
        Assert.All(new[] { "pnl", "start_equity", "end_equity", "net_flow" }, name => Assert.Null(row[name]));
        Assert.All(row["parts"]!.AsArray(), part => Assert.True(part!["pnl"] is null && part["return_pct"] is not null));
    }

    [Theory]
    [InlineData("returns?step=hour", "step")]
    [InlineData("returns?period=2d", "period")]
    [InlineData("returns?period=30d&from=2026-01-01", "period")]
    [InlineData("returns?from=2026-02-01&to=2026-02-01", "from")]
    [InlineData("returns?from=2027-02-01", "from")]
    [InlineData("returns?limit=0", "limit")]
    [InlineData("returns?currency=NEVER", "currency")]
    [InlineData("returns/extremes?count=101", "count")]
    [InlineData("returns/monthly?from=yesterday", "from")]
    [InlineData("rolling?window=0d", "window")]
    [InlineData("rolling?window=4000d", "window")]
    [InlineData("rolling?metrics=volatility,luck", "metrics")]
    [InlineData("rolling?benchmark=BTC:0", "benchmark")]
    [InlineData("drawdown/episodes?order=size", "order")]
    [InlineData("drawdown/episodes?min_depth_pct=-1", "min_depth_pct")]
    public async Task What_cannot_be_asked_is_refused_by_its_name(string path, string field)
    {
        await GivenRandomDaysAsync(3);

        await IsRefusedAsync(path, field);
    }

    /// <summary>Random days until today without a gap, money coming and going.</summary>
    private async Task<List<DailyEquity>> GivenRandomDaysAsync(int count)
    {
        var random = new Random(count);
        List<DailyEquity> days = [new(Today.AddDays(1 - count), 1_000m)];
        while (days[^1].Day < Today)
        {
            var (inflow, outflow) = (random.Next(9) == 0 ? 50m : 0m, random.Next(11) == 0 ? 20m : 0m);
            var grown = Math.Round((days[^1].Equity + inflow) * (1m + ((decimal)random.Next(-300, 310) / 10_000m)), 4);
            days.Add(new DailyEquity(days[^1].Day.AddDays(1), grown - outflow, inflow, outflow));
        }

        await GivenDaysAsync([.. days]);
        return days;
    }

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static decimal Amount(JsonNode row, string name) => decimal.Parse((string)row[name]!, CultureInfo.InvariantCulture);
}
