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

    /// <summary>COIN-M futures requests. https, or http to this machine. Default: the real exchange, or beside <see cref="FuturesUrl"/> where that is elsewhere.</summary>
    [VenueAddress]
    public Uri? CoinFuturesUrl { get; set; }

    /// <summary>Portfolio margin requests. https, or http to this machine. Default: the real exchange, or beside <see cref="RestUrl"/> where that is elsewhere.</summary>
    [VenueAddress]
    public Uri? PortfolioMarginUrl { get; set; }

    /// <summary>Spot's public streams. wss, or ws to this machine. Default: the real exchange, or beside <see cref="RestUrl"/> where that is elsewhere.</summary>
    [VenueAddress(IsLive = true)]
    public Uri? StreamUrl { get; set; }

    /// <summary>The WebSocket API, where spot's user data is heard. wss, or ws to this machine. Default: as for <see cref="StreamUrl"/>.</summary>
    [VenueAddress(IsLive = true)]
    public Uri? SocketApiUrl { get; set; }

    /// <summary>USD-M futures' streams, without a route. wss, or ws to this machine. Default: the real exchange, or beside <see cref="FuturesUrl"/> where that is elsewhere.</summary>
    [VenueAddress(IsLive = true)]
    public Uri? FuturesStreamUrl { get; set; }

    /// <summary>COIN-M futures' streams. wss, or ws to this machine. Default: as for <see cref="FuturesStreamUrl"/>.</summary>
    [VenueAddress(IsLive = true)]
    public Uri? CoinFuturesStreamUrl { get; set; }

    /// <summary>How old a signed request may be when it arrives. Binance takes up to a minute; longer lets a caught request live longer. Default: 5 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan RecvWindow { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long an account's leverage and margin settings are good. They weigh 5 to read. Default: 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan LeverageMaxAge { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long what lies in Simple Earn is good, unless its receipts in the spot wallet change. Each reading weighs 150 of 12,000 a minute for each of two
    /// endpoints, so that shorter times do not reach as many accounts. Default: 5 minutes.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan EarnMaxAge { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long an account that was no portfolio margin account is taken for none. Shorter costs weight. Default: 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan PortfolioMarginMaxAge { get; set; } = TimeSpan.FromHours(1);
}
