using System.Collections.Immutable;
using PortfolioOrleans.Contracts.Accounts;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Storage.Accounts;

namespace PortfolioOrleans.Grains.Accounts;

/// <summary>
/// All that an account grain owns. Replaced, never edited; property names are a schema, since old states are read back by them.
/// </summary>
/// <param name="Identity">Whose it is and where; null for an account that was never opened or is closed.</param>
/// <param name="Version">Grows with every saved reading.</param>
/// <param name="Wallets">As last read, one for each wallet of the venue.</param>
/// <param name="NetDeposits">Deposits minus withdrawals of each asset since the account was opened.</param>
/// <param name="KnownFlows">Ids of flows that have been taken into account, with their times; older ones than are ever asked for are dropped.</param>
/// <param name="FlowsBegun">True once the flows from before the first reading were noted; from then on a new one counts.</param>
[GenerateSerializer, Immutable, Alias("state.account")]
internal sealed record AccountState(
    [property: Id(0)] AccountIdentity? Identity,
    [property: Id(1)] long Version,
    [property: Id(2)] ImmutableArray<WalletState> Wallets,
    [property: Id(3)] ImmutableArray<Money> NetDeposits,
    [property: Id(4)] ImmutableDictionary<string, DateTimeOffset> KnownFlows,
    [property: Id(5)] bool FlowsBegun,
    [property: Id(6)] AccountSync Sync)
{
    /// <summary>What the venue tells beside the wallets.</summary>
    [Id(7)]
    public AccountDetails Details { get; init; } = AccountDetails.None;

    /// <summary>What the engine makes for a grain that was never saved.</summary>
    public AccountState()
        : this(null, 0, [], [], ImmutableDictionary<string, DateTimeOffset>.Empty, false, AccountSync.Never)
    {
    }

    /// <summary>An account whose credentials are proved and which was never read.</summary>
    public static AccountState Opened(Account account, VenueDescription venue) => new()
    {
        Identity = new AccountIdentity(account.UserId, account.Venue, account.Label, account.CreatedAt, account.CanTrade, account.CanWithdraw),
        Version = 1,
        Wallets = [.. venue.Wallets.Select(WalletState.Unread)],
    };

    /// <summary>The state after a sync: each part that was read replaces the older one, by the venue's own time; each that failed keeps its numbers.</summary>
    public AccountState After(AccountReading reading)
    {
        var wallets = Wallets.Select(wallet => reading.Wallets.TryGetValue(wallet.Wallet, out var read) ? wallet.After(read) : wallet).ToImmutableArray();
        var next = this with { Version = Version + 1, Wallets = wallets, Sync = reading.Describe(Sync, wallets) };
        return reading.Flows is { } flows ? next.Counting(flows, reading.FlowsSince) : next;
    }

    /// <summary>The flows of a reading that are news, and whether each counts.</summary>
    public IEnumerable<(ExternalFlow Flow, bool Counts)> NewFlows(IEnumerable<ExternalFlow> flows) =>
        flows.Where(flow => !KnownFlows.ContainsKey(flow.Id)).DistinctBy(flow => flow.Id).Select(flow => (flow, FlowsBegun));

    /// <param name="isLive">Whether the venue's own feed is heard now.</param>
    /// <param name="histories">How far each history was read.</param>
    public AccountSnapshot ToSnapshot(string accountId, bool isLive, ImmutableArray<HistoryRow> histories) => new(
        accountId,
        Identity!.PortfolioId,
        Identity.Venue,
        Identity.Label,
        Version,
        [.. Wallets.Select(wallet => wallet.ToHoldings())],
        NetDeposits,
        Sync,
        Identity.OpenedAt,
        Identity.CanTrade,
        Identity.CanWithdraw,
        isLive,
        histories)
    {
        Details = Details,
    };

    private AccountState Counting(ImmutableArray<ExternalFlow> flows, DateTimeOffset since)
    {
        var news = NewFlows(flows).ToList();
        if (news.Count == 0 && !KnownFlows.Any(known => known.Value < since - AccountReader.FlowsOverlap))
        {
            return FlowsBegun ? this : this with { FlowsBegun = true };
        }

        var deposits = NetDeposits.ToDictionary(money => money.Asset);
        foreach (var (flow, counts) in news)
        {
            if (counts)
            {
                var asset = flow.Change.Asset;
                deposits[asset] = deposits.GetValueOrDefault(asset, Money.Zero(asset)) + flow.Change;
            }
        }

        return this with
        {
            NetDeposits = [.. deposits.Values.OrderBy(money => money.Asset)],
            KnownFlows = KnownFlows
                .Where(known => known.Value >= since - AccountReader.FlowsOverlap)
                .Concat(news.Select(flow => KeyValuePair.Create(flow.Flow.Id, flow.Flow.At)))
                .ToImmutableDictionary(),
            FlowsBegun = true,
        };
    }
}

/// <param name="PortfolioId">Whose it is.</param>
/// <param name="OpenedAt">UTC.</param>
[GenerateSerializer, Immutable, Alias("state.account-identity")]
internal sealed record AccountIdentity(
    [property: Id(0)] string PortfolioId,
    [property: Id(1)] string Venue,
    [property: Id(2)] string Label,
    [property: Id(3)] DateTimeOffset OpenedAt,
    [property: Id(4)] bool CanTrade,
    [property: Id(5)] bool CanWithdraw);
