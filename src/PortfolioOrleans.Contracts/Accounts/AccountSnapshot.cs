using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Contracts.Accounts;

/// <summary>What an account held when it was last read. A consumer keeps the highest version it has seen.</summary>
/// <param name="PortfolioId">Whose it is.</param>
/// <param name="Label">The user's own name for it.</param>
/// <param name="Version">Grows with every saved reading.</param>
/// <param name="Wallets">One for each wallet of the venue, unread ones included.</param>
/// <param name="NetDeposits">Deposits minus withdrawals of each asset since the account was opened; running totals.</param>
/// <param name="Sync">How its syncs go.</param>
/// <param name="IsLive">Whether the venue's own feed tells of every wallet that it can tell of, now.</param>
/// <param name="Histories">How far each of the venue's histories was read; empty until the first was begun.</param>
[GenerateSerializer, Immutable, Alias("account.snapshot")]
public sealed record AccountSnapshot(
    [property: Id(0)] string AccountId,
    [property: Id(1)] string PortfolioId,
    [property: Id(2)] string Venue,
    [property: Id(3)] string Label,
    [property: Id(4)] long Version,
    [property: Id(5)] ImmutableArray<WalletHoldings> Wallets,
    [property: Id(6)] ImmutableArray<Money> NetDeposits,
    [property: Id(7)] AccountSync Sync,
    [property: Id(8)] DateTimeOffset OpenedAt,
    [property: Id(9)] bool CanTrade,
    [property: Id(10)] bool CanWithdraw,
    [property: Id(11)] bool IsLive,
    [property: Id(12)] ImmutableArray<HistoryRow> Histories)
{
    /// <summary>What the venue tells of it beside its wallets: shares of pools, what is set aside, sectors.</summary>
    [Id(13)]
    public AccountDetails Details { get; init; } = AccountDetails.None;

    /// <summary>False where the venue keeps no histories that could be read, as a chain: then <see cref="Histories"/> stays empty.</summary>
    [Id(14)]
    public bool KeepsHistories { get; init; } = true;

    /// <summary>When lines were last recorded of it, UTC; null where none were since its grain was woken.</summary>
    [Id(15)]
    public DateTimeOffset? RecordedAt { get; init; }

    /// <summary>Whether a reading found all as it was in another: only its time is news then.</summary>
    public bool ShowsTheSameAs(AccountSnapshot other) =>
        Sync.SaysTheSameAs(other.Sync) && Details == other.Details && NetDeposits.SequenceEqual(other.NetDeposits) && Wallets.SequenceEqual(other.Wallets, Same);

    public AccountHoldings ToHoldings() => new(AccountId, Venue, Wallets, NetDeposits) { Details = Details };

    private static bool Same(WalletHoldings one, WalletHoldings other) =>
        one.Wallet == other.Wallet && one.Fault == other.Fault && one.AsOf is null == other.AsOf is null
        && one.Balances.SequenceEqual(other.Balances) && one.Positions.SequenceEqual(other.Positions);
}

public enum SyncStatus
{
    /// <summary>Never read yet.</summary>
    Pending,

    /// <summary>The last sync read everything.</summary>
    Ok,

    /// <summary>The last sync failed for a part; the rest is fresh.</summary>
    Partial,

    /// <summary>The last sync failed and will be tried again.</summary>
    Failing,

    /// <summary>The venue refuses the credentials; only the user can mend it.</summary>
    Refused,
}

/// <param name="LastSuccessAt">When everything was last read, UTC.</param>
/// <param name="LastAttemptAt">When it was last tried and something about it was news, UTC.</param>
/// <param name="Failures">Attempts since the last success, up to then.</param>
/// <param name="Error">What is wrong, for the user's eyes; null when nothing is.</param>
[GenerateSerializer, Immutable, Alias("account.sync")]
public sealed record AccountSync(
    [property: Id(0)] SyncStatus Status,
    [property: Id(1)] DateTimeOffset? LastSuccessAt,
    [property: Id(2)] DateTimeOffset? LastAttemptAt,
    [property: Id(3)] int Failures,
    [property: Id(4)] string? Error)
{
    public static AccountSync Never { get; } = new(SyncStatus.Pending, null, null, 0, null);

    /// <summary>Another attempt that ended like this one is no news.</summary>
    public bool SaysTheSameAs(AccountSync other) => Status == other.Status && Error == other.Error;
}

/// <summary>How far one history was read.</summary>
/// <param name="History">Its name at the venue: "spot-fills".</param>
/// <param name="Name">Its name for people.</param>
/// <param name="IsComplete">True once the walk through it has reached now; from then on it is read on every few minutes.</param>
/// <param name="Done">Steps taken by the walk.</param>
/// <param name="OfAbout">Of how many, where that can be said.</param>
/// <param name="Oldest">The oldest moment read, UTC; null before the first row.</param>
/// <param name="Error">Why the last attempt failed; null when it did not.</param>
[GenerateSerializer, Immutable, Alias("account.history")]
public sealed record HistoryRow(
    [property: Id(0)] string History,
    [property: Id(1)] string Name,
    [property: Id(2)] bool IsComplete,
    [property: Id(3)] int Done,
    [property: Id(4)] int? OfAbout,
    [property: Id(5)] DateTimeOffset? Oldest,
    [property: Id(6)] string? Error);
