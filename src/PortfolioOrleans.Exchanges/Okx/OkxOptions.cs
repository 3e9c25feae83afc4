using System.ComponentModel.DataAnnotations;

namespace PortfolioOrleans.Exchanges.Okx;

/// <summary>Where OKX is and how it is asked. Section "Venues:okx".</summary>
public sealed class OkxOptions : VenueOptions
{
    /// <summary>
    /// Keys belong to a region: https://www.okx.com, https://eea.okx.com, https://us.okx.com; a key sent to another is refused. https, or http to this
    /// machine. Default: the first.
    /// </summary>
    [Required, VenueAddress]
    public Uri RestUrl { get; set; } = new("https://www.okx.com");

    /// <summary>True for the demo environment, which has keys of its own at the same address. Default: false.</summary>
    public bool Demo { get; set; }
}
