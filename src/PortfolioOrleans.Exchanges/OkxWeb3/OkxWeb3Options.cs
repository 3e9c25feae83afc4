using System.ComponentModel.DataAnnotations;

namespace PortfolioOrleans.Exchanges.OkxWeb3;

/// <summary>
/// The service's own access to OKX Web3; its users bring addresses alone. Section "Venues:okx-web3". The venue is there only where <see cref="ApiKey"/> is set.
/// </summary>
public sealed class OkxWeb3Options : VenueOptions
{
    /// <summary>https, or http to this machine. Default: https://web3.okx.com.</summary>
    [Required, VenueAddress]
    public Uri RestUrl { get; set; } = new("https://web3.okx.com");

    /// <summary>Where the time is asked that requests are signed with; the Web3 host has no such endpoint of its own. Default: https://www.okx.com.</summary>
    [Required, VenueAddress]
    public Uri TimeUrl { get; set; } = new("https://www.okx.com");

    /// <summary>The project's key, made in OKX's developer portal.</summary>
    [Required(ErrorMessage = "ApiKey must be set for OKX Web3.")]
    public string ApiKey { get; set; } = "";

    [Required(ErrorMessage = "ApiSecret must be set where ApiKey is.")]
    public string ApiSecret { get; set; } = "";

    [Required(ErrorMessage = "Passphrase must be set where ApiKey is.")]
    public string Passphrase { get; set; } = "";

    /// <summary>The chains that are read, by OKX's numbers, separated by commas; at most 50. Default: the largest.</summary>
    [Required, RegularExpression("^[0-9]{1,12}(,[0-9]{1,12}){0,49}$", ErrorMessage = "Chains must be up to 50 chain numbers separated by commas.")]
    public string Chains { get; set; } = "1,56,137,42161,8453,10,196,501";

    /// <summary>What the project's plan allows in a second; more is refused by the venue. Default: 1, as on trial.</summary>
    [Range(1, 1_000)]
    public int RequestsPerSecond { get; set; } = 1;
}
