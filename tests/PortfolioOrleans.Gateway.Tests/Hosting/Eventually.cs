using System.Diagnostics;

namespace PortfolioOrleans.Gateway.Tests.Hosting;

/// <summary>Waits for what another thread is about to do.</summary>
public static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static async Task TrueAsync(Func<bool> condition, string what)
    {
        var start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Patience, what);
            await Task.Delay(5);
        }
    }
}
