using Microsoft.Extensions.Options;
using Orleans.Hosting;

namespace Orleans.Embedded.Reminders;

/// <summary>
/// Sends the ticks of every reminder in the table. What it knows of the table is read at start and again now and then, so that
/// it heals when the table was away, or was changed by another hand.
/// </summary>
internal sealed class ReminderService
{
    private readonly Dictionary<(GrainId Grain, string Name), ScheduledReminder> _scheduled = [];
    private readonly Silo _silo;
    private readonly ReminderOptions _options;
    private readonly IReminderTable? _table;
    private readonly TurnQueue _turns; // Everything below happens in its turns.
    private readonly ITimer _refresh;
    private int _changes;

    public ReminderService(Silo silo, IOptions<ReminderOptions> options, IEnumerable<IReminderTable> tables)
    {
        (_silo, _options, _table) = (silo, options.Value, tables.LastOrDefault());
        _turns = new TurnQueue(silo.Runner, name: "reminders");
        _refresh = EngineTimer.Create(silo.Clock, static self => ((ReminderService)self!).RefreshSoon(), this);
    }

    private IReminderTable Table => _table ?? throw new InvalidOperationException(
        "No reminder table is registered; UseInMemoryReminderService, or AddReminders and an IReminderTable.");

    public Task OpenAsync(CancellationToken cancellationToken) => _table?.StartAsync(cancellationToken) ?? Task.CompletedTask;

    public Task CloseAsync(CancellationToken cancellationToken) => _table?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => _table is null ? Task.CompletedTask : _turns.RunAsync(RefreshAsync);

    public Task StopAsync(CancellationToken cancellationToken) => _turns.RunAsync(() =>
    {
        _refresh.Dispose();
        foreach (var reminder in _scheduled.Values)
        {
            reminder.Dispose();
        }

        _scheduled.Clear();
        return Task.CompletedTask;
    });

    /// <exception cref="ArgumentOutOfRangeException">A time is negative or infinite.</exception>
    /// <exception cref="ArgumentException">The period is shorter than <see cref="ReminderOptions.MinimumReminderPeriod"/>.</exception>
    public async Task<IGrainReminder> RegisterAsync(GrainId grain, string name, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(period, TimeSpan.Zero);
        if (period < _options.MinimumReminderPeriod)
        {
            throw new ArgumentException($"Reminder {name} of {grain} has a period of {period}; the shortest is {_options.MinimumReminderPeriod}.");
        }

        var entry = new ReminderEntry
        {
            GrainId = grain,
            ReminderName = name,
            StartAt = _silo.Clock.GetUtcNow().UtcDateTime + dueTime,
            Period = period,
        };
        await _turns.RunAsync(async () =>
        {
            entry.ETag = await Table.UpsertRow(entry);
            Schedule(entry);
        });
        return new Reminder(entry);
    }

    /// <exception cref="ReminderException">Somebody has registered it anew since.</exception>
    public Task UnregisterAsync(IGrainReminder reminder)
    {
        var entry = (reminder as Reminder)?.Entry ?? throw new ArgumentException("Not a reminder of this silo.", nameof(reminder));
        return _turns.RunAsync(async () =>
        {
            if (!await Table.RemoveRow(entry.GrainId, entry.ReminderName, entry.ETag!)
                && await Table.ReadRow(entry.GrainId, entry.ReminderName) is not null)
            {
                throw new ReminderException($"Reminder {entry.ReminderName} of {entry.GrainId} has been registered anew; get it again.");
            }

            Unschedule((entry.GrainId, entry.ReminderName));
        });
    }

    public async Task<IGrainReminder?> GetAsync(GrainId grain, string name) =>
        await Table.ReadRow(grain, name) is { } entry ? new Reminder(entry) : null;

    public async Task<List<IGrainReminder>> GetAllAsync(GrainId grain) =>
        [.. (await Table.ReadRows(grain)).Reminders.Select(entry => new Reminder(entry))];

    private void RefreshSoon() => _ = _turns.RunAsync(RefreshAsync);

    private async Task RefreshAsync()
    {
        var wait = _options.RefreshReminderListPeriod;
        try
        {
            var before = _changes;
            var rows = (await Table.ReadRows(0, 0)).Reminders;
            if (before == _changes) // Else what was read may be older than what is known; the next time will do.
            {
                Reconcile(rows.ToDictionary(row => (row.GrainId, row.ReminderName)));
            }
        }
        catch (Exception failure)
        {
            _silo.Logger.LogWarning(failure, "The reminder table could not be read; trying again");
            wait = TimeSpan.FromSeconds(10);
        }

        if (!_silo.IsStopping)
        {
            _refresh.Change(wait, Timeout.InfiniteTimeSpan);
        }
    }

    private void Reconcile(Dictionary<(GrainId Grain, string Name), ReminderEntry> rows)
    {
        foreach (var gone in _scheduled.Keys.Where(key => !rows.ContainsKey(key)).ToArray())
        {
            Unschedule(gone);
        }

        foreach (var (key, row) in rows)
        {
            if (!_scheduled.TryGetValue(key, out var known) || known.ETag != row.ETag)
            {
                Schedule(row);
            }
        }
    }

    private void Schedule(ReminderEntry entry)
    {
        var key = (entry.GrainId, entry.ReminderName);
        Unschedule(key);
        _scheduled[key] = new ScheduledReminder(_silo, _turns, entry);
    }

    private void Unschedule((GrainId Grain, string Name) key)
    {
        _changes++;
        if (_scheduled.Remove(key, out var reminder))
        {
            reminder.Dispose();
        }
    }

    private sealed class Reminder(ReminderEntry entry) : IGrainReminder
    {
        public ReminderEntry Entry => entry;

        public string ReminderName => entry.ReminderName;
    }
}
