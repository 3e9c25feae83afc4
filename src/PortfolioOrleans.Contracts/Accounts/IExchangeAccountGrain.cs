using Orleans.Concurrency;

namespace PortfolioOrleans.Contracts.Accounts;

/// <summary>
/// One account at one venue: its credentials' reference, balances, positions and how its syncs go. Key: account id. Calls its venue's adapter; tells its
/// portfolio through the stream of account snapshots.
/// </summary>
[Alias("exchange-account")]
public interface IExchangeAccountGrain : IGrainWithStringKey
{
    /// <summary>Proves the credentials, keeps them encrypted with the account, and starts the first sync. Opening it again changes nothing.</summary>
    /// <exception cref="UnknownVenueException">There is no such venue.</exception>
    /// <exception cref="InvalidAccountException">A field is missing or malformed.</exception>
    /// <exception cref="CredentialsRefusedException">The venue refuses them.</exception>
    /// <exception cref="KeyTooPowerfulException">The key may do more than read and the user has not agreed.</exception>
    /// <exception cref="AccountTakenException">The key belongs to a live account already.</exception>
    /// <exception cref="VenueUnavailableException">The venue cannot be asked now.</exception>
    /// <exception cref="RecordsUnavailableException">The database cannot be asked now.</exception>
    [Alias("open")]
    Task<AccountSnapshot> OpenAsync(string portfolioId, NewAccount account, CancellationToken cancellationToken);

    /// <summary>What is known now; answers from memory. Being asked is enough to keep an account awake and syncing.</summary>
    /// <exception cref="AccountNotFoundException">It was never opened, or is closed.</exception>
    [AlwaysInterleave, Alias("snapshot")]
    Task<AccountSnapshot> GetSnapshotAsync();

    /// <summary>Reads everything from the venue now.</summary>
    /// <exception cref="AccountNotFoundException">It was never opened, or is closed.</exception>
    /// <exception cref="SyncTooSoonException">It was synced a moment ago.</exception>
    [Alias("sync")]
    Task<AccountSnapshot> SyncAsync(CancellationToken cancellationToken);

    /// <summary>Stops syncing, deletes the credentials, keeps the history. Closing it again changes nothing.</summary>
    /// <exception cref="RecordsUnavailableException">The database cannot be asked now.</exception>
    [Alias("close")]
    Task CloseAsync(CancellationToken cancellationToken);
}
