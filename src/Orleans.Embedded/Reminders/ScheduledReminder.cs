namespace Orleans.Embedded.Reminders;

/// <summary>One reminder's next tick. Ticks are due whole periods after the first; those that were missed are not made up for.</summary>
internal sealed class ScheduledReminder : IDisposable, ITimed
{
    private readonly Silo _silo;
    private readonly TurnQueue _turns;
    private readonly ReminderEntry _entry;
    private DateTime _due;
    private bool _isDisposed;

    public ScheduledReminder(Silo silo, TurnQueue turns, ReminderEntry entry)
    {
        (_silo, _turns, _entry) = (silo, turns, entry);
        var now = Now;
        var missed = now > entry.StartAt ? (now - entry.StartAt).Ticks + entry.Period.Ticks - 1 : 0;
        _due = entry.StartAt + (missed / entry.Period.Ticks * entry.Period);
        Arm();
    }

    public string? ETag => _entry.ETag;

    long ITimed.Setting { get; set; }

    private DateTime Now => _silo.Clock.GetUtcNow().UtcDateTime;

    public void Dispose()
    {
        _isDisposed = true;
        _silo.Timers.Set(this, Timeout.InfiniteTimeSpan);
    }

    private void Arm()
    {
        var wait = _due - Now;
        _silo.Timers.Set(this, wait < TimeSpan.Zero ? TimeSpan.Zero : wait);
    }

    void ITimed.OnDue(long setting) => _ = _turns.RunAsync(TickAsync);

    private async Task TickAsync()
    {
        if (_isDisposed || _silo.IsStopping)
        {
            return;
        }

        if (Now is var now && now >= _due)
        {
            try
            {
                await _silo.GrainFactory.GetGrain<IRemindable>(_entry.GrainId)
                    .ReceiveReminder(_entry.ReminderName, new TickStatus(_entry.StartAt, _entry.Period, now));
            }
            catch (Exception failure)
            {
                _silo.Logger.LogWarning(failure, "Reminder {Reminder} of {GrainId} failed and goes on", _entry.ReminderName, _entry.GrainId);
            }

            // However long that took, the next tick is the next on the grid.
            var passed = (Now - _entry.StartAt).Ticks / _entry.Period.Ticks;
            _due = _entry.StartAt + ((passed + 1) * _entry.Period);
        }

        if (!_isDisposed)
        {
            Arm();
        }
    }
}
