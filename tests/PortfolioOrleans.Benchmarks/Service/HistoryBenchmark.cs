using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using PortfolioOrleans.Benchmarks.Measuring;
using PortfolioOrleans.Benchmarks.Running;
using PortfolioOrleans.VenueSimulator.Demo;

namespace PortfolioOrleans.Benchmarks.Service;

/// <summary>
/// Ten years of days over HTTP, one request after the other, while the service lives: a page of days, all of them in weeks, what was known before a twentieth of them was restated, another currency, the finer rows of a
/// month; every metric over the same ten years; returns by the calendar, drawdowns, moving windows, and which asset made what.
/// </summary>
internal static class HistoryBenchmark
{
    private const double TargetMilliseconds = 50;

    public static async Task RunAsync(TimeSpan length)
    {
        await using var stage = await Stage.OpenAsync(marketsWalk: true);
        var tokens = await Settler.SettleDemoAsync(stage);
        var (first, known) = await TenYears.WriteAsync(stage, DemoWorld.Alice);
        await using var service = await stage.ServeAsync();
        using var client = new HttpClient
        {
            BaseAddress = new Uri(service.Url),
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", tokens[0]) },
        };
        await SnapshotRequest.CompleteAsync(client);

        var from = first.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var then = known.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        await MeasureAsync("history: ten years, a page of 1,000 days", $"history?step=1d&from={from}&limit=1000");
        await MeasureAsync("history: ten years in weeks", $"history?step=1w&from={from}&limit=1000");
        await MeasureAsync("history: ten years in weeks, in euros", $"history?step=1w&from={from}&limit=1000&currency=EUR");
        await MeasureAsync("history: ten years in weeks, as they were known", $"history?step=1w&from={from}&limit=1000&known_at={then}");
        await MeasureAsync("history: a month by the hour", "history?step=1h&limit=1000");
        await MeasureAsync("history: a month by the hour, as it was known", $"history?step=1h&limit=1000&known_at={then}");
        await MeasureAsync("metrics: all of ten years", "metrics?period=all");
        await MeasureAsync("metrics: all of ten years, in euros", "metrics?period=all&currency=EUR");
        await MeasureAsync("metrics: all of ten years, as they were known", $"metrics?period=all&known_at={then}");

        await MeasureAsync("returns: ten years, a page of 1,000 days", "returns?step=day&limit=1000");
        await MeasureAsync("returns: ten years of months with their days", "returns?step=month&explain=true&limit=1000");
        await MeasureAsync("returns: the table of months", "returns/monthly");
        await MeasureAsync("returns: the heatmap of ten years", "returns/heatmap?limit=1000");
        await MeasureAsync("returns: best and worst weeks", "returns/extremes?step=week");
        await MeasureAsync("drawdown: every episode", "drawdown/episodes?limit=1000");
        await MeasureAsync("rolling: four metrics over 100 windows of 90 days", "rolling?window=90d&metrics=volatility_pct,sharpe_ratio,max_drawdown_pct,beta&limit=100");
        await MeasureAsync("performance: a year by asset", "performance?by=asset&period=1y");

        async Task MeasureAsync(string what, string path)
        {
            var uri = new Uri($"/api/portfolio/{path}", UriKind.Relative);
            var (times, bytes) = (new Latencies(), 0L);
            for (var i = 0; i < 20; i++)
            {
                bytes = (await AskAsync(client, uri)).Length;
            }

            var busy = service.ProcessorTime;
            for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < length;)
            {
                var begun = Stopwatch.GetTimestamp();
                await AskAsync(client, uri);
                times.Add(Stopwatch.GetElapsedTime(begun));
            }

            Report.Figure(what, times.Percentile(0.5), "ms", TargetMilliseconds);
            Report.Line($"    {times}   {bytes:N0} bytes; the service's processor {(service.ProcessorTime - busy).TotalMilliseconds / times.Count:0.0} ms each");
        }
    }

    private static async Task<string> AskAsync(HttpClient client, Uri path)
    {
        using var answer = await client.GetAsync(path);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? text : throw new InvalidOperationException($"{path} was answered {(int)answer.StatusCode}: {JsonNode.Parse(text)!["detail"]}");
    }
}
