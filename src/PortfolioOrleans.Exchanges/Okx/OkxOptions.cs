using System.ComponentModel.DataAnnotations;

namespace PortfolioOrleans.Exchanges.Okx;

/// <summary>Where OKX is and how it is asked. Section "Venues:okx".</summary>
public sealed class OkxOptions
{
    /// <summary>
    /// Keys belong to a region: https://www.okx.com, https://eea.okx.com, https://us.okx.com; a key sent to another is refused. https, or http to this
    /// machine. Default: the first.
    /// </summary>
    [Required, VenueAddress]
    public Uri RestUrl { get; set; } = new("https://www.okx.com");

    /// <summary>True for the demo environment, which has keys of its own at the same address. Default: false.</summary>
    public bool Demo { get; set; }

    /// <summary>How long an answer may take, body included. Shorter takes a slow venue for a dead one. Default: 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:02:00")]
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The largest answer that is read, in bytes. Default: 16 MiB.</summary>
    [Range(65_536, 268_435_456)]
    public int LargestAnswer { get; set; } = 16 * 1024 * 1024;

    /// <summary>How long the list of instruments is good; reading it takes three requests. Default: 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan InstrumentsMaxAge { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long the stablecoins' prices in dollars are good. Default: 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan DollarPricesMaxAge { get; set; } = TimeSpan.FromSeconds(10);
}
