using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;

namespace PortfolioOrleans.Grains.Accounts;

/// <summary>
/// Takes what a live feed tells of an account into what was read by request. By the venue's times: what is older than the reading is dropped, and a reading that is
/// older than an event leaves that event's row alone. A change is taken at once only if the fills heard with it explain it to the digit; any other - a deposit, a
/// transfer between two wallets, something that was missed - makes the account be read whole, since half of it would look like a gain or a loss. Belongs to one
/// activation.
/// </summary>
internal sealed class LiveBook
{
    /// <summary>How long the other half of a change is waited for before the account is read instead.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private const int MostIdsKept = 20_000;

    private readonly List<(LiveEvent Event, DateTimeOffset HeardAt)> _waiting = [];
    private readonly List<(WalletKind Wallet, DateTimeOffset At, Money Change)> _legs = [];
    private readonly Dictionary<(WalletKind Wallet, string Row), DateTimeOffset> _times = [];
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly List<Transaction> _news = [];
    private bool _isReadingDue;

    /// <summary>The wallets the feed hears now.</summary>
    public ImmutableHashSet<WalletKind> Covered { get; private set; } = [];

    public void Hear(LiveEvent happened, DateTimeOffset now)
    {
        switch (happened)
        {
            case LiveEvent.Opened opened:
                Covered = Covered.Union(opened.Wallets);
                _isReadingDue = true; // Whatever happened before it was not heard.
                break;
            case LiveEvent.Lost lost:
                Covered = Covered.Except(lost.Wallets);
                break;
            case LiveEvent.BalanceMoved or LiveEvent.Stirred:
                _isReadingDue = true;
                break;
            case LiveEvent.Happened { Transactions: var transactions }:
                transactions.ToList().ForEach(Hear);
                break;
            case LiveEvent.Balances or LiveEvent.Positions:
                _waiting.Add((happened, now));
                break;
        }
    }

    /// <summary>Transactions heard since they were last taken; to be kept.</summary>
    public ImmutableArray<Transaction> TakeNews()
    {
        var news = _news.ToImmutableArray();
        _news.Clear();
        return news;
    }

    /// <summary>Gives news back that could not be kept.</summary>
    public void GiveBack(ImmutableArray<Transaction> news) => _news.InsertRange(0, news);

    /// <summary>What of the waiting events can be taken now.</summary>
    public LiveOutcome Apply(AccountState state, DateTimeOffset now)
    {
        var wallets = state.Wallets;
        var isWaiting = false;
        foreach (var group in _waiting.GroupBy(each => WalletOf(each.Event)).ToList())
        {
            var events = group.OrderBy(each => each.Event.At).ToList(); // Stable: what the venue says of one moment stays in its order.
            var held = wallets.FirstOrDefault(wallet => wallet.Wallet == group.Key);
            if (held is null)
            {
                _waiting.RemoveAll(events.Contains); // A wallet that this account does not read.
            }
            else if (TryTake(held, events) is { } next)
            {
                wallets = next == held ? wallets : wallets.Replace(held, next);
                _waiting.RemoveAll(events.Contains);
            }
            else if (now - events.Min(each => each.HeardAt) >= Patience)
            {
                _isReadingDue = true;
            }
            else
            {
                isWaiting = true;
            }
        }

        var outcome = new LiveOutcome(wallets == state.Wallets ? state : state with { Version = state.Version + 1, Wallets = wallets }, _isReadingDue, isWaiting);
        _isReadingDue = false;
        return outcome;
    }

    /// <summary>A reading, with the rows left as they are held that an event has told of since; events that it already knows are forgotten.</summary>
    public AccountReading Reconcile(AccountReading reading, AccountState state)
    {
        if (_times.Count == 0 && _waiting.Count == 0 && _legs.Count == 0)
        {
            return reading; // Nothing was heard that it could not know.
        }

        var wallets = reading.Wallets.ToBuilder();
        foreach (var (kind, read) in reading.Wallets)
        {
            var held = state.Wallets.FirstOrDefault(wallet => wallet.Wallet == kind);
            if (read.Balances is { Fault: null } balances)
            {
                wallets[kind] = wallets[kind] with
                {
                    Balances = balances with { Items = Keeping(kind, balances.AsOf, balances.Items, held?.Balances ?? [], Key) },
                };
                Forget<LiveEvent.Balances>(kind, balances.AsOf);
                _legs.RemoveAll(leg => leg.Wallet == kind && !VenueTime.IsOlder(balances.AsOf, leg.At));
            }

            if (read.Positions is { Fault: null } positions)
            {
                wallets[kind] = wallets[kind] with
                {
                    Positions = positions with { Items = Keeping(kind, positions.AsOf, positions.Items, held?.Positions ?? [], Key) },
                };
                Forget<LiveEvent.Positions>(kind, positions.AsOf);
            }
        }

        return reading with { Wallets = wallets.ToImmutable() };
    }

    private void Hear(Transaction transaction)
    {
        if (!_ids.Add(transaction.Id))
        {
            return; // Told twice.
        }

        if (_ids.Count > MostIdsKept)
        {
            _ids.Clear();
            _ids.Add(transaction.Id);
        }

        _news.Add(transaction);
        _legs.AddRange(transaction.Legs.Select(leg => (transaction.Wallet, transaction.At, leg.Change)));
    }

    /// <summary>The wallet with all of these events taken; null while one of them is not explained.</summary>
    private WalletState? TryTake(WalletState held, IReadOnlyList<(LiveEvent Event, DateTimeOffset HeardAt)> events)
    {
        if (held.BalancesAsOf is not { } read || (held.HasPositions && held.PositionsAsOf is null))
        {
            return null;
        }

        var balances = held.Balances;
        var positions = held.Positions;
        var times = new Dictionary<(WalletKind, string), DateTimeOffset>();
        var legs = new List<(WalletKind Wallet, DateTimeOffset At, Money Change)>(_legs);
        var (moved, settled) = (false, false);
        foreach (var (happened, _) in events)
        {
            if (happened is LiveEvent.Balances told)
            {
                settled = true;
                foreach (var row in told.Rows.Where(row => told.At > TimeOf(held.Wallet, Key(row), read, times)))
                {
                    var explained = legs.Where(leg => leg.Wallet == held.Wallet && leg.Change.Asset == row.Asset && leg.At <= told.At).Sum(leg => leg.Change.Amount);
                    var before = balances.FirstOrDefault(balance => balance.Asset == row.Asset)?.Total ?? 0m;
                    if (row.Total - before != explained)
                    {
                        return null;
                    }

                    legs.RemoveAll(leg => leg.Wallet == held.Wallet && leg.Change.Asset == row.Asset && leg.At <= told.At);
                    balances = Replacing(balances, row, Key, row.IsZero);
                    times[(held.Wallet, Key(row))] = told.At;
                }
            }
            else if (happened is LiveEvent.Positions { Rows: var rows, At: var at })
            {
                foreach (var row in rows.Where(row => at > TimeOf(held.Wallet, Key(row), held.PositionsAsOf ?? read, times)))
                {
                    var before = positions.FirstOrDefault(position => Key(position) == Key(row));
                    moved |= (before?.Contracts ?? 0m) != row.Contracts;
                    positions = Replacing(positions, Joined(row, before), Key, row.Contracts == 0m);
                    times[(held.Wallet, Key(row))] = at;
                }
            }
        }

        if (moved && !settled)
        {
            return null; // What a trade did to the balance is still to come.
        }

        foreach (var (row, at) in times)
        {
            _times[row] = at;
        }

        _legs.Clear();
        _legs.AddRange(legs);
        return times.Count == 0 ? held : held with { Balances = balances, Positions = positions };
    }

    private DateTimeOffset TimeOf(WalletKind wallet, string row, DateTimeOffset read, Dictionary<(WalletKind, string), DateTimeOffset> taken)
    {
        var told = taken.TryGetValue((wallet, row), out var now) ? now : _times.GetValueOrDefault((wallet, row));
        return told > read ? told : read;
    }

    /// <summary>What was read, with those rows kept as held that an event has told of after the reading.</summary>
    private ImmutableArray<T> Keeping<T>(WalletKind wallet, DateTimeOffset asOf, ImmutableArray<T> read, ImmutableArray<T> held, Func<T, string> key)
    {
        var newer = _times.Where(time => time.Key.Wallet == wallet && VenueTime.IsOlder(asOf, time.Value)).Select(time => time.Key.Row).ToHashSet(StringComparer.Ordinal);
        return newer.Count == 0 ? read : [.. read.Where(row => !newer.Contains(key(row))), .. held.Where(row => newer.Contains(key(row)))];
    }

    private void Forget<T>(WalletKind wallet, DateTimeOffset asOf)
        where T : LiveEvent
    {
        _waiting.RemoveAll(each => each.Event is T && WalletOf(each.Event) == wallet && !VenueTime.IsOlder(asOf, each.Event.At));
        foreach (var old in _times.Where(time => time.Key.Wallet == wallet && !VenueTime.IsOlder(asOf, time.Value)).Select(time => time.Key).ToList())
        {
            _times.Remove(old);
        }
    }

    private static ImmutableArray<T> Replacing<T>(ImmutableArray<T> rows, T row, Func<T, string> key, bool isGone)
    {
        var others = rows.RemoveAll(other => key(other) == key(row));
        return isGone ? others : others.Add(row);
    }

    /// <summary>What the message does not say stands as it was.</summary>
    private static Position Joined(Position told, Position? held) => held is null ? told : told with
    {
        EntryPrice = told.EntryPrice ?? held.EntryPrice,
        MarkPrice = told.MarkPrice ?? held.MarkPrice,
        Leverage = told.Leverage ?? held.Leverage,
        LiquidationPrice = told.LiquidationPrice ?? (told.Contracts == held.Contracts ? held.LiquidationPrice : null),
        MarginMode = told.MarginMode ?? held.MarginMode,
        RealizedPnl = told.RealizedPnl ?? held.RealizedPnl,
        OpenedAt = told.OpenedAt ?? held.OpenedAt,
        VenueId = told.VenueId ?? held.VenueId,
    };

    private static WalletKind WalletOf(LiveEvent happened) => happened switch
    {
        LiveEvent.Balances told => told.Wallet,
        LiveEvent.Positions told => told.Wallet,
        _ => throw new ArgumentException("Only balances and positions wait.", nameof(happened)),
    };

    private static string Key(AssetBalance row) => $"asset {row.Asset}";

    /// <summary>A venue that numbers its positions keeps cross and isolated ones side by side; a number itself is not for ever.</summary>
    private static string Key(Position row) => $"position {row.Instrument} {row.Side} {(row.VenueId is null ? null : row.MarginMode)}";
}

/// <summary>What came of waiting events.</summary>
/// <param name="Next">The state with what could be taken.</param>
/// <param name="ReadNow">The account has to be read by request.</param>
/// <param name="IsWaiting">Something still waits for its other half.</param>
internal sealed record LiveOutcome(AccountState Next, bool ReadNow, bool IsWaiting);
