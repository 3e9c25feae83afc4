using System.ComponentModel.DataAnnotations;
using PortfolioOrleans.Domain.Exposure;
using PortfolioOrleans.Domain.Valuation;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Grains.Portfolios;

/// <summary>How portfolios are valued. Section "Portfolio".</summary>
public sealed class PortfolioOptions
{
    /// <summary>What totals are stated in; anything that has a price. Changing it starts new peaks. Default: USD.</summary>
    [Required]
    public string Currency { get; set; } = "USD";

    /// <summary>Pause between two valuations while no price moves. Shorter costs a database write each time. Default: 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan ValuationPause { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Time between two valuations while prices go on moving, those within it valued together; three moves after a quiet time are each valued at once. Default: 1 second.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan TickPause { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How often a sleeping portfolio is woken. Default: 5 minutes.</summary>
    public TimeSpan WakePeriod { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How often a row of history is written, besides the one at each day's end. Default: 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan HistoryPeriod { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Least time between two looks into the ledger for what the day realised, while lines are recorded. Default: 15 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan LedgerPause { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How often the ledger is looked into where nothing was heard of it: lines by hand, prices that came late. Default: 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan LedgerPeriod { get; set; } = TimeSpan.FromHours(1);

    /// <summary>A wallet read longer ago makes the valuation incomplete. More than the periods that wallets are read at. Default: 3 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan HoldingsMaxAge { get; set; } = TimeSpan.FromMinutes(3);

    /// <summary>Prices older than this make the valuation incomplete. More than the period they are read at. Default: 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan PricesMaxAge { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Assets that are shown but not counted, e.g. worthless airdrops without a price. Default: none.</summary>
    public string[] IgnoredAssets { get; set; } = [];

    /// <summary>Accounts one portfolio may have. Default: 50.</summary>
    [Range(1, 10_000)]
    public int MaxAccounts { get; set; } = 50;

    internal ValuationRules ToRules() => new(
        Asset.Parse(Currency),
        HoldingsMaxAge,
        PricesMaxAge,
        [.. IgnoredAssets.Select(Asset.Parse)],
        CategoryRules.Default);
}
