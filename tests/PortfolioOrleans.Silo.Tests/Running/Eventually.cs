using System.Diagnostics;

namespace PortfolioOrleans.Silo.Tests.Running;

/// <summary>Watches another process become something. It has a clock of its own, so all one can do is look again, and give up.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static async Task TrueAsync(Func<Task<bool>> condition, TimeSpan patience, string what) =>
        await GetAsync(async () => await condition() ? "yes" : null, _ => true, patience, what);

    public static async Task<T> GetAsync<T>(Func<Task<T?>> read, Func<T, bool> wished, TimeSpan patience, string? what = null)
        where T : class
    {
        var watch = Stopwatch.StartNew();
        T? last = null;
        while (watch.Elapsed < patience)
        {
            last = await read() ?? last;
            if (last is not null && wished(last))
            {
                return last;
            }

            await Task.Delay(Pause);
        }

        throw new TimeoutException($"Not within {patience}: {what ?? "as wished"}. Last seen: {last}");
    }
}
