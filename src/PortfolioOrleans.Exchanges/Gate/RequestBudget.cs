namespace PortfolioOrleans.Exchanges.Gate;

/// <summary>
/// What is used of one limit. Windows of a minute and longer are cut where the venue cuts them, at the full minute of its clock, and learn from the
/// venue's own count what others on this address use; shorter ones begin nobody says where, so they slide: no stretch of that length ever
/// holds more than the limit. Times are the venue's. Not for concurrent use.
/// </summary>
public sealed class RequestBudget(string bucket)
{
    private readonly Queue<(DateTimeOffset At, int Weight)> _taken = new();
    private DateTimeOffset _windowStart;
    private int _own;
    private int _foreign;
    private int _limit;
    private TimeSpan _window;
    private DateTimeOffset? _closedUntil;

    /// <summary>True when forgetting this bucket would forget nothing.</summary>
    public bool IsIdleAt(DateTimeOffset now)
    {
        Advance(now);
        return _own == 0 && _foreign == 0 && ClosedFor(now) is null;
    }

    /// <summary>How long the venue has closed this bucket for; null while it is open.</summary>
    public TimeSpan? ClosedFor(DateTimeOffset now) => _closedUntil is { } until && until > now ? until - now : null;

    /// <summary>The venue refused for too many requests: nothing more goes until then.</summary>
    public void CloseUntil(DateTimeOffset until) => _closedUntil = _closedUntil is { } known && known > until ? known : until;

    /// <summary>
    /// Takes the weight and answers null, or leaves everything as it is and answers how long to wait. A window that is empty lets any one
    /// request through, so that a small limit starves no priority.
    /// </summary>
    public TimeSpan? Take(RequestCost cost, DateTimeOffset now)
    {
        _limit = cost.Limit;
        _window = cost.Window;
        Advance(now);

        var used = _own + _foreign;
        var allowed = AllowedTo(cost.Priority, cost.Limit);
        if (used > 0 && used + cost.Weight > allowed)
        {
            return WaitFor(used + cost.Weight - allowed, now);
        }

        _taken.Enqueue((now, cost.Weight));
        _own += cost.Weight;
        return null;
    }

    /// <summary>Takes the venue's word for what is used in this window: whatever is above our own count, others used.</summary>
    public void Learn(int usedWeight, DateTimeOffset now)
    {
        Advance(now);
        if (IsCutByVenue)
        {
            _foreign = Math.Max(0, usedWeight - _own);
        }
    }

    public BucketStatus StatusAt(DateTimeOffset now)
    {
        Advance(now);
        return new BucketStatus(bucket, _own + _foreign, _limit, _window, ClosedFor(now) is null ? null : _closedUntil);
    }

    private bool IsCutByVenue => _window >= TimeSpan.FromMinutes(1);

    private static int AllowedTo(RequestPriority priority, int limit) => priority switch
    {
        RequestPriority.History => limit / 2,
        RequestPriority.Balances => (int)(limit * 9L / 10),
        _ => limit,
    };

    private void Advance(DateTimeOffset now)
    {
        if (_window <= TimeSpan.Zero)
        {
            return;
        }

        var start = IsCutByVenue ? new DateTimeOffset(now.UtcTicks - (now.UtcTicks % _window.Ticks), TimeSpan.Zero) : now - _window;
        if (start <= _windowStart)
        {
            return;
        }

        _windowStart = start;
        _foreign = IsCutByVenue ? 0 : _foreign;
        while (_taken.TryPeek(out var oldest) && (IsCutByVenue ? oldest.At < start : oldest.At <= start))
        {
            _own -= oldest.Weight;
            _taken.Dequeue();
        }
    }

    private TimeSpan WaitFor(int weight, DateTimeOffset now)
    {
        if (IsCutByVenue)
        {
            return _windowStart + _window - now;
        }

        foreach (var (at, taken) in _taken)
        {
            weight -= taken;
            if (weight <= 0)
            {
                return at + _window - now;
            }
        }

        return _window;
    }
}
