namespace Orleans.Embedded.Calls;

/// <summary>
/// The calls that wait for an answer, so that none waits longer than its response timeout. One timer, set for the earliest
/// deadline, serves them all; lists are striped, so that callers on different processors seldom meet.
/// </summary>
internal sealed class PendingCalls : IDisposable
{
    private readonly TimeProvider _clock;
    private readonly Silo _silo;
    private readonly ITimer _timer;
    private readonly Lock _timerGate = new();
    private readonly Stripe[] _stripes;
    private long _armedFor = long.MaxValue;
    private TaskCompletionSource? _emptied;

    public PendingCalls(Silo silo)
    {
        (_silo, _clock) = (silo, silo.Clock);
        _stripes = [.. Enumerable.Range(0, (silo.Runner.Threads * 2) - 1).Select(_ => new Stripe())];
        _timer = EngineTimer.Create(_clock, static self => ((PendingCalls)self!).Expire(), this);
    }

    public void Add(Call call, TimeSpan timeout)
    {
        call.Stripe = Environment.CurrentManagedThreadId % _stripes.Length;
        call.Deadline = timeout == Timeout.InfiniteTimeSpan ? long.MaxValue : _clock.TimestampAfter(timeout);
        _stripes[call.Stripe].Add(call);
        if (call.Deadline < Volatile.Read(ref _armedFor))
        {
            Arm(call.Deadline);
        }
    }

    public void Remove(Call call)
    {
        _stripes[call.Stripe].Remove(call);
        if (_emptied is { } emptied && IsEmpty)
        {
            emptied.TrySetResult();
        }
    }

    /// <summary>Done once no call waits. New ones are for the caller to keep away.</summary>
    public Task WhenEmptyAsync()
    {
        _emptied ??= new TaskCompletionSource(_silo.Runner.PromiseOptions);
        if (IsEmpty)
        {
            _emptied.TrySetResult();
        }

        return _emptied.Task;
    }

    /// <summary>The calls in flight, oldest first in each stripe.</summary>
    public List<Call> Snapshot()
    {
        var calls = new List<Call>();
        foreach (var stripe in _stripes)
        {
            stripe.CopyTo(calls);
        }

        return calls;
    }

    public void Dispose() => _timer.Dispose();

    private bool IsEmpty => _stripes.All(stripe => stripe.IsEmpty);

    private void Expire()
    {
        _silo.Runner.BeforeGivingUp();

        // Calls that come while the lists are read set the timer themselves; see Add.
        Volatile.Write(ref _armedFor, long.MaxValue);
        var now = _clock.GetTimestamp();
        var calls = Snapshot();
        foreach (var call in calls.Where(call => call.Deadline <= now))
        {
            call.TimeOut($"No answer from {call.Target} to {call.What} within {call.ResponseTimeout ?? _silo.ResponseTimeout}, "
                + $"asked by {call.Source?.GrainId.ToString() ?? "a client"}. {_silo.Describe(call.Target)}");
        }

        var next = calls.Where(call => call.Deadline > now).Select(call => call.Deadline).DefaultIfEmpty(long.MaxValue).Min();
        if (next < Volatile.Read(ref _armedFor))
        {
            Arm(next);
        }
    }

    private void Arm(long deadline)
    {
        lock (_timerGate)
        {
            if (deadline < _armedFor)
            {
                _armedFor = deadline;
                _timer.FireAt(_clock, deadline);
            }
        }
    }

    /// <summary>A doubly linked list through the calls themselves.</summary>
    private sealed class Stripe
    {
        private readonly Lock _gate = new();
        private Call? _first;
        private Call? _last;

        public bool IsEmpty => Volatile.Read(ref _first) is null;

        public void Add(Call call)
        {
            lock (_gate)
            {
                call.Before = _last;
                _last = call;
                if (call.Before is null)
                {
                    _first = call;
                }
                else
                {
                    call.Before.After = call;
                }
            }
        }

        public void Remove(Call call)
        {
            lock (_gate)
            {
                if (call.Before is null)
                {
                    _first = call.After;
                }
                else
                {
                    call.Before.After = call.After;
                }

                if (call.After is null)
                {
                    _last = call.Before;
                }
                else
                {
                    call.After.Before = call.Before;
                }

                (call.Before, call.After) = (null, null);
            }
        }

        public void CopyTo(List<Call> calls)
        {
            lock (_gate)
            {
                for (var call = _first; call is not null; call = call.After)
                {
                    calls.Add(call);
                }
            }
        }
    }
}
