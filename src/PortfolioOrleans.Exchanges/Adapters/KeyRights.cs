namespace PortfolioOrleans.Exchanges.Adapters;

/// <summary>What a key may do. A tracker needs reading alone; the rest is a risk to be pointed out.</summary>
/// <param name="IpRestricted">True when the venue accepts it from listed addresses only; null where it does not say.</param>
/// <param name="AccountUid">The venue's own id of the account, where it says; two keys with the same one are the same account.</param>
public sealed record KeyRights(bool CanRead, bool CanTrade, bool CanWithdraw, bool? IpRestricted, string? AccountUid);
