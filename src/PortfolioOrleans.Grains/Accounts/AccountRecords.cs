using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Exchanges;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Storage.Accounts;
using PortfolioOrleans.Storage.Credentials;
using PortfolioOrleans.Storage.Holdings;

namespace PortfolioOrleans.Grains.Accounts;

/// <summary>What the tables keep of an account: itself, its credentials, its holdings and flows.</summary>
internal sealed class AccountRecords(IAccountStore accounts, IHoldingStore holdings, CredentialVault vault, TimeProvider clock)
{
    /// <summary>Null once the account is removed.</summary>
    public async Task<ExchangeCredentials?> FindCredentialsAsync(string accountId, CancellationToken cancellationToken) =>
        await accounts.FindCredentialsAsync(accountId, cancellationToken) is { } encrypted
            ? NewAccountRules.CredentialsOf(vault.Decrypt(accountId, encrypted))
            : null;

    public Task RemoveAsync(string accountId, CancellationToken cancellationToken) => accounts.RemoveAsync(accountId, clock.GetUtcNow(), cancellationToken);

    /// <summary>
    /// The state of an account that has none: from the account table, the last holdings and the flows counted. Null if there is no such live account.
    /// </summary>
    public async Task<AccountState?> RebuildAsync(
        string accountId, Func<string, IExchangeAdapter?> adapterOf, CancellationToken cancellationToken)
    {
        if (await accounts.FindAsync(accountId, cancellationToken) is not { } account
            || adapterOf(account.Venue) is not { } adapter
            || await accounts.FindCredentialsAsync(accountId, cancellationToken) is null) // Removed: the row stays, its credentials do not.
        {
            return null;
        }

        var held = await holdings.LoadAsync(accountId, cancellationToken);
        var flows = await holdings.LoadFlowsAsync(accountId, clock.GetUtcNow() - (2 * AccountReader.FlowsOverlap), cancellationToken);
        var opened = AccountState.Opened(account, adapter.Venue);
        return opened with
        {
            // Above every version of the lost state, so that nobody takes the new ones for old.
            Version = clock.GetUtcNow().ToUnixTimeMilliseconds(),
            Wallets = [.. opened.Wallets.Select(wallet => Restored(wallet, held))],
            NetDeposits = await holdings.LoadNetDepositsAsync(accountId, cancellationToken),
            KnownFlows = flows.ToImmutableDictionary(flow => flow.Flow.Id, flow => flow.Flow.At),
            FlowsBegun = !held.IsEmpty,
        };
    }

    /// <summary>Writes what a sync changed, before the grain's own state is: should that be lost, the tables know more, never less.</summary>
    /// <param name="note">True to note the sync even if it brought nothing new.</param>
    public async Task SaveAsync(
        string accountId, AccountState before, AccountState after, AccountReading reading, bool note, CancellationToken cancellationToken)
    {
        var changed = Changed(before, after);
        var flows = reading.Flows is { } read
            ? before.NewFlows(read).Select(flow => new CountedFlow(flow.Flow, flow.Counts)).ToImmutableArray()
            : [];
        if (!changed.IsEmpty || !flows.IsEmpty)
        {
            await holdings.SaveAsync(after.Identity!.PortfolioId, accountId, changed, flows, cancellationToken);
        }
        else if (!note && after.Sync.SaysTheSameAs(before.Sync))
        {
            return;
        }

        await accounts.NoteSyncAsync(accountId, reading.At, after.Sync.Status.ToString().ToLowerInvariant(), after.Sync.Error, cancellationToken);
    }

    /// <summary>Writes what a live feed changed.</summary>
    public Task SaveAsync(string accountId, AccountState before, AccountState after, CancellationToken cancellationToken) =>
        Changed(before, after) is { IsEmpty: false } changed
            ? holdings.SaveAsync(after.Identity!.PortfolioId, accountId, changed, [], cancellationToken)
            : Task.CompletedTask;

    private static ImmutableArray<WalletHoldings> Changed(AccountState before, AccountState after) =>
    [
        .. after.Wallets.Where(wallet => wallet.AsOf is not null && !before.Wallets.Any(old => SameRows(old, wallet)))
            .Select(wallet => wallet.ToHoldings()),
    ];

    private static bool SameRows(WalletState old, WalletState now) =>
        old.Wallet == now.Wallet && old.AsOf is not null && HoldingsChange.Same(old.Balances, now.Balances) && HoldingsChange.Same(old.Positions, now.Positions);

    private static WalletState Restored(WalletState unread, ImmutableArray<WalletHoldings> held) =>
        held.FirstOrDefault(wallet => wallet.Wallet == unread.Wallet) is { AsOf: { } asOf } wallet
            ? unread with { Balances = wallet.Balances, BalancesAsOf = asOf, Positions = wallet.Positions, PositionsAsOf = asOf }
            : unread;
}
