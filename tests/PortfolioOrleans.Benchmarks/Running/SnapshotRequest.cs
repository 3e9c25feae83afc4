using System.Text.Json.Nodes;

namespace PortfolioOrleans.Benchmarks.Running;

/// <summary>A user's snapshot as the service tells it.</summary>
internal static class SnapshotRequest
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LookPause = TimeSpan.FromMilliseconds(200);

    public static Uri Path { get; } = new("/api/portfolio/snapshot", UriKind.Relative);

    /// <summary>Waits until every account was read and every price is known.</summary>
    /// <exception cref="TimeoutException">They are not within two minutes.</exception>
    public static async Task CompleteAsync(HttpClient user)
    {
        using var limit = new CancellationTokenSource(Patience);
        var last = "";
        while (!limit.IsCancellationRequested)
        {
            using var answer = await user.GetAsync(Path);
            last = await answer.Content.ReadAsStringAsync();
            if (answer.IsSuccessStatusCode && JsonNode.Parse(last)!["complete"]!.GetValue<bool>())
            {
                return;
            }

            await Task.Delay(LookPause);
        }

        throw new TimeoutException($"The snapshot is not complete: {last}");
    }
}
