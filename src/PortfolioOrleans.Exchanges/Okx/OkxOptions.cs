using System.ComponentModel.DataAnnotations;

namespace PortfolioOrleans.Exchanges.Okx;

/// <summary>Where OKX is and how it is asked. Section "Venues:okx".</summary>
public sealed class OkxOptions : VenueOptions
{
    private Uri? _restUrl;
    private Uri? _streamUrl;

    /// <summary>Where the account was opened; hosts follow from it. A key of another region is refused. Default: Global.</summary>
    public OkxRegion Region { get; set; } = OkxRegion.Global;

    /// <summary>https, or http to this machine. Default: the region's own.</summary>
    [Required, VenueAddress]
    public Uri RestUrl
    {
        get => _restUrl ?? OkxHosts.Rest(Region);
        set => _restUrl = Named(value, RestUrl, _restUrl);
    }

    /// <summary>
    /// Where live feeds are, without a path: wss, or ws to this machine. Default: the region's own for its environment; beside a <see cref="RestUrl"/> on this
    /// machine, that very host.
    /// </summary>
    [Required, VenueAddress(IsLive = true)]
    public Uri StreamUrl
    {
        get => _streamUrl ?? (RestUrl is { IsAbsoluteUri: true, IsLoopback: true }
            ? new UriBuilder(RestUrl) { Scheme = RestUrl.Scheme == Uri.UriSchemeHttp ? Uri.UriSchemeWs : Uri.UriSchemeWss }.Uri
            : OkxHosts.Streams(Region, Demo));
        set => _streamUrl = Named(value, StreamUrl, _streamUrl);
    }

    /// <summary>True for the demo environment, which has keys of its own at the same address. Default: false.</summary>
    public bool Demo { get; set; }

    /// <summary>Who binds settings gives each property its own value back: that names no host, and what the value follows from may still change.</summary>
    private static Uri? Named(Uri value, Uri current, Uri? named) => value == current ? named : value;
}
