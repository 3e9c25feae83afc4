namespace PortfolioOrleans.Exchanges.Gate;

/// <summary>
/// What is used of one limit. Windows of a minute and longer are cut where the venue cuts them, at the full minute of its clock, and learn from the
/// venue's own count what others on this address use; shorter ones begin nobody says where, so they slide: no stretch of that length ever
/// holds more than the limit. Times are the venue's. Not for concurrent use.
/// </summary>
public sealed class RequestBudget
{
    /// <summary>A header that says more than this is not believed; sums with it still fit.</summary>
    private const int MostUsed = 1_000_000_000;

    private readonly Queue<(DateTimeOffset At, int Weight)> _taken = new();
    private DateTimeOffset _windowStart;
    private int _own;
    private int _foreign;

    /// <summary>What a window holds, by the last request that asked.</summary>
    public int Limit { get; private set; }

    /// <summary>Length of a window, by the last request that asked.</summary>
    public TimeSpan Window { get; private set; }

    private bool IsCutByVenue => Window >= TimeSpan.FromMinutes(1);

    /// <summary>Weight used in the window under way, ours and, where the venue says so, that of others.</summary>
    public int UsedAt(DateTimeOffset now)
    {
        Advance(now);
        return _own + _foreign;
    }

    /// <summary>
    /// Takes the weight and answers null, or leaves everything as it is and answers how long to wait. A window that is empty lets any one
    /// request through, so that a small limit starves no priority.
    /// </summary>
    public TimeSpan? Take(RequestCost cost, DateTimeOffset now)
    {
        Limit = cost.Limit;
        Window = cost.Window;

        var used = UsedAt(now);
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
            _foreign = Math.Max(0, Math.Min(usedWeight, MostUsed) - _own);
        }
    }

    private static int AllowedTo(RequestPriority priority, int limit) => priority switch
    {
        RequestPriority.History => limit / 2,
        RequestPriority.Balances => (int)(limit * 9L / 10),
        _ => limit,
    };

    private void Advance(DateTimeOffset now)
    {
        if (Window <= TimeSpan.Zero)
        {
            return;
        }

        var start = IsCutByVenue ? new DateTimeOffset(now.UtcTicks - (now.UtcTicks % Window.Ticks), TimeSpan.Zero) : now - Window;
        if (start == _windowStart)
        {
            return;
        }

        if (start < _windowStart)
        {
            // The venue's clock went back: what was taken counts as taken now, and not until that clock has caught up.
            _taken.Clear();
            _taken.Enqueue((now, _own));
            _windowStart = start;
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
            return _windowStart + Window - now;
        }

        foreach (var (at, taken) in _taken)
        {
            weight -= taken;
            if (weight <= 0)
            {
                return at + Window - now;
            }
        }

        return Window;
    }
}
