namespace Orleans.Embedded.Timers;

/// <summary>
/// A grain's timer. Each tick is a request of the grain; the next one is due a period after the last has ended, so ticks
/// never overlap. It ends with its activation.
/// </summary>
internal sealed class GrainTimer : Request, IGrainTimer, ITimed
{
    // Guarded by this object's own lock, as activations are.
    private readonly Activation _activation;
    private readonly string _name;
    private readonly Func<CancellationToken, Task> _callback;
    private readonly CancellationTokenSource _disposal = new();
    private readonly bool _interleaves;
    private readonly bool _keepsAlive;
    private TimeSpan _dueTime;
    private TimeSpan _period;
    private bool _isWaiting; // For its time, not for its turn.
    private bool _isQueued;
    private bool _isRunning;
    private bool _isDisposed;

    /// <param name="name">The callback's, for messages.</param>
    public GrainTimer(Activation activation, string name, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        (_activation, _name, _callback) = (activation, name, callback);
        (_interleaves, _keepsAlive) = (options.Interleave, options.KeepAlive);
        Change(options.DueTime, options.Period);
    }

    public override bool Interleaves => _interleaves;

    public override bool IsUse => _keepsAlive;

    public override bool EndsWithActivation => true;

    public override bool IsAbandoned => _isDisposed;

    public override string What => $"timer {_name}";

    long ITimed.Setting { get; set; }

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        Demand(dueTime, nameof(dueTime));
        Demand(period, nameof(period));
        lock (this)
        {
            (_dueTime, _period) = (dueTime, period);
            if (_isRunning || _isDisposed)
            {
                return; // A running tick looks at it when it ends.
            }

            Schedule(dueTime);
        }
    }

    public void Dispose()
    {
        lock (this)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            _activation.Silo.Timers.Set(this, Timeout.InfiniteTimeSpan);
        }

        Enlist(false);
        _disposal.Cancel();
    }

    public override async Task<Exception?> InvokeAsync(object instance)
    {
        lock (this)
        {
            _isQueued = false;
            if (_isDisposed || _isWaiting)
            {
                return null; // Changed or disposed while it waited for its turn.
            }

            _isRunning = true;
            _dueTime = _period;
        }

        Exception? failure = null;
        try
        {
            await _callback(_disposal.Token);
        }
        catch (Exception thrown)
        {
            failure = thrown;
            _activation.Silo.Logger.LogWarning(thrown, "Grain {GrainId}: {Timer} failed and goes on", _activation.GrainId, What);
        }

        lock (this)
        {
            _isRunning = false;
            if (!_isDisposed)
            {
                Schedule(_dueTime);
            }
        }

        return failure;
    }

    public override void Refuse(Exception reason)
    {
        // The activation it belongs to has ended, and has disposed it.
    }

    void ITimed.OnDue(long setting)
    {
        lock (this)
        {
            if (((ITimed)this).Setting == setting && !_activation.Silo.IsStopping)
            {
                _isWaiting = false;
                Queue();
            }
        }
    }

    private void Schedule(TimeSpan due)
    {
        Enlist(due != Timeout.InfiniteTimeSpan);
        _isWaiting = due != TimeSpan.Zero;
        _activation.Silo.Timers.Set(this, _isWaiting ? due : Timeout.InfiniteTimeSpan);
        if (!_isWaiting)
        {
            Queue();
        }
    }

    /// <summary>Only timers that are set are the activation's to dispose, so that spent ones do not pile up.</summary>
    private void Enlist(bool isSet)
    {
        lock (_activation)
        {
            if (isSet && _activation.Rare.Timers?.Contains(this) != true)
            {
                (_activation.Rare.Timers ??= []).Add(this);
            }
            else if (!isSet)
            {
                _activation.Rare.Timers?.Remove(this);
            }
        }
    }

    private void Queue()
    {
        if (!_isQueued)
        {
            _isQueued = true;
            _activation.TryReceive(this);
        }
    }

    private static void Demand(TimeSpan value, string name)
    {
        if (value < TimeSpan.Zero && value != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(name, value, "Zero or more, or Timeout.InfiniteTimeSpan.");
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromMilliseconds(uint.MaxValue - 1), name);
    }
}
