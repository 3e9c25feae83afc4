using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace PortfolioOrleans.Benchmarks.Service;

/// <summary>A snapshot that a client was told of, the moment of its prices and that of its valuation.</summary>
internal sealed record SnapshotHeard(int Portfolio, string Equity, DateTimeOffset PricesAsOf, DateTimeOffset ValuedAt, DateTimeOffset HeardAt, bool IsComplete);

/// <summary>A client of the event stream that notes when it hears of which prices.</summary>
internal static class PriceFollower
{
    private static readonly HttpClient Http = new() { Timeout = Timeout.InfiniteTimeSpan };
    private static readonly SemaphoreSlim Door = new(16); // A thousand clients at once would measure how they are let in.

    public static async Task FollowAsync(string url, string token, int portfolio, ConcurrentQueue<SnapshotHeard> heard, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await OpenAsync(new Uri($"{url}/api/portfolio/events"), token, cancellationToken);
            using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
            while (await lines.ReadLineAsync(cancellationToken) is { } line)
            {
                if (line == "event: portfolio.snapshot_updated" && await lines.ReadLineAsync(cancellationToken) is { } data)
                {
                    var at = TimeProvider.System.GetUtcNow();
                    Note(data.AsMemory("data: ".Length), portfolio, at, heard);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The measurement is over.
        }
    }

    private static async Task<HttpResponseMessage> OpenAsync(Uri events, string token, CancellationToken cancellationToken)
    {
        await Door.WaitAsync(cancellationToken);
        try
        {
            while (true)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, events);
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
                var response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
                if (response.StatusCode != HttpStatusCode.ServiceUnavailable)
                {
                    return response.EnsureSuccessStatusCode();
                }

                response.Dispose(); // It wakes a thousand portfolios at this moment.
                await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
            }
        }
        finally
        {
            Door.Release();
        }
    }

    private static void Note(ReadOnlyMemory<char> json, int portfolio, DateTimeOffset at, ConcurrentQueue<SnapshotHeard> heard)
    {
        using var envelope = JsonDocument.Parse(json);
        var snapshot = envelope.RootElement.GetProperty("data");
        heard.Enqueue(new SnapshotHeard(
            portfolio,
            snapshot.GetProperty("total_equity").GetString()!,
            snapshot.GetProperty("prices").EnumerateArray().Select(venue => venue.GetProperty("as_of").GetDateTimeOffset()).DefaultIfEmpty().Max(),
            snapshot.GetProperty("timestamp").GetDateTimeOffset(),
            at,
            snapshot.GetProperty("complete").GetBoolean()));
    }
}
