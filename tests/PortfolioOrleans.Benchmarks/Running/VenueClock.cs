using System.Text.Json.Nodes;

namespace PortfolioOrleans.Benchmarks.Running;

/// <summary>What the service has measured of the simulated OKX's clock; the moments it states are by that clock, and both clocks are this machine's.</summary>
internal static class VenueClock
{
    public static async Task<TimeSpan> AheadAsync(string url)
    {
        using var http = new HttpClient();
        var health = JsonNode.Parse(await http.GetStringAsync(new Uri($"{url}/health")))!;
        var okx = health["venues"]!.AsArray().Single(venue => venue!["venue"]!.GetValue<string>() == "okx")!;
        return TimeSpan.FromMilliseconds(okx["hosts"]!.AsArray().Select(host => host!["clock_offset_ms"]?.GetValue<double>()).OfType<double>().Single());
    }
}
