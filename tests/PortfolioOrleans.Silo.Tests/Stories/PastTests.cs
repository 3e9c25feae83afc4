using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using PortfolioOrleans.Silo.Tests.Running;
using PortfolioOrleans.VenueSimulator;
using PortfolioOrleans.VenueSimulator.Demo;

namespace PortfolioOrleans.Silo.Tests.Stories;

/// <summary>The past of the demo's people, which nobody saw: made from what the venues' histories say, and each figure held against a few lines of its own.</summary>
public sealed class PastTests
{
    [Fact]
    public async Task The_past_of_a_new_customer_is_there_within_a_minute_and_every_figure_of_it_adds_up()
    {
        await using var house = await House.StartAsync();
        using var alice = await house.JoinAsync("alice", "portfolio:read", "portfolio:write");
        (await alice.SendAsync(HttpMethod.Post, "/api/accounts", House.Body(AccountOf(house)))).Expect(HttpStatusCode.Created);
        var today = DateOnly.FromDateTime(house.World.Clock.GetUtcNow().UtcDateTime);

        var rows = await Eventually.GetAsync(
            async () => (await alice.GetAsync($"/api/portfolio/history?step=1d&from={today.AddDays(-70):yyyy-MM-dd}&limit=1000"))["items"]!.AsArray(),
            items => items.Count > 50,
            TimeSpan.FromMinutes(3));
        var days = rows.ToDictionary(row => DateOnly.FromDateTime(row!["time"]!.GetValue<DateTime>()), row => row!);

        // Every day since the first deposit is there, and none was seen before today.
        Assert.Equal(Enumerable.Range(0, days.Count).Select(i => today.AddDays(1 - days.Count + i)), days.Keys.Order());
        Assert.All(days, day => Assert.Equal(day.Key != today, day.Value["reconstructed"]!.GetValue<bool>()));

        // Before there were futures a day is worth what the venues' books say, at what their candles closed at.
        foreach (var day in days.Keys.Where(day => day < today.AddDays(-42)).Where(day => day.Day % 3 == 0))
        {
            var books = await BooksAsync(house, day);
            Near(books, days[day].Amount("equity"), books * 0.0004m, $"{day}"); // So far apart are the two venues' closes, and the first that told stays.
        }

        // Yesterday the books were those of now: the venues state their worth then, futures at their marks.
        var midnight = new DateTimeOffset(today.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        if (days.TryGetValue(today.AddDays(-1), out var yesterday) && house.World.Clock.GetUtcNow() - midnight < TimeSpan.FromHours(22))
        {
            var stated = house.World.State(AccountOf(house).AccountId, midnight.AddMilliseconds(-1)).EquityUsd;
            Near(stated, yesterday.Amount("equity"), stated * 0.001m, "yesterday");
        }

        // Flows are the deposits less the withdrawals, and the figures follow from equity and flows.
        Assert.True(rows[0]!.Amount("net_flow") > 90_000m);
        Assert.All(rows.Where(row => row!.Amount("net_flow") < 0m), row => Assert.InRange(row!.Amount("net_flow"), -3_000m, -900m));
        var metrics = await alice.GetAsync("/api/portfolio/metrics?period=all&explain=true");
        var returns = Enumerable.Range(1, rows.Count - 1).Select(i => Return(rows[i - 1]!, rows[i]!)).ToArray();
        var mean = returns.Average();
        var deviation = Math.Sqrt(returns.Sum(r => Math.Pow(r - mean, 2d)) / (returns.Length - 1));
        Near(100d * (returns.Aggregate(1d, (wealth, r) => wealth * (1d + r)) - 1d), metrics, "twr_pct");
        Near(100d * deviation, metrics, "volatility_pct");
        Near(mean / deviation, metrics, "sharpe_ratio");
        Near(100d * returns.Max(), metrics, "best_day_pct");
        Assert.Equal(returns.Length, metrics["days"]!.GetValue<int>());

        // And bitcoin is what the candles say.
        var bitcoin = new List<double>();
        for (var day = days.Keys.Min(); day < today; day = day.AddDays(1))
        {
            bitcoin.Add((double)await CloseAsync(house, "BTC", day));
        }

        var b = bitcoin.Zip(bitcoin.Skip(1), (one, next) => (next / one) - 1d).ToArray();
        var r = returns[..b.Length];
        var covariance = r.Zip(b, (x, y) => (x - r.Average()) * (y - b.Average())).Sum();
        var correlation = covariance / Math.Sqrt(r.Sum(x => Math.Pow(x - r.Average(), 2d)) * b.Sum(y => Math.Pow(y - b.Average(), 2d)));
        Near(correlation, metrics, "correlation", 1e-2); // Its dollars wander by a few hundredths of a percent.

        var parts = metrics["sharpe_ratio"]!["parts"]!.AsArray().Sum(part => part!["amount"]!.GetValue<double>());
        Assert.Equal(metrics["sharpe_ratio"]!["value"]!.GetValue<double>(), parts, 9);
        await By_the_calendar(alice, rows, returns);
        await By_part(alice, metrics);
        var together = await alice.GetAsync("/api/portfolio/correlations?period=30d");
        Assert.Contains("BTC", together["by_asset"]!["names"]!.AsArray().Select(name => name!.GetValue<string>()));
        Assert.Equal(1d, together["by_asset"]!["values"]![0]![0]!.GetValue<double>(), 9);
    }

    /// <summary>Months, windows and episodes of the same days, each by a few lines of its own. Today goes on meanwhile, so it is left out.</summary>
    private static async Task By_the_calendar(Api alice, JsonArray rows, double[] returns)
    {
        var today = $"{rows[^1]!["time"]!.GetValue<DateTime>():yyyy-MM-dd}";
        var past = returns[..^1];

        var months = (await alice.GetAsync($"/api/portfolio/returns?step=month&to={today}&explain=true"))["items"]!.AsArray().Select(row => row!).ToList();
        var told = rows.Skip(1).Take(past.Length).Zip(past, (row, r) => (Month: $"{row!["time"]!.GetValue<DateTime>():yyyy-MM}-01", r)).GroupBy(day => day.Month).ToList();
        Assert.Equal(told.Select(month => month.Key), months.Select(month => month["start"]!.GetValue<string>()));
        Assert.All(told.Zip(months), pair => Assert.Equal(
            pair.First.Aggregate(1d, (wealth, day) => wealth * (1d + day.r)) - 1d, pair.Second["return_pct"]!.GetValue<double>() / 100d, 9));
        const decimal lastDigits = 0.000000000000001m; // Equity has as many as a decimal holds.
        Assert.All(months, month => Near(month.Amount("pnl"), month["parts"]!.AsArray().Sum(day => day!.Amount("pnl")), lastDigits, $"{month["start"]}"));
        Near(
            rows[^2]!.Amount("equity") - rows[0]!.Amount("equity") - rows.Skip(1).SkipLast(1).Sum(row => row!.Amount("net_flow")), months.Sum(month => month.Amount("pnl")),
            lastDigits, "all months");

        var windows = (await alice.GetAsync($"/api/portfolio/rolling?window=14d&metrics=volatility_pct&to={today}&limit=1000"))["items"]!.AsArray();
        Assert.Equal(past.Length - 13, windows.Count);
        for (var i = 0; i < windows.Count; i++)
        {
            var r = past[i..(i + 14)];
            Assert.Equal(100d * Math.Sqrt(r.Sum(x => Math.Pow(x - r.Average(), 2d)) / 13d), windows[i]!["values"]!["volatility_pct"]!["value"]!.GetValue<double>(), 7);
        }

        var episodes = await alice.GetAsync($"/api/portfolio/drawdown/episodes?order=depth&to={today}");
        var (wealth, peak, deepest, squares) = (1d, 1d, 0d, 0d);
        foreach (var r in past)
        {
            wealth *= 1d + r;
            peak = Math.Max(peak, wealth);
            deepest = Math.Max(deepest, 1d - (wealth / peak));
            squares += Math.Pow(1d - (wealth / peak), 2d);
        }

        Assert.Equal(100d * deepest, episodes["items"]![0]!["depth_pct"]!.GetValue<double>(), 7);
        Assert.Equal(100d * Math.Sqrt(squares / past.Length), episodes["ulcer_index_pct"]!["value"]!.GetValue<double>(), 7);
    }

    /// <summary>By account and by asset: nearly all of the gain is in the parts, and with the remainder all of it.</summary>
    private static async Task By_part(Api alice, JsonNode metrics)
    {
        foreach (var by in new[] { "account", "asset" })
        {
            var answer = await alice.GetAsync($"/api/portfolio/performance?by={by}&explain=true&limit=1000");
            var (parts, whole, rest) = (answer["items"]!.AsArray().Select(part => part!).ToList(), answer["portfolio"]!, answer["remainder"]!);

            Near(whole.Amount("gain"), parts.Sum(part => part.Amount("gain")) + rest.Amount("gain"), 0.000000000000001m, $"sum by {by}");
            Assert.All(parts, part => Assert.Equal(part.Amount("gain"), part["parts"]!.AsArray().Sum(day => day!.Amount("gain"))));
            Assert.All(parts, part => Assert.Equal(part.Amount("end_value") - part.Amount("start_value") - part.Amount("net_flow"), part.Amount("gain")));
            Near(0m, rest.Amount("gain"), whole.Amount("end_value") * 0.002m, $"remainder by {by}: {answer}"); // The venue's marks against the coins' prices, and today's flows.
            Near(whole.Amount("end_value"), parts.Sum(part => part.Amount("end_value")), whole.Amount("end_value") * 0.002m, $"end by {by}");
            Assert.Equal(
                whole["contribution_pct"]!.GetValue<double>(), parts.Append(rest).Sum(part => part["contribution_pct"]!.GetValue<double>()), 7);
            Assert.InRange(Math.Abs(metrics["roi_pct"]!["value"]!.GetValue<double>() - whole["contribution_pct"]!.GetValue<double>()), 0d, 1d); // Prices went on.
            if (by == "account")
            {
                Assert.InRange(Math.Abs(whole["return_pct"]!.GetValue<double>() - Assert.Single(parts)["return_pct"]!.GetValue<double>()), 0d, 1d);
            }
            else
            {
                Assert.Contains(parts, part => part["kind"]!.GetValue<string>() == "derivative");
                var coins = parts.Where(part => part["kind"]!.GetValue<string>() == "asset").Select(part => part["name"]!.GetValue<string>()).ToList();
                Assert.Superset(new HashSet<string> { "BTC", "USDT", "SOL" }, coins.ToHashSet());
            }
        }

        var doubts = (await alice.GetAsync("/api/portfolio/performance?by=account"))["doubts"]!;
        Assert.True(doubts["histories_read"]!.GetValue<bool>());
    }

    /// <summary>At OKX, whose histories a walk reads in seconds.</summary>
    private static DemoAccount AccountOf(House house) => house.Accounts.Single(account => account is { User: "alice", Venue: SimulatedVenue.Okx });

    /// <summary>Every change of a balance up to the end of a day, at the day's candles.</summary>
    private static async Task<decimal> BooksAsync(House house, DateOnly day)
    {
        var midnight = new DateTimeOffset(day.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        var held = house.World.LedgerOf(AccountOf(house).AccountId).Where(change => change.At < midnight)
            .GroupBy(change => change.Asset).ToDictionary(asset => asset.Key, asset => asset.Sum(change => change.Change));
        var usdt = await DollarAsync(house, "USDT", day);
        var sum = 0m;
        foreach (var (asset, amount) in held.Where(asset => asset.Value != 0m))
        {
            sum += amount * (asset is "USDT" or "USDC" ? await DollarAsync(house, asset, day) : await CloseAsync(house, asset, day) * usdt);
        }

        return sum;
    }

    private static Task<decimal> CloseAsync(House house, string asset, DateOnly day) => CandleAsync(house, "history-candles", $"{asset}-USDT", day);

    private static Task<decimal> DollarAsync(House house, string asset, DateOnly day) => CandleAsync(house, "index-candles", $"{asset}-USD", day);

    private static async Task<decimal> CandleAsync(House house, string list, string instrument, DateOnly day)
    {
        using var http = new HttpClient();
        var end = new DateTimeOffset(day.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).ToUnixTimeMilliseconds();
        var address = $"{house.Venues.OkxAddress}api/v5/market/{list}?instId={instrument}&bar=1Dutc&after={end}&limit=1";
        var answer = await Eventually.GetAsync(
            async () => await http.GetAsync(address) is { IsSuccessStatusCode: true } told ? await told.Content.ReadAsStringAsync() : null, // Twenty in two seconds.
            _ => true,
            TimeSpan.FromSeconds(20));
        return decimal.Parse(JsonNode.Parse(answer)!["data"]![0]![4]!.GetValue<string>(), CultureInfo.InvariantCulture);
    }

    private static double Return(JsonNode before, JsonNode day)
    {
        var flow = day.Amount("net_flow");
        return (double)((day.Amount("equity") + Math.Max(-flow, 0m)) / (before.Amount("equity") + Math.Max(flow, 0m))) - 1d;
    }

    private static void Near(decimal expected, decimal actual, decimal tolerance, string what) =>
        Assert.True(Math.Abs(expected - actual) <= tolerance, $"{what}: {actual}, not {expected}");

    private static void Near(double expected, JsonNode metrics, string name, double tolerance = 1e-9) =>
        Assert.True(Math.Abs(expected - metrics[name]!["value"]!.GetValue<double>()) < tolerance, $"{name}: {metrics[name]}, not {expected}");
}
