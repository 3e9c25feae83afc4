using System.ComponentModel.DataAnnotations;

namespace PortfolioOrleans.Gateway;

/// <summary>How the gateway answers. Section "Gateway".</summary>
public sealed class GatewayOptions
{
    /// <summary>How long a token is believed without asking the database again; a revocation acts within it. Default: 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan TokenCacheTime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an unknown token is refused without asking again; a token just made may be refused for so long. Default: 2 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan UnknownTokenCacheTime { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How many unknown tokens are remembered. Default: 10,000.</summary>
    [Range(1, 1_000_000)]
    public int UnknownTokens { get; set; } = 10_000;

    /// <summary>
    /// While the database cannot be asked, a token that it confirmed within this time is still good. Longer lets reads outlive a longer outage, and a token
    /// revoked during one with them. Default: 24 hours.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "7.00:00:00")]
    public TimeSpan TokenOutageTime { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long a look-up of a token may take before the database counts as out of reach. Default: 2 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:00:30")]
    public TimeSpan TokenPatience { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The largest request body, in bytes. Default: 65,536.</summary>
    [Range(1_024, 524_288)]
    public int MaxBodyBytes { get; set; } = 65_536;

    /// <summary>The largest file that is imported, in bytes: about 80,000 lines. Default: 16 MB.</summary>
    [Range(1_024, 28_000_000)]
    public int MaxImportBytes { get; set; } = 16_777_216;

    /// <summary>How many of its last events are kept for each watched portfolio; a client that comes back within them misses none. Default: 1,024.</summary>
    [Range(4, 65_536)]
    public int EventWindow { get; set; } = 1_024;

    /// <summary>
    /// Memory for the kept events of all watched portfolios together, in bytes, shared out equally. Less makes clients that come back more likely to be given
    /// a fresh snapshot instead; the events of the last valuation are always kept. Default: 64 MB.
    /// </summary>
    [Range(1_048_576L, 17_179_869_184L)]
    public long EventMemory { get; set; } = 67_108_864;

    /// <summary>How many events a client that was up to date may fall behind before it is given the newest snapshot instead. Default: 64.</summary>
    [Range(4, 65_536)]
    public int ClientQueue { get; set; } = 64;

    /// <summary>
    /// Pause between two signs of life on an event stream, at each of which its token is checked again; proxies cut longer silences. Default: 15 seconds.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:05:00")]
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a portfolio is followed after its last client left, so that one that comes back misses nothing. Default: 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan FeedLinger { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How often a watched portfolio is asked whether events were lost, which also keeps it awake. Clients are in the dark for up to twice as long after a silo
    /// was lost. Default: 10 seconds.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan FeedCheckPause { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a health answer is given again without asking; without a token it can be asked by anyone. Default: 1 second.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan HealthCacheTime { get; set; } = TimeSpan.FromSeconds(1);
}
