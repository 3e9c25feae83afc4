using System.ComponentModel.DataAnnotations;

namespace PortfolioOrleans.Exchanges;

/// <summary>A venue's address: absolute, without query, and https unless it is on this machine, since keys travel to it.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class VenueAddressAttribute : ValidationAttribute
{
    public override bool IsValid(object? value) => value is null || (value is Uri { IsAbsoluteUri: true } address
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
        && address is { Query: "", Fragment: "", UserInfo: "" });

    public override string FormatErrorMessage(string name) =>
        $"{name} must be an address like https://host, without a query; plain http is allowed to this machine alone.";
}
