using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges;
using PortfolioOrleans.Exchanges.Adapters;

namespace PortfolioOrleans.Grains.Accounts;

/// <summary>
/// Reads an account from its venue so that the parts fit together. Wallets, positions and flows come in separate answers, and money that moves in between
/// would be seen twice or not at all: a transfer between two wallets, a position closed into the wallet, a deposit that is in the balance but not yet
/// known as one. So whatever shows a change is read once more, whole, and flows are read again until nothing new turns up between two looks.
/// </summary>
internal sealed class AccountReader(IExchangeAdapter adapter, ExchangeCredentials credentials, TimeProvider clock)
{
    /// <summary>How far back flows are asked for: longer than a venue takes to complete one.</summary>
    public static readonly TimeSpan FlowsOverlap = TimeSpan.FromDays(14);

    /// <summary>Looks at flows until two agree; a venue that shows new ones every time is taken at its last word.</summary>
    private const int MostLooks = 3;

    public ILiveFeed? Live => adapter.Live;

    public ExchangeCredentials Credentials => credentials;

    /// <param name="known">What is held already; only changes against it are worth a second look.</param>
    /// <param name="scope">What is due.</param>
    public async Task<AccountReading> ReadAsync(AccountState known, SyncScope scope, CancellationToken cancellationToken)
    {
        var wallets = await ReadWalletsAsync(scope, cancellationToken);
        if (wallets.Values.Any(wallet => Differs(known, wallet)))
        {
            wallets = await ReadWalletsAsync(SyncScope.Everything, cancellationToken);
        }

        var since = clock.GetUtcNow() - FlowsOverlap;
        if (!scope.HasFlag(SyncScope.Balances) || (scope.HasFlag(SyncScope.Told) && known.FlowsBegun && HoldsTheSame(known, wallets.Values)))
        {
            return new AccountReading(clock.GetUtcNow(), wallets, null, since, null);
        }

        var flows = await adapter.GetFlowsAsync(credentials, since, cancellationToken);
        for (var look = 1; look < MostLooks && NewIn(known, flows); look++)
        {
            wallets = await ReadWalletsAsync(SyncScope.Everything, cancellationToken);
            var again = await adapter.GetFlowsAsync(credentials, since, cancellationToken);
            var agree = Ids(again).SetEquals(Ids(flows));
            flows = again;
            if (agree)
            {
                break;
            }
        }

        return flows switch
        {
            ExchangeReply<ImmutableArray<ExternalFlow>>.Answer answer => new AccountReading(clock.GetUtcNow(), wallets, answer.Value, since, null),
            ExchangeReply<ImmutableArray<ExternalFlow>>.Failure failure => WithoutFlows(wallets, since, failure.Fault),
            _ => throw new InvalidOperationException("A reply is an answer or a failure."),
        };
    }

    /// <summary>
    /// Balances whose flows are unknown could turn a deposit into a gain. They are not taken: the wallets keep their older numbers and the fault.
    /// </summary>
    private AccountReading WithoutFlows(ImmutableDictionary<WalletKind, WalletReading> wallets, DateTimeOffset since, ExchangeFault fault) => new(
        clock.GetUtcNow(),
        wallets.ToImmutableDictionary(wallet => wallet.Key, wallet => wallet.Value with { Balances = new Rows<AssetBalance>([], default, fault) }),
        null,
        since,
        fault);

    private async Task<ImmutableDictionary<WalletKind, WalletReading>> ReadWalletsAsync(SyncScope scope, CancellationToken cancellationToken)
    {
        var asked = adapter.Venue.Wallets.Select(wallet => ReadWalletAsync(wallet, scope, cancellationToken)).ToList();
        var readings = ImmutableDictionary.CreateBuilder<WalletKind, WalletReading>();
        foreach (var reading in asked)
        {
            var read = await reading;
            readings.Add(read.Wallet, read);
        }

        return readings.ToImmutable();
    }

    private async Task<WalletReading> ReadWalletAsync(WalletDescription wallet, SyncScope scope, CancellationToken cancellationToken)
    {
        var balances = scope.HasFlag(SyncScope.Balances) ? adapter.GetBalancesAsync(credentials, wallet.Wallet, cancellationToken) : null;
        var positions = scope.HasFlag(SyncScope.Positions) && wallet.HasPositions
            ? adapter.GetPositionsAsync(credentials, wallet.Wallet, cancellationToken)
            : null;
        return new WalletReading(
            wallet.Wallet,
            wallet.HasPositions,
            balances is null ? null : Rows<AssetBalance>.From(await balances, clock.GetUtcNow()),
            positions is null ? null : Rows<Position>.From(await positions, clock.GetUtcNow()));
    }

    private static bool Differs(AccountState known, WalletReading read)
    {
        var held = known.Wallets.FirstOrDefault(wallet => wallet.Wallet == read.Wallet);
        if (held is null)
        {
            return false;
        }

        return (read.Balances is { Fault: null } balances && held.BalancesAsOf is not null && !HoldingsChange.Same(held.Balances, balances.Items))
            || (read.Positions is { Fault: null } positions && held.PositionsAsOf is not null && !HoldingsChange.Same(held.Positions, positions.Items));
    }

    /// <summary>Whether all wallets together hold what they held, so that nothing can have come from outside or left.</summary>
    private static bool HoldsTheSame(AccountState known, IEnumerable<WalletReading> read)
    {
        var changes = new Dictionary<Asset, decimal>();
        foreach (var wallet in known.Wallets)
        {
            Count(wallet.Balances, -1m);
        }

        foreach (var wallet in read)
        {
            if (wallet.Balances is not { Fault: null } balances)
            {
                return false;
            }

            Count(balances.Items, 1m);
        }

        return changes.Values.All(change => change == 0m);

        void Count(ImmutableArray<AssetBalance> rows, decimal sign)
        {
            foreach (var row in rows)
            {
                changes[row.Asset] = changes.GetValueOrDefault(row.Asset) + (sign * row.Total);
            }
        }
    }

    private static bool NewIn(AccountState known, ExchangeReply<ImmutableArray<ExternalFlow>> flows) =>
        flows is ExchangeReply<ImmutableArray<ExternalFlow>>.Answer answer && known.NewFlows(answer.Value).Any();

    private static HashSet<string> Ids(ExchangeReply<ImmutableArray<ExternalFlow>> flows) =>
        flows is ExchangeReply<ImmutableArray<ExternalFlow>>.Answer answer ? [.. answer.Value.Select(flow => flow.Id)] : [];
}

/// <summary>What a sync reads. Flows go with balances: neither means anything without the other.</summary>
[Flags]
internal enum SyncScope
{
    Balances = 1,
    Positions = 2,
    Everything = Balances | Positions,

    /// <summary>
    /// With balances: they are read because the venue told that something happened. Flows are then looked for only where one could have come, since a venue may let
    /// them be asked ten times a minute and no more; one that is listed late is found by the next reading without this.
    /// </summary>
    Told = 4,
}
