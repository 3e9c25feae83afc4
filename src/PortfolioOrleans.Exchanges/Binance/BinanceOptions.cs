using System.ComponentModel.DataAnnotations;

namespace PortfolioOrleans.Exchanges.Binance;

/// <summary>Where Binance is and how it is asked. Section "Venues:binance".</summary>
public sealed class BinanceOptions
{
    /// <summary>Spot and wallet requests. https, or http to this machine. Default: the real exchange.</summary>
    [Required, VenueAddress]
    public Uri RestUrl { get; set; } = new("https://api.binance.com");

    /// <summary>USD-M futures requests. https, or http to this machine. Default: the real exchange.</summary>
    [Required, VenueAddress]
    public Uri FuturesUrl { get; set; } = new("https://fapi.binance.com");

    /// <summary>How old a signed request may be when it arrives. Binance takes up to a minute; longer lets a caught request live longer. Default: 5 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan RecvWindow { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long an answer may take, body included. Shorter takes a slow venue for a dead one. Default: 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:02:00")]
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The largest answer that is read, in bytes. The list of instruments is the largest, some 8 MB. Default: 16 MiB.</summary>
    [Range(65_536, 268_435_456)]
    public int LargestAnswer { get; set; } = 16 * 1024 * 1024;

    /// <summary>How long the list of instruments is good. It weighs 21 to read. Default: 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan InstrumentsMaxAge { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long the stablecoins' prices in dollars are good. They weigh 10 to read. Default: 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan DollarPricesMaxAge { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an account's leverage and margin settings are good. They weigh 5 to read. Default: 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan LeverageMaxAge { get; set; } = TimeSpan.FromMinutes(5);
}
