using PortfolioOrleans.Contracts.Accounts;
using PortfolioOrleans.Domain.Holdings;

namespace PortfolioOrleans.Gateway.Accounts;

/// <summary>An account at a venue and how its syncs go. Its credentials are never shown.</summary>
/// <param name="Label">The user's own name for it.</param>
/// <param name="OpenedAt">When it was added.</param>
/// <param name="CanTrade">The key may trade; it was added with allow_powerful_key.</param>
/// <param name="CanWithdraw">The key may withdraw; it was added with allow_powerful_key.</param>
internal sealed record AccountAnswer(
    string Id,
    string Venue,
    string Label,
    DateTimeOffset OpenedAt,
    bool CanTrade,
    bool CanWithdraw,
    SyncAnswer Sync,
    IReadOnlyList<WalletAnswer> Wallets,
    DetailsAnswer Details,
    HistoryProgressAnswer History)
{
    public static AccountAnswer Of(AccountSnapshot account) => new(
        account.AccountId,
        account.Venue,
        account.Label,
        account.OpenedAt,
        account.CanTrade,
        account.CanWithdraw,
        SyncAnswer.Of(account.Sync, account.IsLive),
        [.. account.Wallets.Select(WalletAnswer.Of)],
        DetailsAnswer.Of(account.Details),
        HistoryProgressAnswer.Of(account.Histories));
}

/// <summary>How an account's syncs go.</summary>
/// <param name="Status">
/// pending: never read yet; ok; partial: the last sync failed for a part; failing: it failed and is tried again; refused: only the user can mend it.
/// </param>
/// <param name="LastSuccessAt">When everything was last read.</param>
/// <param name="LastAttemptAt">When it was last tried.</param>
/// <param name="Failures">Attempts since the last success.</param>
/// <param name="Error">What is wrong; null when nothing is.</param>
/// <param name="Live">Whether the venue's own feed is heard now; without it the account is only read every so often.</param>
internal sealed record SyncAnswer(
    SyncStatus Status, DateTimeOffset? LastSuccessAt, DateTimeOffset? LastAttemptAt, int Failures, string? Error, bool Live)
{
    public static SyncAnswer Of(AccountSync sync, bool isLive) =>
        new(sync.Status, sync.LastSuccessAt, sync.LastAttemptAt, sync.Failures, sync.Error, isLive);
}

/// <summary>One wallet of an account, as last read.</summary>
/// <param name="AsOf">The venue's time of the reading; null before the first.</param>
/// <param name="NumBalances">How many assets it holds.</param>
/// <param name="NumPositions">How many positions are open in it.</param>
/// <param name="Error">Why the last reading failed; null when it did not.</param>
internal sealed record WalletAnswer(WalletKind Wallet, DateTimeOffset? AsOf, int NumBalances, int NumPositions, string? Error)
{
    public static WalletAnswer Of(WalletHoldings wallet) => new(
        wallet.Wallet, wallet.AsOf, wallet.Balances.Count(balance => !balance.IsZero), wallet.Positions.Length, wallet.Fault);
}

/// <summary>What the venue tells of the account beside its wallets.</summary>
/// <param name="AsOf">The venue's time of the reading; null while there was nothing to read.</param>
/// <param name="NumPools">How many shares of liquidity pools it has; GET /api/portfolio/pools lists them.</param>
/// <param name="NumSetAside">How many assets are set aside; GET /api/portfolio/set-aside lists them.</param>
/// <param name="Error">Why the last reading failed for a part; null when it did not.</param>
internal sealed record DetailsAnswer(DateTimeOffset? AsOf, int NumPools, int NumSetAside, string? Error)
{
    public static DetailsAnswer Of(AccountDetails details) => new(details.AsOf, details.Pools.Length, details.SetAside.Length, details.Fault);
}
