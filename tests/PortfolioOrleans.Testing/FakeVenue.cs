using System.Collections.Immutable;
using System.Globalization;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges;
using PortfolioOrleans.Exchanges.Adapters;

namespace PortfolioOrleans.Testing;

/// <summary>
/// A venue that exists only in memory and answers at the level of the adapter interface: what its accounts hold is set by the test, faults are switched on
/// and off, answers may take their time on the test's clock. For what is said on the wire there is the venue simulator.
/// </summary>
public class FakeVenue(string id, TimeProvider clock, params FakeWallet[] wallets) : IExchangeAdapter, IPriceHistory
{
    private readonly Dictionary<string, FakeAccount> _accounts = new(StringComparer.Ordinal);
    private readonly Dictionary<Symbol, decimal> _prices = [];
    private readonly Dictionary<string, decimal> _marks = new(StringComparer.Ordinal);

    /// <summary>While set, every request fails with it.</summary>
    public ExchangeFault? Fault { get; set; }

    /// <summary>How long each answer takes.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>Runs after each wallet's balances were taken and before they are handed over: where a test moves money in between.</summary>
    public Action<WalletKind>? BetweenAnswers { get; set; }

    /// <summary>How often each kind of request was made.</summary>
    public Dictionary<string, int> Requests { get; } = new(StringComparer.Ordinal);

    /// <summary>The last question about each history.</summary>
    public Dictionary<string, HistoryQuery> Asked { get; } = new(StringComparer.Ordinal);

    public VenueDescription Venue { get; set; } = new(
        id,
        id.ToUpperInvariant(),
        [.. wallets.Select(wallet => new WalletDescription(wallet.Kind, wallet.HasPositions))],
        [new CredentialField("api_key", false, "In its settings."), new CredentialField("api_secret", true, "In its settings.")],
        [new HistoryDescription("fills", "Fills", null), new HistoryDescription("transfers", "Deposits and withdrawals", null)]);

    /// <summary>How many transactions a page of a history holds.</summary>
    public int PageSize { get; set; } = 2;

    /// <summary>What assets closed at, in dollars or in what <see cref="CloseQuotes"/> says.</summary>
    public Dictionary<(Asset Asset, DateOnly Day), decimal> Closes { get; } = [];

    public Dictionary<Asset, Asset> CloseQuotes { get; } = [];

    /// <summary>Assets whose closes it works out from others'.</summary>
    public HashSet<Asset> Implied { get; } = [];

    /// <summary>While set, past days cannot be asked for.</summary>
    public ExchangeFault? ClosesFault { get; set; }

    public FakeAccount Account(string apiKey)
    {
        if (!_accounts.TryGetValue(apiKey, out var account))
        {
            _accounts[apiKey] = account = new FakeAccount();
        }

        return account;
    }

    public void SetPrice(string symbol, decimal price) => _prices[Symbol.Parse(symbol)] = price;

    public void RemovePrice(string symbol) => _prices.Remove(Symbol.Parse(symbol));

    public void SetMark(string instrument, decimal mark) => _marks[instrument] = mark;

    public Task<ExchangeReply<KeyRights>> GetKeyRightsAsync(ExchangeCredentials credentials, CancellationToken cancellationToken) =>
        AnswerAsync("rights", credentials, account => account.Rights);

    public Task<ExchangeReply<ImmutableArray<AssetBalance>>> GetBalancesAsync(
        ExchangeCredentials credentials, WalletKind wallet, CancellationToken cancellationToken)
    {
        var reply = AnswerAsync("balances", credentials, account => account.Balances(wallet), account => account.WalletFaults.GetValueOrDefault(wallet));
        return BetweenAnswers is null ? reply : PauseAfterAsync(reply, wallet);
    }

    public Task<ExchangeReply<ImmutableArray<Position>>> GetPositionsAsync(
        ExchangeCredentials credentials, WalletKind wallet, CancellationToken cancellationToken) =>
        AnswerAsync("positions", credentials, account => account.Positions.ToImmutableArray(), account => account.WalletFaults.GetValueOrDefault(wallet));

    public Task<ExchangeReply<ImmutableArray<ExternalFlow>>> GetFlowsAsync(
        ExchangeCredentials credentials, DateTimeOffset since, CancellationToken cancellationToken) =>
        AnswerAsync("flows", credentials, account => account.Flows.Where(flow => flow.At >= since).ToImmutableArray(), account => account.FlowsFault);

    public Task<ExchangeReply<MarketReading>> GetPricesAsync(CancellationToken cancellationToken) => AnswerAsync("prices", () => new MarketReading(
        [.. _prices.Select(price => new Price(price.Key, price.Value, clock.GetUtcNow()))],
        _marks.ToImmutableDictionary(StringComparer.Ordinal)));

    public Task<ExchangeReply<ImmutableArray<Instrument>>> GetInstrumentsAsync(CancellationToken cancellationToken) =>
        AnswerAsync("instruments", () => ImmutableArray<Instrument>.Empty);

    public Task<ExchangeReply<ImmutableArray<AssetInfo>>> GetAssetInfoAsync(ExchangeCredentials credentials, CancellationToken cancellationToken) =>
        AnswerAsync("asset-info", credentials, account => account.AssetInfo.ToImmutableArray());

    public Task<ExchangeReply<HistoryPage>> GetTransactionsAsync(ExchangeCredentials credentials, HistoryQuery query, CancellationToken cancellationToken)
    {
        Asked[query.History] = query;
        return AnswerAsync(query.History, credentials, account => account.Page(query, PageSize), account => account.HistoryFaults.GetValueOrDefault(query.History));
    }

    public Task<ExchangeReply<ImmutableArray<DailyClose>>> GetDailyClosesAsync(
        Asset asset, DateOnly from, DateOnly to, CancellationToken cancellationToken) => AnswerAsync<ImmutableArray<DailyClose>>("closes", () =>
        [
            .. Closes.Where(close => close.Key.Asset == asset && close.Key.Day >= from && close.Key.Day <= to).OrderBy(close => close.Key.Day)
                .Select(close => new DailyClose(close.Key.Day, close.Value, CloseQuotes.GetValueOrDefault(asset, Asset.Usd), Implied.Contains(asset) ? "index" : null)),
        ], () => ClosesFault);

    public bool IsImplied(Asset asset) => Implied.Contains(asset);

    /// <summary>Null unless a test gives it one.</summary>
    public FakeFeed? Feed { get; set; }

    public ILiveFeed? Live => Feed;

    private async Task<ExchangeReply<ImmutableArray<AssetBalance>>> PauseAfterAsync(Task<ExchangeReply<ImmutableArray<AssetBalance>>> asked, WalletKind wallet)
    {
        var reply = await asked;
        BetweenAnswers?.Invoke(wallet);
        return reply;
    }

    protected Task<ExchangeReply<T>> AnswerAsync<T>(
        string request, ExchangeCredentials credentials, Func<FakeAccount, T> read, Func<FakeAccount, ExchangeFault?>? fault = null) =>
        AnswerAsync(request, () => read(_accounts[credentials.ApiKey]), () =>
            !_accounts.TryGetValue(credentials.ApiKey, out var account) ? new ExchangeFault(FaultKind.CredentialsRejected, "-2015 no such key")
            : account.Fault ?? fault?.Invoke(account));

    private async Task<ExchangeReply<T>> AnswerAsync<T>(string request, Func<T> read, Func<ExchangeFault?>? fault = null)
    {
        Requests[request] = Requests.GetValueOrDefault(request) + 1;
        if (Latency > TimeSpan.Zero)
        {
            await Task.Delay(Latency, clock);
        }

        return (Fault ?? fault?.Invoke()) is { } failed
            ? new ExchangeReply<T>.Failure(failed)
            : new ExchangeReply<T>.Answer(read(), clock.GetUtcNow());
    }
}

/// <summary>A fake venue where shares of pools are held and strangers put things into accounts.</summary>
public sealed class FakeChain(string id, TimeProvider clock) : FakeVenue(id, clock, new FakeWallet(WalletKind.Chain), new FakeWallet(WalletKind.Pool)),
    IPoolPositions, ISetAsideHoldings
{
    public Task<ExchangeReply<ImmutableArray<PoolPosition>>> GetPoolPositionsAsync(ExchangeCredentials credentials, CancellationToken cancellationToken) =>
        AnswerAsync("pools", credentials, account => account.Pools.ToImmutableArray(), account => account.PoolsFault);

    public Task<ExchangeReply<ImmutableArray<AssetBalance>>> GetSetAsideAsync(ExchangeCredentials credentials, CancellationToken cancellationToken) =>
        AnswerAsync("set-aside", credentials, account => account.SetAside.ToImmutableArray());
}

public sealed record FakeWallet(WalletKind Kind, bool HasPositions = false);

/// <summary>What one key of a <see cref="FakeVenue"/> sees.</summary>
public sealed class FakeAccount
{
    private readonly Dictionary<(WalletKind Wallet, Asset Asset), decimal> _holdings = [];
    private readonly Dictionary<WalletKind, ImmutableArray<AssetBalance>> _balances = []; // What the holdings come to, once it was asked for.

    public KeyRights Rights { get; set; } = new(CanRead: true, CanTrade: false, CanWithdraw: false, IpRestricted: null, AccountUid: null);

    public ExchangeFault? Fault { get; set; }

    public ExchangeFault? FlowsFault { get; set; }

    public Dictionary<WalletKind, ExchangeFault> WalletFaults { get; } = [];

    public Dictionary<string, ExchangeFault> HistoryFaults { get; } = new(StringComparer.Ordinal);

    /// <summary>What each history holds, oldest first.</summary>
    public Dictionary<string, List<Transaction>> Histories { get; } = new(StringComparer.Ordinal) { ["fills"] = [], ["transfers"] = [] };

    public List<Position> Positions { get; } = [];

    public List<AssetInfo> AssetInfo { get; } = [];

    public List<PoolPosition> Pools { get; } = [];

    public ExchangeFault? PoolsFault { get; set; }

    public List<AssetBalance> SetAside { get; } = [];

    public List<ExternalFlow> Flows { get; } = [];

    public decimal this[WalletKind wallet, string asset]
    {
        get => _holdings.GetValueOrDefault((wallet, Asset.Parse(asset)));
        set
        {
            _holdings[(wallet, Asset.Parse(asset))] = value;
            _balances.Clear();
        }
    }

    /// <summary>Money from outside: into the wallet and into the history of deposits at once.</summary>
    public void Deposit(WalletKind wallet, string asset, decimal amount, DateTimeOffset at)
    {
        this[wallet, asset] += amount;
        Flows.Add(new ExternalFlow($"flow-{Flows.Count}", new Money(amount, Asset.Parse(asset)), at));
    }

    public void Withdraw(WalletKind wallet, string asset, decimal amount, DateTimeOffset at) => Deposit(wallet, asset, -amount, at);

    public void Transfer(WalletKind from, WalletKind to, string asset, decimal amount)
    {
        this[from, asset] -= amount;
        this[to, asset] += amount;
    }

    /// <summary>A cursor is how many rows were read.</summary>
    public HistoryPage Page(HistoryQuery query, int size)
    {
        var all = Histories[query.History];
        var from = query.Cursor is null ? 0 : int.Parse(query.Cursor, CultureInfo.InvariantCulture);
        var rows = all.Skip(from).Take(size).ToImmutableArray();
        var done = from + rows.Length;
        return new HistoryPage(
            rows, done.ToString(CultureInfo.InvariantCulture), done == all.Count, new HistoryProgress(done, all.Count, all.Count == 0 ? null : all[0].At));
    }

    public ImmutableArray<AssetBalance> Balances(WalletKind wallet)
    {
        if (!_balances.TryGetValue(wallet, out var balances))
        {
            _balances[wallet] = balances = Listed(wallet);
        }

        return balances;
    }

    private ImmutableArray<AssetBalance> Listed(WalletKind wallet) =>
    [
        .. _holdings.Where(held => held.Key.Wallet == wallet && held.Value != 0m).OrderBy(held => held.Key.Asset)
            .Select(held => AssetBalance.Of(held.Key.Asset, held.Value)),
    ];
}
