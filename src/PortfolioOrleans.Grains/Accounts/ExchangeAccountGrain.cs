using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Runtime;
using PortfolioOrleans.Contracts;
using PortfolioOrleans.Contracts.Accounts;
using PortfolioOrleans.Exchanges;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Grains.Venues;

namespace PortfolioOrleans.Grains.Accounts;

/// <summary>Owns one account's holdings and keeps them fresh: by timer while awake, by reminder always, and on demand.</summary>
internal sealed partial class ExchangeAccountGrain(
    [PersistentState("account", Names.Store)] IPersistentState<AccountState> store,
    AccountRegistrar registrar,
    AccountRecords records,
    IEnumerable<IExchangeAdapter> adapters,
    IOptionsMonitor<SyncOptions> options,
    RetryPauses retries,
    TimeProvider clock,
    ILogger<ExchangeAccountGrain> log) : Grain, IExchangeAccountGrain, IRemindable
{
    private AccountState _saved = new(); // What the store holds; all that anyone outside may see.
    private AccountReader? _reader;
    private IGrainTimer? _next;
    private DateTimeOffset _balancesDue;
    private DateTimeOffset _positionsDue;
    private DateTimeOffset _onDemandFrom;
    private int _failures; // In a row, saved or not.

    private string AccountId => this.GetPrimaryKeyString();

    private SyncOptions Sync => options.Get(_saved.Identity!.Venue);

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (!store.RecordExists && await records.RebuildAsync(AccountId, AdapterOf, cancellationToken) is { } rebuilt)
        {
            store.State = rebuilt;
        }

        _saved = store.State;
        if (_saved.Identity is not null)
        {
            Schedule(TimeSpan.Zero);
        }
    }

    public async Task<AccountSnapshot> OpenAsync(string portfolioId, NewAccount account, CancellationToken cancellationToken)
    {
        if (_saved.Identity is { } identity)
        {
            return identity.PortfolioId == portfolioId
                ? _saved.ToSnapshot(AccountId)
                : throw new AccountTakenException("This account belongs to another user.");
        }

        var kept = await registrar.RegisterAsync(AccountId, portfolioId, account, cancellationToken);
        await SaveAsync(AccountState.Opened(kept, AdapterOf(kept.Venue)!.Venue), cancellationToken);
        await this.RegisterOrUpdateReminder(ReminderNames.Wake, Sync.WakePeriod, Sync.WakePeriod);
        Schedule(TimeSpan.Zero);
        return _saved.ToSnapshot(AccountId);
    }

    public Task<AccountSnapshot> GetSnapshotAsync() => Task.FromResult(Opened().ToSnapshot(AccountId));

    public async Task<AccountSnapshot> SyncAsync(CancellationToken cancellationToken)
    {
        Opened();
        var wait = _onDemandFrom - clock.GetUtcNow();
        if (wait > TimeSpan.Zero)
        {
            throw new SyncTooSoonException($"The account was synced a moment ago; try again in {Math.Ceiling(wait.TotalSeconds)} s.", wait);
        }

        _onDemandFrom = clock.GetUtcNow() + Sync.OnDemandCooldown;
        await SyncAsync(SyncScope.Everything, cancellationToken, note: true);
        return Opened().ToSnapshot(AccountId);
    }

    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        await records.RemoveAsync(AccountId, cancellationToken);
        if (await this.GetReminder(ReminderNames.Wake) is { } reminder)
        {
            await this.UnregisterReminder(reminder);
        }

        await store.ClearStateAsync(cancellationToken);
        _saved = new AccountState();
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
        try
        {
            if (scope != 0)
            {
                await SyncAsync(scope, cancellationToken);
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

        var reading = await reader.ReadAsync(_saved, scope, cancellationToken);
        PlanNext(reading, scope);

        var next = _saved.After(reading);
        AccountMetrics.Synced(_saved.Identity!.Venue, next.Sync.Status);
        if (!note && !reading.BringsNews && next.Sync.SaysTheSameAs(_saved.Sync))
        {
            return; // The venue is still down, and everybody knows.
        }

        await records.SaveAsync(AccountId, _saved, next, reading, note, cancellationToken);
        await SaveAsync(next, cancellationToken);
        await PublishAsync();
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
            _balancesDue = now + Sync.BalancesPeriod;
        }

        if (scope.HasFlag(SyncScope.Positions))
        {
            _positionsDue = now + Sync.PositionsPeriod;
        }
    }

    private async Task<AccountReader?> ReaderAsync(CancellationToken cancellationToken)
    {
        if (_reader is null && AdapterOf(_saved.Identity!.Venue) is { } adapter
            && await records.FindCredentialsAsync(AccountId, cancellationToken) is { } credentials)
        {
            _reader = new AccountReader(adapter, credentials, clock);
        }

        return _reader;
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

    private async Task SaveAsync(AccountState next, CancellationToken cancellationToken)
    {
        store.State = next;
        try
        {
            await store.WriteStateAsync(cancellationToken);
        }
        catch
        {
            store.State = _saved; // Memory never runs ahead of the database.
            throw;
        }

        _saved = next;
    }

    /// <summary>Tells the portfolio. Not being heard is no failure: it asks by itself every few seconds.</summary>
    private async Task PublishAsync()
    {
        var stream = this.GetStreamProvider(Names.Streams)
            .GetStream<AccountSnapshot>(Names.AccountSnapshotStream(_saved.Identity!.PortfolioId));
        try
        {
            await stream.OnNextAsync(_saved.ToSnapshot(AccountId));
        }
        catch (Exception unheard) when (unheard is OrleansException or TimeoutException)
        {
            LogUnheard(AccountId, unheard);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Account {AccountId} could not be read ({Failures} in a row): {Kind}, {Detail}")]
    private partial void LogFailed(string accountId, int failures, FaultKind kind, string detail);

    [LoggerMessage(LogLevel.Warning, "Account {AccountId} could not tell its portfolio; it will ask.")]
    private partial void LogUnheard(string accountId, Exception exception);
}
