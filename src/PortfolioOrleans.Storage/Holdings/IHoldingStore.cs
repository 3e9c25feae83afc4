using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Storage.Holdings;

/// <summary>What each account holds, as last read, and every external flow ever counted. Written in batches; a call returns when its rows are durable.</summary>
public interface IHoldingStore
{
    /// <summary>
    /// Replaces these wallets of an account, and appends these flows; all or nothing. A wallet whose stored reading is newer
    /// (<see cref="VenueTime.IsOlder"/>) stays as it is. A flow whose id is there already stays as it is. A wallet that was never read (no time) replaces only another such.
    /// </summary>
    /// <exception cref="ArgumentException">A wallet stands in it twice, or an asset is none.</exception>
    /// <exception cref="KeyNotFoundException">The user has no such account.</exception>
    Task SaveAsync(
        string userId,
        string accountId,
        ImmutableArray<WalletHoldings> wallets,
        ImmutableArray<CountedFlow> flows,
        CancellationToken cancellationToken);

    /// <summary>As last saved, in the order of their kinds, faults left out; empty if never saved.</summary>
    Task<ImmutableArray<WalletHoldings>> LoadAsync(string accountId, CancellationToken cancellationToken);

    /// <summary>Deposits minus withdrawals counted so far, one amount for each asset, by its code.</summary>
    Task<ImmutableArray<Money>> LoadNetDepositsAsync(string accountId, CancellationToken cancellationToken);

    /// <summary>The flows of an account at or after a time, oldest first, then by id.</summary>
    Task<ImmutableArray<CountedFlow>> LoadFlowsAsync(string accountId, DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>The flows of an account that count and became known at or after a time, the last known first; of one moment, the later flow.</summary>
    Task<ImmutableArray<ExternalFlow>> LoadNewlyKnownFlowsAsync(string accountId, DateTimeOffset knownSince, CancellationToken cancellationToken);
}

/// <param name="Counts">
/// False for a flow from before the account's first reading: it is inside the opening balance, and kept so that it is never counted later.
/// </param>
public sealed record CountedFlow(ExternalFlow Flow, bool Counts);
