using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;

namespace PortfolioOrleans.Exchanges.Adapters;

/// <summary>What a venue is and what an account on it needs.</summary>
/// <param name="Id">Its name in this system, lower case: "binance", "okx".</param>
/// <param name="Name">Its name for people.</param>
/// <param name="Wallets">The wallets that are read, in the order they are shown.</param>
/// <param name="Credentials">What the user must give.</param>
/// <param name="Histories">The histories it keeps, in the order they are read.</param>
public sealed record VenueDescription(
    string Id,
    string Name,
    ImmutableArray<WalletDescription> Wallets,
    ImmutableArray<CredentialField> Credentials,
    ImmutableArray<HistoryDescription> Histories);

/// <param name="HasPositions">True where derivative positions live in it.</param>
public sealed record WalletDescription(WalletKind Wallet, bool HasPositions);

/// <param name="Name">As in the API and on the command line: "api_key", "api_secret", "passphrase".</param>
/// <param name="Secret">True when it must never be shown again.</param>
/// <param name="Help">Where the user finds it.</param>
public sealed record CredentialField(string Name, bool Secret, string Help);

/// <param name="Id">Its name in cursors and transaction ids, for ever: "spot-fills".</param>
/// <param name="Name">Its name for people.</param>
/// <param name="Reach">How far back the venue still knows; null where it knows everything.</param>
/// <param name="GoesBack">Read from now backwards, no further at first than the others know of the account: <see cref="HistoryQuery.AccountSince"/>.</param>
public sealed record HistoryDescription(string Id, string Name, TimeSpan? Reach, bool GoesBack = false);
