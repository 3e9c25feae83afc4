using System.ComponentModel.DataAnnotations;

namespace PortfolioOrleans.Exchanges.Okx;

/// <summary>Where OKX is and how it is asked. Section "Venues:okx".</summary>
public sealed class OkxOptions : VenueOptions
{
    private Uri? _restUrl;

    /// <summary>Where the account was opened; hosts follow from it. A key of another region is refused. Default: Global.</summary>
    public OkxRegion Region { get; set; } = OkxRegion.Global;

    /// <summary>https, or http to this machine. Default: the region's own.</summary>
    [Required, VenueAddress]
    public Uri RestUrl
    {
        get => _restUrl ?? OkxHosts.Rest(Region);
        set => _restUrl = value;
    }

    /// <summary>True for the demo environment, which has keys of its own at the same address. Default: false.</summary>
    public bool Demo { get; set; }
}
