using System.ComponentModel.DataAnnotations;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Grains.Performance;

/// <summary>How history is kept, filled and corrected. Section "Performance".</summary>
public sealed class PerformanceOptions
{
    /// <summary>How long every row of a portfolio's history is kept. Default: 7 days.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan FineHistory { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long a row an hour is kept after that; then one a day stays for ever. Not less than <see cref="FineHistory"/>. Default: 90 days.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan HourlyHistory { get; set; } = TimeSpan.FromDays(90);

    /// <summary>Pause between two rounds of a portfolio's upkeep: thinning, prices of past days, gaps. Default: 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan UpkeepPeriod { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How far back days are filled and reconstructed. Default: 1,826 days, five years.</summary>
    [Range(1, 7_300)]
    public int DaysBack { get; set; } = 1_826;

    /// <summary>Assets whose past days are kept whether somebody holds them or not, separated by commas: benchmarks and currencies to value in. Default: BTC,ETH,EUR,USDT,USDC.</summary>
    public string KeptAssets { get; set; } = "BTC,ETH,EUR,USDT,USDC";

    /// <summary>Most assets of one portfolio whose past days are filled. Default: 200.</summary>
    [Range(1, 10_000)]
    public int MaxAssets { get; set; } = 200;

    /// <summary>Pause after a venue could not tell past prices. Default: 30 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan RetryPause { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// A deposit or withdrawal told so long after it happened is counted at its own time, if the balance had moved by then. Less takes slow confirmations for late news.
    /// Default: 1 hour.
    /// </summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan LateFlowsAfter { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long after a flow's own time its step in equity may be seen. Default: 30 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan LateFlowsStep { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>How long before a portfolio's last complete valuation a flow may have become known and still be news to it. Default: 1 day.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan LateFlowsReach { get; set; } = TimeSpan.FromDays(1);

    internal IEnumerable<Asset> ToKeptAssets() => KeptAssets.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Asset.Parse);
}
