using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Exchanges.Adapters;

/// <summary>What a venue says of an asset.</summary>
/// <param name="Asset">As in balances.</param>
/// <param name="Name">For people; null where it has none.</param>
/// <param name="Sector">What kind of thing it is, in this system's words (see <c>Domain.Exposure.Sectors</c>); null where nothing says it.</param>
/// <param name="Contract">Its address on the chain, lower case; null for a coin or where it has none.</param>
/// <param name="Decimals">Digits of its smallest unit; null where unknown.</param>
/// <param name="IsRisky">True where the venue warns of it: it is shown, never valued.</param>
/// <param name="IsDelisted">True where it can no longer be traded.</param>
public sealed record AssetInfo(
    Asset Asset, string? Name, string? Sector = null, string? Contract = null, int? Decimals = null, bool IsRisky = false, bool IsDelisted = false);
