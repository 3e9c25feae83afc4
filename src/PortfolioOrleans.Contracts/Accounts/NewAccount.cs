using System.Collections.Immutable;

namespace PortfolioOrleans.Contracts.Accounts;

/// <summary>An account as its user adds it. The credentials are in it, so its text shows none of them.</summary>
/// <param name="Venue">E.g. "binance".</param>
/// <param name="Label">1 to 64 characters.</param>
/// <param name="Credentials">By field name, as the venue's description lists them.</param>
/// <param name="AllowPowerfulKey">The user knows that the key may trade or withdraw, and means it.</param>
[GenerateSerializer, Immutable, Alias("account.new")]
public sealed record NewAccount(
    [property: Id(0)] string Venue,
    [property: Id(1)] string Label,
    [property: Id(2)] ImmutableDictionary<string, string> Credentials,
    [property: Id(3)] bool AllowPowerfulKey)
{
    public override string ToString() => $"{Venue} account \"{Label}\"";
}
