using System.ComponentModel.DataAnnotations;

namespace PortfolioOrleans.Exchanges;

/// <summary>A venue's address: absolute, without query, and encrypted unless it is on this machine, since keys travel to it.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class VenueAddressAttribute : ValidationAttribute
{
    /// <summary>True for an address of live connections, which is wss or ws; else it is https or http.</summary>
    public bool IsLive { get; set; }

    private string Plain => IsLive ? Uri.UriSchemeWs : Uri.UriSchemeHttp;

    private string Encrypted => IsLive ? Uri.UriSchemeWss : Uri.UriSchemeHttps;

    public override bool IsValid(object? value) => value is null || (value is Uri { IsAbsoluteUri: true } address
        && (address.Scheme == Encrypted || (address.Scheme == Plain && address.IsLoopback))
        && address is { Query: "", Fragment: "", UserInfo: "" });

    public override string FormatErrorMessage(string name) =>
        $"{name} must be an address like {Encrypted}://host, without a query; plain {Plain} is allowed to this machine alone.";
}
