namespace Orleans.Embedded.Activations;

/// <summary>
/// Which requests of an activation run, which wait, and which of those may start. Requests run one at a time, except that
/// interleaving ones always may, readers may beside readers, a reentrant class lets all in, and a call chain comes back into
/// a section that allows it. The activation's lock guards it.
/// </summary>
internal struct RequestGate
{
    private Request? _firstWaiting;
    private Request? _lastWaiting;
    private Request? _blocking; // The first of those that others wait for; for messages alone.
    private int _running;
    private int _blockers;
    private int _waiting;
    private int _waitingToInterleave; // They waited for the activation itself.
    private bool _onlyReaders;

    public readonly bool IsQuiet => _running == 0;

    public readonly bool IsIdle => _running == 0 && _firstWaiting is null;

    public readonly int Load => _running + _waiting;

    public readonly bool MayStart(Request request, bool isReentrant, List<Guid>? sections) =>
        _blockers == 0 || isReentrant || request.Interleaves || (_onlyReaders && request.OnlyReads)
        || (sections is { Count: > 0 } && request.ReentrancyId is var chain && chain != Guid.Empty && sections.Contains(chain));

    public void Admit(Request request)
    {
        _running++;
        if (request.Interleaves)
        {
            return;
        }

        _onlyReaders = (_blockers == 0 || _onlyReaders) && request.OnlyReads;
        _blockers++;
        _blocking ??= request;
    }

    public void Release(Request request)
    {
        _running--;
        if (request.Interleaves)
        {
            return;
        }

        _blockers--;
        if (_blocking == request || _blockers == 0)
        {
            _blocking = null;
        }
    }

    public void Wait(Request request)
    {
        request.Next = null;
        if (_lastWaiting is null)
        {
            _firstWaiting = request;
        }
        else
        {
            _lastWaiting.Next = request;
        }

        _lastWaiting = request;
        _waiting++;
        _waitingToInterleave += request.Interleaves ? 1 : 0;
    }

    /// <summary>Takes the first request out that may start now; those nobody waits for any more are dropped on the way.</summary>
    public Request? TakeStartable(bool isReentrant, List<Guid>? sections)
    {
        Request? before = null;
        for (var request = _firstWaiting; request is not null; request = request.Next)
        {
            if (request.IsAbandoned)
            {
                Remove(before, request);
            }
            else if (MayStart(request, isReentrant, sections))
            {
                Remove(before, request);
                return request;
            }
            else if (!_onlyReaders && _waitingToInterleave == 0 && sections is not { Count: > 0 })
            {
                return null; // Those behind it have to wait as well.
            }
            else
            {
                before = request;
            }
        }

        return null;
    }

    /// <summary>Takes all out, linked by <see cref="Request.Next"/>.</summary>
    public Request? TakeAll()
    {
        var first = _firstWaiting;
        (_firstWaiting, _lastWaiting, _waiting, _waitingToInterleave) = (null, null, 0, 0);
        return first;
    }

    public readonly string Describe(string stage) =>
        $"{stage}{_running} running{(_blocking is null ? "" : $" ({_blocking.What} first)")}, {_waiting} waiting.";

    private void Remove(Request? before, Request request)
    {
        if (before is null)
        {
            _firstWaiting = request.Next;
        }
        else
        {
            before.Next = request.Next;
        }

        if (_lastWaiting == request)
        {
            _lastWaiting = before;
        }

        _waiting--;
        _waitingToInterleave -= request.Interleaves ? 1 : 0;
    }
}
