using System.ComponentModel.DataAnnotations;

namespace PortfolioOrleans.Exchanges.Binance;

/// <summary>Where Binance is and how it is asked. Section "Venues:binance".</summary>
public sealed class BinanceOptions : VenueOptions
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

    /// <summary>How long an account's leverage and margin settings are good. They weigh 5 to read. Default: 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan LeverageMaxAge { get; set; } = TimeSpan.FromMinutes(5);
}
