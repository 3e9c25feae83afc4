using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Http;
using PortfolioOrleans.Exchanges.Live;
using PortfolioOrleans.Exchanges.Okx.Histories;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Okx.Feed;

/// <summary>
/// The trading account: equities, positions, and the orders' fills, pushed when something happens and not by the clock. "balance_and_position" is the fastest about
/// positions, and the only one that says why.
/// </summary>
internal sealed class OkxPrivateTalk(
    VenueClient client, OkxEndpoints endpoints, OkxInstrumentLists instruments, Uri address, ExchangeCredentials credentials, TimeProvider clock)
    : OkxTalk<LiveEvent>(client, endpoints, address, credentials, clock)
{
    private const string OnEvents = """{"updateInterval":"0"}""";

    private readonly OkxPositionBook _positions = new(instruments, clock);
    private readonly HashSet<Asset> _held = [];
    private HashSet<Asset>? _snapshot;

    protected override ImmutableArray<OkxChannel> Channels { get; } =
    [
        new("positions", ("instType", "ANY"), OnEvents),
        new("account", null, OnEvents),
        new("orders", ("instType", "ANY")),
        new("balance_and_position"),
    ];

    protected override bool IsNeeded(string? channel) => channel is not "balance_and_position";

    /// <summary>Rows are mapped with the lists as they were last read; without any, positions are asked for instead.</summary>
    protected override async Task<ExchangeFault?> PrepareAsync(CancellationToken cancellationToken)
    {
        await instruments.Main.GetAsync(cancellationToken);
        return null;
    }

    protected override Heard<LiveEvent> HearData(OkxFrame frame, WireNode root) => frame.Channel switch
    {
        "account" => Heard<LiveEvent>.Of([.. Balances(frame, OkxWallets.ReadTrading(root))]),
        "positions" => Heard<LiveEvent>.Of([.. Positions(frame, OkxPositions.ReadRows(root))]),
        "orders" => Heard<LiveEvent>.Of([.. Fills(OkxOrders.ReadRows(root))]),
        "balance_and_position" => Heard<LiveEvent>.Of([.. OkxChanges.ReadRows(root).SelectMany(Changed)]),
        _ => Heard<LiveEvent>.Nothing,
    };

    private IEnumerable<LiveEvent> Balances(OkxFrame frame, TradingAccount account)
    {
        var at = account.UpdatedAt ?? Clock.GetUtcNow();
        var rows = ImmutableArray.CreateBuilder<AssetBalance>();
        var isUnclear = false;
        foreach (var row in account.Assets)
        {
            _held.Add(row.Asset);
            _snapshot?.Add(row.Asset);
            var unrealized = row.Unrealized ?? 0m;
            if (unrealized != 0m && !_positions.IsWhole)
            {
                isUnclear = true; // Part of it may be margin's.
                continue;
            }

            rows.Add(AssetBalance.OfEquity(
                row.Asset, row.Equity, unrealized - (unrealized == 0m ? 0m : _positions.MarginPnl(row.Asset)), row.Available ?? 0m, row.Frozen ?? 0m));
        }

        if (frame.IsSnapshot)
        {
            rows.AddRange(Gone(account, frame.IsLastPage));
        }

        if (rows.Count > 0)
        {
            yield return new LiveEvent.Balances(at, WalletKind.Trading, rows.ToImmutable());
        }

        if (isUnclear)
        {
            yield return new LiveEvent.Stirred(at, WalletKind.Trading);
        }
    }

    /// <summary>A snapshot, with its last page, has everything: what it lacks is gone.</summary>
    private IEnumerable<AssetBalance> Gone(TradingAccount account, bool isLastPage)
    {
        _snapshot ??= [.. account.Assets.Select(row => row.Asset)];
        if (!isLastPage)
        {
            return [];
        }

        var gone = _held.Except(_snapshot).Select(asset => AssetBalance.Of(asset, 0m)).ToArray();
        _held.IntersectWith(_snapshot);
        _snapshot = null;
        return gone;
    }

    private IEnumerable<LiveEvent> Positions(OkxFrame frame, ImmutableArray<OkxPositionRow> rows)
    {
        var events = Moved(rows, null).ToArray();
        _positions.IsWhole |= frame.IsLastPage;
        return events;
    }

    private IEnumerable<LiveEvent> Moved(ImmutableArray<OkxPositionRow> rows, DateTimeOffset? pushedAt)
    {
        if (rows.IsEmpty)
        {
            yield break;
        }

        var at = rows.Max(row => row.UpdatedAt) ?? pushedAt ?? Clock.GetUtcNow();
        var taken = rows.Select(_positions.Take).ToArray();
        ImmutableArray<Position> known = [.. taken.SelectMany(positions => positions ?? [])];
        if (!known.IsEmpty)
        {
            yield return new LiveEvent.Positions(at, WalletKind.Trading, known);
        }

        if (taken.Any(positions => positions is null))
        {
            yield return new LiveEvent.Stirred(at, WalletKind.Trading);
        }
    }

    private IEnumerable<LiveEvent> Fills(ImmutableArray<OkxOrderRow> rows)
    {
        var fills = rows
            .Select(row => row.Fill)
            .OfType<OkxFillRow>()
            .SelectMany(fill => OkxFills.ToTransactions(fill, instruments.Peek(fill.Instrument, fill.InstrumentType)))
            .ToImmutableArray();
        return fills.IsEmpty ? [] : [new LiveEvent.Happened(fills.Max(fill => fill.At), fills)];
    }

    /// <summary>
    /// Positions at once. Cash is left to the account's own channel, which says what is owned; but that may pass over a currency that is gone. What no channel spells out
    /// has to be looked up.
    /// </summary>
    private IEnumerable<LiveEvent> Changed(OkxChange change)
    {
        if (change.Reason is null or "snapshot")
        {
            return [];
        }

        var at = change.At ?? Clock.GetUtcNow();
        LiveEvent[] stirred = change.Reason switch
        {
            "filled" or "set_leverage" or "adjust_margin" when change.Cash.All(row => row.Cash != 0m) => [],
            "transferred" => [new LiveEvent.Stirred(at, WalletKind.Funding), new LiveEvent.Stirred(at, WalletKind.Trading)],
            _ => [new LiveEvent.Stirred(at, WalletKind.Trading)],
        };
        return Moved(change.Positions, change.At).Concat(stirred);
    }
}
