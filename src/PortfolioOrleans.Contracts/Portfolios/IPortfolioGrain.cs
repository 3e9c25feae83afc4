using System.Collections.Immutable;
using Orleans.Concurrency;
using PortfolioOrleans.Contracts.Accounts;

namespace PortfolioOrleans.Contracts.Portfolios;

/// <summary>
/// One user's portfolio. Key: the portfolio id, which is the user id. Calls its accounts; nothing it calls calls it back. Every change is saved before
/// anyone sees it.
/// </summary>
[Alias("portfolio")]
public interface IPortfolioGrain : IGrainWithStringKey
{
    /// <summary>The last valuation saved; answers from memory and never waits for a venue or the database.</summary>
    [AlwaysInterleave, Alias("snapshot")]
    Task<PortfolioSnapshot> GetSnapshotAsync();

    /// <summary>The accounts as they know themselves, oldest first; one that is silent as last heard of. Never waits for a venue.</summary>
    [AlwaysInterleave, Alias("accounts")]
    Task<ImmutableArray<AccountSnapshot>> GetAccountsAsync();

    /// <summary>
    /// Proves the credentials at the venue, keeps the account and starts its first sync. Adding the same key again returns the account that is there.
    /// </summary>
    /// <exception cref="UnknownVenueException">There is no such venue.</exception>
    /// <exception cref="InvalidAccountException">A field is missing or malformed.</exception>
    /// <exception cref="CredentialsRefusedException">The venue refuses them.</exception>
    /// <exception cref="KeyTooPowerfulException">The key may trade or withdraw, and <see cref="NewAccount.AllowPowerfulKey"/> is not set.</exception>
    /// <exception cref="AccountTakenException">Another user owns the key.</exception>
    /// <exception cref="TooManyAccountsException">The portfolio is full.</exception>
    /// <exception cref="VenueUnavailableException">The venue cannot be asked now.</exception>
    /// <exception cref="RecordsUnavailableException">The database cannot be asked now.</exception>
    [Alias("add-account")]
    Task<AccountSnapshot> AddAccountAsync(NewAccount account, CancellationToken cancellationToken);

    /// <summary>Takes an account out and deletes its credentials; its history stays. Its equity leaves as a flow, not as a loss.</summary>
    /// <exception cref="AccountNotFoundException">It is not one of this portfolio's.</exception>
    /// <exception cref="RecordsUnavailableException">The database cannot be asked now.</exception>
    [Alias("remove-account")]
    Task RemoveAccountAsync(string accountId, CancellationToken cancellationToken);

    /// <summary>Reads everything of an account from its venue now.</summary>
    /// <exception cref="AccountNotFoundException">It is not one of this portfolio's.</exception>
    /// <exception cref="SyncTooSoonException">It was synced a moment ago.</exception>
    [AlwaysInterleave, Alias("sync-account")]
    Task<AccountSnapshot> SyncAccountAsync(string accountId, CancellationToken cancellationToken);

    /// <summary>Takes up what the account table says, for accounts added or removed behind the grain's back, and values the portfolio.</summary>
    /// <exception cref="RecordsUnavailableException">The database cannot be asked now.</exception>
    [Alias("refresh")]
    Task RefreshAsync(CancellationToken cancellationToken);
}
