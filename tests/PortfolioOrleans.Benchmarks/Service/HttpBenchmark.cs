using System.Net.Http.Headers;
using PortfolioOrleans.Benchmarks.Measuring;
using PortfolioOrleans.Benchmarks.Running;

namespace PortfolioOrleans.Benchmarks.Service;

/// <summary>
/// Snapshots of the demo's users over HTTP, 500 a second, whether or not earlier ones were answered. The time of each counts from when it should have been
/// sent, so a service that stalls is not spared the requests that queue up meanwhile; that this process sends late counts against it, too.
/// </summary>
internal static class HttpBenchmark
{
    private const int RequestsPerSecond = 500;
    private const double TargetMilliseconds = 5;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);

    public static async Task RunAsync(TimeSpan length)
    {
        await using var stage = await Stage.OpenAsync(marketsWalk: true);
        var tokens = await Settler.SettleDemoAsync(stage);
        await using var service = await stage.ServeAsync();
        var clients = tokens.Select(token => Client(service.Url, token)).ToArray();
        await Task.WhenAll(clients.Select(SnapshotRequest.CompleteAsync));

        await LoadAsync(clients, WarmUp);
        var before = service.ProcessorTime;
        var (times, late) = await LoadAsync(clients, length);
        Report.Figure($"p99 of snapshots at {RequestsPerSecond} requests a second", times.Percentile(0.99), "ms", TargetMilliseconds);
        Report.Line($"    {times}");
        Report.Line($"    sent late: {late}");
        Report.Line($"    service using {(service.ProcessorTime - before) / length * 100:0} % of one processor");
        Array.ForEach(clients, client => client.Dispose());
    }

    private static async Task<(Latencies Times, Latencies Late)> LoadAsync(HttpClient[] clients, TimeSpan length)
    {
        var (times, late) = (new Latencies(), new Latencies());
        var count = (int)(length.TotalSeconds * RequestsPerSecond);
        await Task.WhenAll(await Pace.KeepAsync(RequestsPerSecond, count, AskAsync));
        return (times, late);

        async Task AskAsync(int number, Func<TimeSpan> sinceDue)
        {
            late.Add(sinceDue());
            using var answer = await clients[number % clients.Length].GetAsync(SnapshotRequest.Path);
            answer.EnsureSuccessStatusCode();
            times.Add(sinceDue());
        }
    }

    private static HttpClient Client(string url, string token) => new()
    {
        BaseAddress = new Uri(url),
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
    };
}
