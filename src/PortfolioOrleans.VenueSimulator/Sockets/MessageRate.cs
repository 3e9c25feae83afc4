namespace PortfolioOrleans.VenueSimulator.Sockets;

/// <summary>So many messages in any window of the given length.</summary>
internal sealed class MessageRate(Func<int> most, TimeSpan? window = null)
{
    private readonly TimeSpan _window = window ?? TimeSpan.FromSeconds(1);
    private readonly Queue<DateTimeOffset> _recent = [];

    public bool Allows(DateTimeOffset now)
    {
        while (_recent.TryPeek(out var first) && now - first >= _window)
        {
            _recent.Dequeue();
        }

        if (_recent.Count >= most())
        {
            return false;
        }

        _recent.Enqueue(now);
        return true;
    }
}
