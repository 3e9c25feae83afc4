using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Runtime;
using Orleans.Streams;
using Orleans.Streams.Core;
using PortfolioOrleans.Contracts;
using PortfolioOrleans.Contracts.Accounts;
using PortfolioOrleans.Contracts.Ledger;
using PortfolioOrleans.Contracts.Portfolios;
using PortfolioOrleans.Contracts.Venues;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Valuation;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Grains.Accounts;
using PortfolioOrleans.Grains.Performance;
using PortfolioOrleans.Grains.Records;
using PortfolioOrleans.Grains.Venues;

namespace PortfolioOrleans.Grains.Portfolios;

/// <summary>Owns one user's account list, valuation, drawdown peaks and event sequence.</summary>
[ImplicitStreamSubscription(Names.AccountSnapshots)]
[ImplicitStreamSubscription(Names.RealizedDays)]
internal sealed partial class PortfolioGrain(
    [PersistentState("portfolio", Names.Store)] IPersistentState<PortfolioState> store,
    PortfolioRecords records,
    LateFlows late,
    IEnumerable<IExchangeAdapter> adapters,
    AccountRegistrar registrar,
    HeldIndex index,
    IOptions<PortfolioOptions> options,
    TimeProvider clock,
    ILogger<PortfolioGrain> log) : Grain, IPortfolioGrain, IRemindable, IStreamSubscriptionObserver, IAsyncObserver<PriceTick>
{
    /// <summary>
    /// An account that was heard of within so many pauses, which is about the time between two of its readings, is not asked: it tells what it reads, and asking is for what was lost on
    /// the way.
    /// </summary>
    private const int QuietValuations = 3;

    /// <summary>A price that moves just after an account told something is valued at once, too; what goes on moving is valued once a pause.</summary>
    private const int NewsAtOnce = 3;

    private readonly PortfolioOptions _options = options.Value;
    private readonly ValuationRules _rules = options.Value.ToRules();
    private readonly HashSet<string> _withoutLedger =
        [.. adapters.Select(adapter => adapter.Venue).Where(venue => venue.Histories.IsEmpty).Select(venue => venue.Id)];
    private readonly Dictionary<string, AccountSnapshot> _accounts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _heardAt = new(StringComparer.Ordinal); // Of each account, by its stream or its answer.
    private readonly Dictionary<string, StreamSubscriptionHandle<PriceTick>> _feeds = new(StringComparer.Ordinal);
    private readonly HeldPrices _prices = new(Asset.Parse(options.Value.Currency));
    private readonly BurstPace _pace = new(NewsAtOnce, options.Value.TickPause); // Of valuations that news brings about; those of the clock hold nothing up.
    private readonly LedgerLooks _ledger = new(options.Value.LedgerPause, options.Value.LedgerPeriod);
    private PortfolioState _saved = new(); // What the store holds; all that anyone outside may see.
    private IGrainTimer? _byTheClock;
    private IGrainTimer? _afterTicks;
    private bool _isInPhase;
    private bool _valuationDue;

    private string PortfolioId => field ??= this.GetPrimaryKeyString();

    private IAsyncStream<PortfolioEvent> Listeners =>
        field ??= this.GetStreamProvider(Names.Streams).GetStream<PortfolioEvent>(Names.PortfolioEventStream(PortfolioId));

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (!store.RecordExists)
        {
            store.State = await records.RebuildAsync(PortfolioId, cancellationToken);
        }

        _saved = store.State;
        _ledger.Take(_saved.Realized);
        _byTheClock = this.RegisterGrainTimer(ValueAnewAsync, new() { DueTime = TimeSpan.Zero, Period = _options.ValuationPause });
        _afterTicks = this.RegisterGrainTimer(ValueAfterTicksAsync, new() { DueTime = Timeout.InfiniteTimeSpan, Period = Timeout.InfiniteTimeSpan });
        if (_saved.Snapshot is { } snapshot)
        {
            await PublishAsync(snapshot); // Saved, but perhaps not told to anyone before the last activation ended.
        }
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        index.Forget(PortfolioId);
        return Task.CompletedTask;
    }

    public Task<PortfolioSnapshot> GetSnapshotAsync() => Task.FromResult(
        _saved.Snapshot ?? SnapshotMaker.Unvalued(PortfolioId, Asset.Parse(_options.Currency), clock.GetUtcNow()));

    public async Task<ImmutableArray<AccountSnapshot>> GetAccountsAsync()
    {
        await AskAsync(_saved.Accounts);
        return [.. _saved.Accounts.Where(_accounts.ContainsKey).Select(id => _accounts[id])];
    }

    public async Task<AccountSnapshot> AddAccountAsync(NewAccount account, CancellationToken cancellationToken)
    {
        if (_saved.Accounts.Length >= _options.MaxAccounts)
        {
            throw new TooManyAccountsException($"A portfolio has at most {_options.MaxAccounts} accounts; remove one first.");
        }

        var (id, _) = await registrar.IdForAsync(PortfolioId, account, cancellationToken);
        var opened = await GrainFactory.GetGrain<IExchangeAccountGrain>(id).OpenAsync(PortfolioId, account, cancellationToken);
        if (!_saved.Accounts.Contains(id))
        {
            await SaveAsync(_saved with { Accounts = _saved.Accounts.Add(id) }, cancellationToken);
        }

        await EnsureReminderAsync();
        _accounts[id] = opened;
        ValueSoon();
        return opened;
    }

    public async Task RemoveAccountAsync(string accountId, CancellationToken cancellationToken)
    {
        ThrowIfNotMine(accountId);

        await GrainFactory.GetGrain<IExchangeAccountGrain>(accountId).CloseAsync(cancellationToken);
        await SaveAsync(_saved with { Accounts = _saved.Accounts.Remove(accountId) }, cancellationToken);
        Forget(accountId);
        ValueSoon();
    }

    public Task<AccountSnapshot> SyncAccountAsync(string accountId, CancellationToken cancellationToken)
    {
        ThrowIfNotMine(accountId);
        return GrainFactory.GetGrain<IExchangeAccountGrain>(accountId).SyncAsync(cancellationToken);
    }

    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await TakeUpAccountListAsync(cancellationToken);
        if (!_saved.Accounts.IsEmpty)
        {
            await EnsureReminderAsync();
        }

        ValueSoon();
    }

    /// <summary>Being awake is nearly enough; whatever happened behind the grain's back is taken up, too.</summary>
    public Task ReceiveReminder(string reminderName, TickStatus status) => RefreshAsync(CancellationToken.None);

    /// <summary>The streams' subscriptions are there before the grain is; they only want to know who handles them.</summary>
    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.StreamId.GetNamespace() == Names.RealizedDays
        ? handleFactory.Create<RealizedDay>().ResumeAsync((told, _) => ValueSoonIf(_ledger.Take(told)))
        : handleFactory.Create<AccountSnapshot>().ResumeAsync((snapshot, _) => ValueSoonIf(Take(snapshot)));

    private async Task ValueAnewAsync(CancellationToken cancellationToken)
    {
        var silentFor = clock.GetUtcNow() - (QuietValuations * _options.ValuationPause);
        if (!await AskAsync(_saved.Accounts.Where(id => !_heardAt.TryGetValue(id, out var at) || at <= silentFor)))
        {
            await TakeUpAccountListAsync(cancellationToken); // Closed behind the portfolio's back.
        }

        await ValueAsync(cancellationToken);
        if (!_isInPhase)
        {
            // Those that a start wakes together would be valued together ever after, and hold up each other and every tick.
            _isInPhase = true;
            _byTheClock!.Change(_options.ValuationPause * Names.PhaseOf(PortfolioId), _options.ValuationPause);
        }
    }

    /// <summary>Asks accounts, all at once. One that does not answer keeps its last numbers, which age.</summary>
    /// <returns>False if one of them is gone.</returns>
    private async Task<bool> AskAsync(IEnumerable<string> accounts)
    {
        var areAllHere = true;
        var asked = accounts.Select(id => (id, GrainFactory.GetGrain<IExchangeAccountGrain>(id).GetSnapshotAsync())).ToList();
        foreach (var (id, answer) in asked)
        {
            areAllHere &= await TakeAnswerAsync(id, answer);
        }

        return areAllHere;
    }

    private async ValueTask<bool> TakeAnswerAsync(string accountId, Task<AccountSnapshot> answer)
    {
        try
        {
            Take(await answer);
        }
        catch (AccountNotFoundException)
        {
            return false;
        }
        catch (Exception silent) when (silent is OrleansException or TimeoutException)
        {
            LogSilent(PortfolioId, accountId, silent);
        }

        return true;
    }

    private Task ValueAfterTicksAsync(CancellationToken cancellationToken)
    {
        if (!_valuationDue)
        {
            return Task.CompletedTask;
        }

        _pace.Took(clock.GetUtcNow());
        return ValueAsync(cancellationToken);
    }

    private async Task ValueAsync(CancellationToken cancellationToken)
    {
        // Marked before the work: what becomes due meanwhile is valued by the next round.
        _valuationDue = false;
        var begun = clock.GetUtcNow();
        await FollowPricesAsync();

        var holdings = _saved.Accounts.Select(HoldingsOf).ToList();
        var prices = _prices.ToTable();
        var next = (_saved with { Realized = _ledger.Known }).Valued(PortfolioId, holdings, prices, _rules, clock.GetUtcNow(), _withoutLedger);

        next = await late.CorrectAsync(PortfolioId, _saved, next, holdings, prices, cancellationToken);
        next = await records.WriteHistoryAsync(PortfolioId, _saved, next, _options.HistoryPeriod, cancellationToken);
        var writesRow = next.LastRowAt != _saved.LastRowAt;
        await SaveAsync(next, cancellationToken);
        PortfolioMetrics.Valued(next.Snapshot!, clock.GetUtcNow() - begun);
        await PublishAsync(next.Snapshot!);
        if (writesRow)
        {
            await GrainFactory.GetGrain<IPortfolioKeeperGrain>(PortfolioId).KeepAsync(_rules.Currency, HeldAssets(next.Snapshot!));
        }

        await LookIntoLedgerAsync();
    }

    /// <summary>Asks the ledger, now and then, to tell what the day realised; nothing waits for it.</summary>
    private async Task LookIntoLedgerAsync()
    {
        var patience = TimeSpan.FromMinutes(1) * Names.PhaseOf(PortfolioId);
        if (_ledger.Next(_accounts.Values, clock.GetUtcNow(), patience) is var look and not Look.None)
        {
            await GrainFactory.GetGrain<ILedgerGrain>(PortfolioId).LookAsync(isNews: look == Look.News);
        }
    }

    /// <summary>Values at once, or, where news goes on coming, when the next valuation may be.</summary>
    private void ValueSoon()
    {
        if (!_valuationDue)
        {
            _valuationDue = true;
            _afterTicks!.Change(_pace.Wait(clock.GetUtcNow()), Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>As <see cref="ValueSoon"/>, but at once means in this turn, since what moved is waited for.</summary>
    private Task ValueNowOrSoonAsync()
    {
        if (_valuationDue || _pace.Wait(clock.GetUtcNow()) > TimeSpan.Zero)
        {
            ValueSoon();
            return Task.CompletedTask;
        }

        _valuationDue = true;
        return ValueAfterTicksAsync(CancellationToken.None);
    }

    private Task ValueSoonIf(bool isNews)
    {
        if (isNews)
        {
            ValueSoon();
        }

        return Task.CompletedTask;
    }

    /// <summary>True if it is worth a valuation of its own. A younger age alone waits for the next one, unless the last one lacked something.</summary>
    private bool Take(AccountSnapshot snapshot)
    {
        var isKnown = _accounts.TryGetValue(snapshot.AccountId, out var held);
        if (!_saved.Accounts.Contains(snapshot.AccountId) || (isKnown && snapshot.Version < held!.Version))
        {
            return false;
        }

        _heardAt[snapshot.AccountId] = clock.GetUtcNow();
        _accounts[snapshot.AccountId] = snapshot; // Of the same version the later one knows more of how the reading goes.
        return !isKnown || (snapshot.Version > held!.Version && (_saved.Snapshot?.Complete is not true || !snapshot.ShowsTheSameAs(held)));
    }

    private void Forget(string accountId)
    {
        _accounts.Remove(accountId);
        _heardAt.Remove(accountId);
    }

    private async Task TakeUpAccountListAsync(CancellationToken cancellationToken)
    {
        var listed = await records.ListAccountsAsync(PortfolioId, cancellationToken);
        if (listed.SequenceEqual(_saved.Accounts))
        {
            return;
        }

        foreach (var gone in _saved.Accounts.Except(listed, StringComparer.Ordinal))
        {
            await GrainFactory.GetGrain<IExchangeAccountGrain>(gone).CloseAsync(cancellationToken);
            Forget(gone);
        }

        await SaveAsync(_saved with { Accounts = listed }, cancellationToken);
    }

    /// <summary>Listens to the markets of the venues it has accounts at, and asks them where it does not know enough.</summary>
    private async Task FollowPricesAsync()
    {
        if (!_prices.Hold(_accounts.Values))
        {
            return;
        }

        index.Note(PortfolioId, _prices.Assets, _prices.Instruments);
        foreach (var venue in _prices.Venues)
        {
            if (!_feeds.ContainsKey(venue))
            {
                _feeds[venue] = await SubscribeAsync(venue);
            }

            await AskMarketAsync(venue);
        }

        foreach (var venue in _feeds.Keys.Except(_prices.Venues, StringComparer.Ordinal).ToList())
        {
            await _feeds[venue].UnsubscribeAsync();
            _feeds.Remove(venue);
        }
    }

    private async Task AskMarketAsync(string venue) => _prices.Restart(
        await GrainFactory.GetGrain<IMarketGrain>(venue).GetPricesAsync(_prices.Assets, _prices.InstrumentsAt(venue)));

    private async Task<StreamSubscriptionHandle<PriceTick>> SubscribeAsync(string venue)
    {
        var stream = this.GetStreamProvider(Names.Streams).GetStream<PriceTick>(Names.PriceStream(venue, Names.ShardOf(PortfolioId)));
        var handles = await stream.GetAllSubscriptionHandles();
        foreach (var spare in handles.Skip(1))
        {
            await spare.UnsubscribeAsync();
        }

        return handles.Count > 0 ? await handles[0].ResumeAsync(this) : await stream.SubscribeAsync(this, null, PortfolioId);
    }

    /// <summary>Takes a tick of a market.</summary>
    async Task IAsyncObserver<PriceTick>.OnNextAsync(PriceTick tick, StreamSequenceToken? token)
    {
        var meaning = _prices.Apply(tick);
        if (meaning == TickMeaning.Gap)
        {
            await AskMarketAsync(tick.Venue);
        }

        if (meaning != TickMeaning.Nothing)
        {
            await ValueNowOrSoonAsync();
        }
    }

    /// <summary>The next tick for everybody tells what was lost.</summary>
    Task IAsyncObserver<PriceTick>.OnErrorAsync(Exception error) => Task.CompletedTask;

    /// <summary>An account not heard of yet is a source that is missing, not one that is empty.</summary>
    private AccountHoldings HoldingsOf(string accountId) => _accounts.TryGetValue(accountId, out var account)
        ? account.ToHoldings()
        : new AccountHoldings(accountId, AccountIds.VenueOf(accountId), [new WalletHoldings(WalletKind.Spot, [], [], null, null)], []);

    private void ThrowIfNotMine(string accountId)
    {
        if (!_saved.Accounts.Contains(accountId))
        {
            throw new AccountNotFoundException($"There is no account \"{accountId}\" in this portfolio.");
        }
    }

    /// <summary>Registered once: registering again would move its next tick.</summary>
    private async Task EnsureReminderAsync()
    {
        if (await this.GetReminder(ReminderNames.Wake) is null)
        {
            await this.RegisterOrUpdateReminder(ReminderNames.Wake, _options.WakePeriod, _options.WakePeriod);
        }
    }

    private static ImmutableArray<HeldAsset> HeldAssets(PortfolioSnapshot snapshot) =>
    [
        .. snapshot.Balances.OrderByDescending(row => row.UsdValue).Select(row => new HeldAsset(row.Venue, row.Asset))
            .Concat(snapshot.Positions.Select(row => new HeldAsset(row.Venue, row.Symbol.Base))).Distinct(),
    ];

    private async Task SaveAsync(PortfolioState next, CancellationToken cancellationToken)
    {
        await store.ReplaceAsync(_saved, next, cancellationToken);
        _saved = next;
    }

    /// <summary>Tells what is saved. Not being heard is no failure: the next valuation tells all of it again.</summary>
    private async Task PublishAsync(PortfolioSnapshot snapshot)
    {
        try
        {
            await Listeners.OnNextBatchAsync(PortfolioEvent.Of(snapshot));
        }
        catch (Exception unheard) when (unheard is OrleansException or TimeoutException)
        {
            LogUnheard(PortfolioId, snapshot.Version, unheard);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Portfolio {PortfolioId} got no answer from its account {AccountId}; its last numbers stand.")]
    private partial void LogSilent(string portfolioId, string accountId, Exception exception);

    [LoggerMessage(LogLevel.Warning, "Portfolio {PortfolioId} could not publish version {Version}; the next valuation will be heard.")]
    private partial void LogUnheard(string portfolioId, long version, Exception exception);
}
