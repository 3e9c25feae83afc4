using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Storage.Databases;
using PortfolioOrleans.Storage.Holdings;

namespace PortfolioOrleans.Storage.Memory;

internal sealed class MemoryHoldingStore(MemoryDatabase database, TimeProvider clock) : IHoldingStore
{
    private readonly Dictionary<string, SortedDictionary<WalletKind, WalletHoldings>> _wallets = [];
    private readonly Dictionary<string, Dictionary<string, (CountedFlow Flow, DateTimeOffset RecordedAt)>> _flows = [];

    public Task SaveAsync(
        string userId, string accountId, ImmutableArray<WalletHoldings> wallets, ImmutableArray<CountedFlow> flows, CancellationToken cancellationToken)
    {
        HoldingRules.Check(userId, accountId, wallets, flows);
        return database.RunAsync(
            () =>
            {
                if (database.Accounts.GetValueOrDefault(accountId).Account?.UserId != userId)
                {
                    throw HoldingRules.Missing(userId, accountId);
                }

                foreach (var wallet in wallets.Select(Kept))
                {
                    var stored = WalletsOf(accountId);
                    if (!stored.TryGetValue(wallet.Wallet, out var last) || last.AsOf is null || (wallet.AsOf is { } asOf && !VenueTime.IsOlder(asOf, last.AsOf)))
                    {
                        stored[wallet.Wallet] = wallet;
                    }
                }

                foreach (var (flow, counts) in flows)
                {
                    FlowsOf(accountId).TryAdd(flow.Id, (new CountedFlow(flow with { At = StoredTime.Of(flow.At) }, counts), StoredTime.Of(clock.GetUtcNow())));
                }

                return true;
            },
            cancellationToken);
    }

    public Task<ImmutableArray<WalletHoldings>> LoadAsync(string accountId, CancellationToken cancellationToken) =>
        database.RunAsync<ImmutableArray<WalletHoldings>>(() => [.. WalletsOf(accountId).Values], cancellationToken);

    public Task<ImmutableArray<Money>> LoadNetDepositsAsync(string accountId, CancellationToken cancellationToken) => database.RunAsync(
        () => HoldingRules.NetDeposits(InOrder(accountId).Where(flow => flow.Counts).Select(flow => flow.Flow)), cancellationToken);

    public Task<ImmutableArray<CountedFlow>> LoadFlowsAsync(string accountId, DateTimeOffset since, CancellationToken cancellationToken) =>
        database.RunAsync<ImmutableArray<CountedFlow>>(() => [.. InOrder(accountId).Where(flow => flow.Flow.At >= since)], cancellationToken);

    public Task<ImmutableArray<ExternalFlow>> LoadNewlyKnownFlowsAsync(
        string accountId, DateTimeOffset knownSince, CancellationToken cancellationToken) => database.RunAsync<ImmutableArray<ExternalFlow>>(
        () =>
        [
            .. FlowsOf(accountId).Values.Where(known => known.Flow.Counts && known.RecordedAt >= knownSince)
                .OrderByDescending(known => known.RecordedAt).ThenByDescending(known => known.Flow.Flow.At).ThenByDescending(known => known.Flow.Flow.Id, StringComparer.Ordinal)
                .Select(known => known.Flow.Flow),
        ],
        cancellationToken);

    private static WalletHoldings Kept(WalletHoldings wallet) => wallet with
    {
        AsOf = StoredTime.Of(wallet.AsOf),
        Positions =
        [
            .. wallet.Positions.Select(position => position with
            {
                OpenedAt = StoredTime.Of(position.OpenedAt),
                UpdatedAt = StoredTime.Of(position.UpdatedAt),
            }),
        ],
        Fault = null,
    };

    private IEnumerable<CountedFlow> InOrder(string accountId) => FlowsOf(accountId).Values.Select(known => known.Flow)
        .OrderBy(flow => flow.Flow.At)
        .ThenBy(flow => flow.Flow.Id, StringComparer.Ordinal);

    private SortedDictionary<WalletKind, WalletHoldings> WalletsOf(string accountId) =>
        _wallets.TryGetValue(accountId, out var wallets) ? wallets : _wallets[accountId] = [];

    private Dictionary<string, (CountedFlow Flow, DateTimeOffset RecordedAt)> FlowsOf(string accountId) =>
        _flows.TryGetValue(accountId, out var flows) ? flows : _flows[accountId] = [];
}
