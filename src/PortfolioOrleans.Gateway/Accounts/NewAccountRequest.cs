using System.Collections.Immutable;
using PortfolioOrleans.Contracts.Accounts;

namespace PortfolioOrleans.Gateway.Accounts;

/// <summary>An account to add.</summary>
/// <param name="Venue">One of those that GET /api/venues lists.</param>
/// <param name="Label">Your own name for it, 1 to 64 characters.</param>
/// <param name="Credentials">By name, as the venue lists them. Never shown again.</param>
/// <param name="AllowPowerfulKey">The key may trade or withdraw, and that is meant. Default: false.</param>
internal sealed record NewAccountRequest(
    string Venue, string Label, ImmutableDictionary<string, string> Credentials, bool AllowPowerfulKey = false)
{
    public NewAccount ToNewAccount() => new(Venue, Label, Credentials, AllowPowerfulKey);

    /// <summary>Without the credentials.</summary>
    public override string ToString() => ToNewAccount().ToString();
}
