using System.Diagnostics;

namespace PortfolioOrleans.VenueSimulator.Tests;

/// <summary>Waits for what the server does on its own threads and tells nobody; gives up after ten seconds.</summary>
internal static class Eventually
{
    public static async Task HoldsAsync(Func<bool> condition)
    {
        var waited = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(10), "It did not happen within ten seconds.");
            await Task.Yield();
        }
    }
}
