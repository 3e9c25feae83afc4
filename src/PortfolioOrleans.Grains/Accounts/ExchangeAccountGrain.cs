using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Runtime;
using Orleans.Streams;
using PortfolioOrleans.Contracts;
using PortfolioOrleans.Contracts.Accounts;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Exchanges;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Grains.Records;
using PortfolioOrleans.Grains.Venues;
using PortfolioOrleans.Storage;
using PortfolioOrleans.Storage.Ledger;

namespace PortfolioOrleans.Grains.Accounts;

/// <summary>Owns one account's holdings and keeps them fresh: by timer while awake, by reminder always, and on demand.</summary>
internal sealed partial class ExchangeAccountGrain(
    [PersistentState("account", Names.Store)] IPersistentState<AccountState> store,
    AccountRegistrar registrar,
    AccountRecords records,
    ITransactionStore ledger,
    IEnumerable<IExchangeAdapter> adapters,
    IOptionsMonitor<SyncOptions> options,
    RetryPauses retries,
    TimeProvider clock,
    ILogger<ExchangeAccountGrain> log) : Grain, IExchangeAccountGrain, IRemindable
{
    /// <summary>Halves of one change, as a fill and its balance, come within it.</summary>
    private static readonly TimeSpan EventsPause = TimeSpan.FromMilliseconds(200);

    /// <summary>How far the time of the last sync in the account table may lag behind.</summary>
    private static readonly TimeSpan NotePause = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan LongestTurn = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestSleep = TimeSpan.FromHours(1);

    private AccountState _saved = new(); // What the store holds; all that anyone outside may see.
    private readonly LiveBook _heard = new();
    private readonly CancellationTokenSource _life = new();
    private AccountState? _shownOf;
    private AccountSnapshot? _shown;
    private IAsyncStream<AccountSnapshot>? _portfolio; // The one it belongs to, listening.
    private AccountReader? _reader;
    private HistoryWalk? _walk;
    private DetailsReader? _details;
    private IGrainTimer? _next;
    private IGrainTimer? _nextPage;
    private IGrainTimer? _afterEvents;
    private IGrainTimer? _afterLook;
    private Task _listening = Task.CompletedTask;
    private Task _looking = Task.CompletedTask;
    private AccountDetails? _seen; // What the last look brought, not yet saved.
    private DateTimeOffset _lookFrom;
    private bool _areEventsDue;
    private bool _isTold; // The next reading is due because of something that was heard.
    private DateTimeOffset _listenFrom;
    private DateTimeOffset _balancesDue;
    private DateTimeOffset _positionsDue;
    private DateTimeOffset _flowsDue;
    private DateTimeOffset _onDemandFrom;
    private DateTimeOffset? _recordedAt; // The last lines in this life.
    private int _failures; // In a row, saved or not.
    private bool _isReminderUnsure; // Rebuilt from the tables, which know of no reminder.
    private DateTimeOffset _noteFrom; // The account table hears of syncs that found nothing new only now and then.

    private string AccountId => this.GetPrimaryKeyString();

    private SyncOptions Sync => options.Get(_saved.Identity!.Venue);

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (!store.RecordExists && await records.RebuildAsync(AccountId, AdapterOf, cancellationToken) is { } rebuilt)
        {
            store.State = rebuilt;
            _isReminderUnsure = true;
        }

        _saved = store.State;
        if (_saved.Identity is not null)
        {
            Schedule(TimeSpan.Zero);
        }
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _life.CancelAsync();
        await _listening;
        await _looking;
    }

    public async Task<AccountSnapshot> OpenAsync(string portfolioId, NewAccount account, CancellationToken cancellationToken)
    {
        if (_saved.Identity is { } identity)
        {
            return identity.PortfolioId == portfolioId
                ? Snapshot()
                : throw new AccountTakenException("This account belongs to another user.");
        }

        var kept = await registrar.RegisterAsync(AccountId, portfolioId, account, cancellationToken);
        await RegisterReminderAsync(options.Get(kept.Venue)); // Before the state: without one it takes itself away again.
        await SaveAsync(AccountState.Opened(kept, AdapterOf(kept.Venue)!.Venue), cancellationToken);
        Schedule(TimeSpan.Zero);
        return Snapshot();
    }

    public Task<AccountSnapshot> GetSnapshotAsync() => Task.FromResult(Snapshot());

    public async Task<AccountSnapshot> SyncAsync(CancellationToken cancellationToken)
    {
        Opened();
        var wait = _onDemandFrom - clock.GetUtcNow();
        if (wait > TimeSpan.Zero)
        {
            throw new SyncTooSoonException($"The account was synced a moment ago; try again in {Math.Ceiling(wait.TotalSeconds)} s.", wait);
        }

        _onDemandFrom = clock.GetUtcNow() + Sync.OnDemandCooldown;
        _lookFrom = clock.GetUtcNow();
        await SyncAsync(SyncScope.Everything, cancellationToken, note: true);
        return Snapshot();
    }

    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        await records.RemoveAsync(AccountId, cancellationToken);
        if (await this.GetReminder(ReminderNames.Wake) is { } reminder)
        {
            await this.UnregisterReminder(reminder);
        }

        await store.ClearStateAsync(cancellationToken);
        (_saved, _portfolio) = (new AccountState(), null);
        DeactivateOnIdle();
    }

    /// <summary>Being awake is enough: waking it set the timer. An account that is gone takes its reminder with it.</summary>
    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        if (_saved.Identity is null && await this.GetReminder(reminderName) is { } reminder)
        {
            await this.UnregisterReminder(reminder);
        }
    }

    private async Task SyncDueAsync(CancellationToken cancellationToken)
    {
        if (_saved.Identity is null)
        {
            return;
        }

        // Half a second early is on time: two readings in one go cost less than two goes.
        var soon = clock.GetUtcNow() + TimeSpan.FromSeconds(0.5);
        var scope = (_balancesDue <= soon ? SyncScope.Balances : 0) | (_positionsDue <= soon ? SyncScope.Positions : 0);
        var told = _isTold && _flowsDue > soon ? SyncScope.Told : 0;
        _isTold = false;
        try
        {
            await EnsureReminderAsync();
            if (scope != 0)
            {
                await SyncAsync(scope | told, cancellationToken);
            }
        }
        finally
        {
            // Also after a write that failed: the venue is read again, the database may be back.
            var due = (_balancesDue < _positionsDue ? _balancesDue : _positionsDue) - clock.GetUtcNow();
            Schedule(due > Sync.FirstRetryPause ? due : Sync.FirstRetryPause);
        }
    }

    /// <param name="note">True to note the sync in the account table even if it brought nothing new.</param>
    private async Task SyncAsync(SyncScope scope, CancellationToken cancellationToken, bool note = false)
    {
        if (await ReaderAsync(cancellationToken) is not { } reader)
        {
            return; // Removed from the table behind the grain's back; the portfolio will close it.
        }

        Listen(reader);
        var reading = _heard.Reconcile(await reader.ReadAsync(_saved, scope, cancellationToken), _saved);
        PlanNext(reading, scope);

        var next = _saved.After(reading);
        AccountMetrics.Synced(_saved.Identity!.Venue, next.Sync.Status);
        if (!note && !reading.BringsNews && next.Sync.SaysTheSameAs(_saved.Sync))
        {
            return; // The venue is still down, and everybody knows.
        }

        var now = clock.GetUtcNow();
        note |= now >= _noteFrom;
        await records.SaveAsync(AccountId, _saved, next, reading, note, cancellationToken);
        _noteFrom = note ? now + NotePause : _noteFrom;
        await SaveAsync(next, cancellationToken);
        await PublishAsync();
        Look(reading);
    }

    private Task RegisterReminderAsync(SyncOptions sync) => this.RegisterOrUpdateReminder(ReminderNames.Wake, sync.WakePeriod, sync.WakePeriod);

    /// <summary>Looked at once: registering again would move its next tick.</summary>
    private async Task EnsureReminderAsync()
    {
        if (_isReminderUnsure && await this.GetReminder(ReminderNames.Wake) is null)
        {
            await RegisterReminderAsync(Sync);
        }

        _isReminderUnsure = false;
    }

    private void PlanNext(AccountReading reading, SyncScope scope)
    {
        var now = clock.GetUtcNow();
        if (reading.Faults.FirstOrDefault() is { } fault)
        {
            _failures += fault.Kind == FaultKind.Deferred ? 0 : 1;
            LogFailed(AccountId, _failures, fault.Kind, fault.Detail);
            if (fault.IsTransient || fault.Kind == FaultKind.CredentialsRejected)
            {
                _balancesDue = _positionsDue = now + retries.After(Math.Max(1, _failures), fault, Sync);
                return;
            }
        }
        else
        {
            _failures = 0;
        }

        if (scope.HasFlag(SyncScope.Balances))
        {
            _balancesDue = now + Pause(Sync.BalancesPeriod);
            _flowsDue = scope.HasFlag(SyncScope.Told) ? _flowsDue : _balancesDue;
        }

        if (scope.HasFlag(SyncScope.Positions))
        {
            _positionsDue = now + Pause(Sync.PositionsPeriod);
        }
    }

    private async Task<AccountReader?> ReaderAsync(CancellationToken cancellationToken)
    {
        if (_reader is null && AdapterOf(_saved.Identity!.Venue) is { } adapter
            && await records.FindCredentialsAsync(AccountId, cancellationToken) is { } credentials)
        {
            _reader = new AccountReader(adapter, credentials, clock);
            _walk = new HistoryWalk(adapter, credentials, ledger, retries, clock, _saved.Identity.PortfolioId, AccountId);
            _details = new DetailsReader(adapter, credentials, clock);
            SchedulePage(TimeSpan.Zero);
        }

        return _reader;
    }

    /// <summary>
    /// Looks now and then at what the account shows beside its wallets. On a chain that can take minutes, so nothing waits for it.
    /// </summary>
    private void Look(AccountReading reading)
    {
        if (_looking.IsCompleted && reading.BringsNews && clock.GetUtcNow() >= _lookFrom)
        {
            _looking = LookAsync(_details!);
        }
    }

    private async Task LookAsync(DetailsReader details)
    {
        try
        {
            var held = _saved.Wallets.SelectMany(wallet => wallet.Balances).Select(balance => balance.Asset).ToImmutableHashSet();
            var (seen, fault) = await details.ReadAsync(_saved.Details, held, _life.Token);
            _lookFrom = clock.GetUtcNow() + (fault is { IsTransient: true } ? Sync.LongestRetryPause : Sync.DetailsPeriod);
            _seen = seen;
        }
        catch (OperationCanceledException) when (_life.IsCancellationRequested)
        {
            return; // The activation ends.
        }

        _afterLook ??= this.RegisterGrainTimer(TakeDetailsAsync, new() { DueTime = Timeout.InfiniteTimeSpan, Period = Timeout.InfiniteTimeSpan });
        _afterLook.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private async Task TakeDetailsAsync(CancellationToken cancellationToken)
    {
        if (_saved.Identity is null || _seen is not { } seen || seen == _saved.Details)
        {
            return;
        }

        await SaveAsync(_saved with { Version = _saved.Version + 1, Details = seen }, cancellationToken);
        _seen = null;
        await PublishAsync();
    }

    /// <summary>Follows the venue's own feed, if it has one and it is wanted, until this activation ends.</summary>
    private void Listen(AccountReader reader)
    {
        if (_listening.IsCompleted && Sync.Live && reader.Live is { } live && clock.GetUtcNow() >= _listenFrom)
        {
            _listening = ListenAsync(live, reader.Credentials);
        }
    }

    private async Task ListenAsync(ILiveFeed live, ExchangeCredentials credentials)
    {
        try
        {
            await foreach (var happened in live.FollowAccountAsync(credentials, _life.Token))
            {
                _heard.Hear(happened, clock.GetUtcNow());
                ScheduleEvents(EventsPause);
                if (happened is LiveEvent.Lost { Fault: { } fault })
                {
                    LogUnheardVenue(AccountId, fault.Kind, fault.Detail);
                }
            }
        }
        catch (OperationCanceledException) when (_life.IsCancellationRequested)
        {
            return; // The activation ends.
        }

        _listenFrom = clock.GetUtcNow() + Sync.RefusedPause; // What ended it does not mend itself.
    }

    /// <summary>Takes what was heard: transactions into the ledger, changes that explain themselves into the state; for any other the account is read.</summary>
    private async Task TakeEventsAsync(CancellationToken cancellationToken)
    {
        _areEventsDue = false;
        if (_saved.Identity is null)
        {
            return;
        }

        await KeepNewsAsync(cancellationToken);
        var outcome = _heard.Apply(_saved, clock.GetUtcNow());
        if (outcome.Next != _saved)
        {
            await SaveHeardAsync(outcome.Next, cancellationToken);
        }

        if (outcome.ReadNow)
        {
            _walk?.Hurry();
            SchedulePage(EventsPause);
            _isTold = true;
            ReadSoon(TimeSpan.Zero);
        }
        else if (outcome.IsWaiting)
        {
            ScheduleEvents(LiveBook.Patience);
        }
    }

    private async Task SaveHeardAsync(AccountState next, CancellationToken cancellationToken)
    {
        try
        {
            await records.SaveAsync(AccountId, _saved, next, cancellationToken);
            await SaveAsync(next, cancellationToken);
        }
        catch
        {
            ReadSoon(Sync.FirstRetryPause); // What was heard is forgotten; a reading brings it again.
            throw;
        }

        await PublishAsync();
    }

    private void ReadSoon(TimeSpan wait)
    {
        _balancesDue = _positionsDue = clock.GetUtcNow();
        Schedule(wait);
    }

    /// <summary>What cannot be kept now is kept next time; should this activation end before, the histories tell it again.</summary>
    private async Task KeepNewsAsync(CancellationToken cancellationToken)
    {
        var news = _heard.TakeNews();
        if (news.IsEmpty)
        {
            return;
        }

        try
        {
            await ledger.AppendAsync(_saved.Identity!.PortfolioId, AccountId, news, null, cancellationToken);
            _recordedAt = clock.GetUtcNow();
        }
        catch (StorageUnavailableException)
        {
            _heard.GiveBack(news);
            ScheduleEvents(Sync.FirstRetryPause);
            throw;
        }
    }

    /// <summary>Reads on in the histories for a while, and leaves the rest for the next turn so that nothing else waits long.</summary>
    private async Task ReadHistoriesAsync(CancellationToken cancellationToken)
    {
        var began = clock.GetUtcNow();
        var next = began + Sync.FirstRetryPause; // After a write that failed.
        try
        {
            if (_saved.Identity is not null && _walk is { } walk)
            {
                var recordedAt = walk.RecordedAt;
                var held = _saved.Wallets.SelectMany(wallet => wallet.Balances).Select(balance => balance.Asset).ToImmutableArray();
                do
                {
                    next = await walk.StepAsync(held, Sync, cancellationToken);
                }
                while (next <= clock.GetUtcNow() && clock.GetUtcNow() - began < LongestTurn);
                if (walk.RecordedAt != recordedAt)
                {
                    await PublishAsync(); // What the lines realised is looked into by whoever hears of them.
                }
            }
        }
        finally
        {
            var wait = next - clock.GetUtcNow();
            SchedulePage(wait < TimeSpan.Zero ? TimeSpan.Zero : wait < LongestSleep ? wait : LongestSleep);
        }
    }

    private TimeSpan Pause(TimeSpan period)
    {
        var isLive = _saved.Wallets.All(wallet => _heard.Covered.Contains(wallet.Wallet));
        return isLive && Sync.LivePeriod > period ? Sync.LivePeriod : period;
    }

    /// <summary>The same object as long as it says the same: portfolios ask again and again, and know by it that nothing changed.</summary>
    private AccountSnapshot Snapshot()
    {
        var state = Opened();
        var (isLive, histories) = (!_heard.Covered.IsEmpty, _walk?.Rows ?? []);
        var recordedAt = _walk?.RecordedAt is { } walked && (_recordedAt is null || walked > _recordedAt) ? walked : _recordedAt;
        if (_shown is not { } shown || !ReferenceEquals(_shownOf, state) || shown.IsLive != isLive || shown.RecordedAt != recordedAt || !shown.Histories.SequenceEqual(histories))
        {
            _shownOf = state;
            _shown = shown = state.ToSnapshot(AccountId, isLive, histories) with
            {
                KeepsHistories = AdapterOf(state.Identity!.Venue)?.Venue.Histories.IsEmpty is not true,
                RecordedAt = recordedAt,
            };
        }

        return shown;
    }

    private AccountState Opened() => _saved.Identity is not null
        ? _saved
        : throw new AccountNotFoundException($"There is no account \"{AccountId}\".");

    private IExchangeAdapter? AdapterOf(string venue) => adapters.FirstOrDefault(adapter => adapter.Venue.Id == venue);

    private void Schedule(TimeSpan due)
    {
        _next ??= this.RegisterGrainTimer(SyncDueAsync, new() { DueTime = Timeout.InfiniteTimeSpan, Period = Timeout.InfiniteTimeSpan });
        _next.Change(due, Timeout.InfiniteTimeSpan);
    }

    private void SchedulePage(TimeSpan due)
    {
        _nextPage ??= this.RegisterGrainTimer(ReadHistoriesAsync, new() { DueTime = Timeout.InfiniteTimeSpan, Period = Timeout.InfiniteTimeSpan });
        _nextPage.Change(due, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Events come in bursts; the first of one sets the time.</summary>
    private void ScheduleEvents(TimeSpan due)
    {
        _afterEvents ??= this.RegisterGrainTimer(TakeEventsAsync, new() { DueTime = Timeout.InfiniteTimeSpan, Period = Timeout.InfiniteTimeSpan });
        if (!_areEventsDue)
        {
            _areEventsDue = true;
            _afterEvents.Change(due, Timeout.InfiniteTimeSpan);
        }
    }

    private async Task SaveAsync(AccountState next, CancellationToken cancellationToken)
    {
        await store.ReplaceAsync(_saved, next, cancellationToken);
        _saved = next;
    }

    /// <summary>Tells the portfolio. Not being heard is no failure: it asks by itself when it has heard nothing for half a minute.</summary>
    private async Task PublishAsync()
    {
        _portfolio ??= this.GetStreamProvider(Names.Streams).GetStream<AccountSnapshot>(Names.AccountSnapshotStream(_saved.Identity!.PortfolioId));
        try
        {
            await _portfolio.OnNextAsync(Snapshot());
        }
        catch (Exception unheard) when (unheard is OrleansException or TimeoutException)
        {
            LogUnheard(AccountId, unheard);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Account {AccountId} could not be read ({Failures} in a row): {Kind}, {Detail}")]
    private partial void LogFailed(string accountId, int failures, FaultKind kind, string detail);

    [LoggerMessage(LogLevel.Information, "Account {AccountId} is not heard live for now: {Kind}, {Detail}")]
    private partial void LogUnheardVenue(string accountId, FaultKind kind, string detail);

    [LoggerMessage(LogLevel.Warning, "Account {AccountId} could not tell its portfolio; it will ask.")]
    private partial void LogUnheard(string accountId, Exception exception);
}
