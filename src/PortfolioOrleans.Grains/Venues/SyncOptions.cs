using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace PortfolioOrleans.Grains.Venues;

/// <summary>How often a venue is read. One set for each venue, section "Venues:{venue}"; section "Sync" is the default of all.</summary>
public sealed class SyncOptions
{
    /// <summary>Pause between two readings of an account's balances. Shorter costs the venue's request budget. Default: 30 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan BalancesPeriod { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Pause between two readings of an account's positions, if its balances give no reason to look earlier. Default: 60 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan PositionsPeriod { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Pause between two readings of the venue's prices. Default: 2 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan PricesPeriod { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Pause between two readings of an account whose venue tells of every wallet by itself: only to find what was not told. Less than
    /// Portfolio:HoldingsMaxAge, or the account seems old. Default: 2 minutes.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan LivePeriod { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Whether the venue's own feeds are followed, of accounts and of prices. Default: true.</summary>
    public bool Live { get; set; } = true;

    /// <summary>Pause between two looks at a history that was read to its end. Default: 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan HistoryPeriod { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Pause between two looks at what an account shows beside its wallets: pools, what is set aside, sectors. Default: 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan DetailsPeriod { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How often a sleeping account is woken. A minute or more. Default: 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan WakePeriod { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Least time between two syncs that a user asks for. Default: 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan OnDemandCooldown { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>First pause after a failed sync; each further failure doubles it. Default: 2 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan FirstRetryPause { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Longest pause after failed syncs; longer makes recovery later. Default: 20 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan LongestRetryPause { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Pause while the venue refuses the credentials; only the user can mend that. Default: 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan RefusedPause { get; set; } = TimeSpan.FromMinutes(5);
}

/// <summary>Binds each venue's options from its own section, over the defaults.</summary>
internal sealed class BindSyncOptions(IConfiguration configuration) : IConfigureNamedOptions<SyncOptions>
{
    public void Configure(SyncOptions options) => configuration.GetSection("Sync").Bind(options);

    public void Configure(string? venue, SyncOptions options)
    {
        Configure(options);
        configuration.GetSection($"Venues:{venue}").Bind(options);
    }
}
