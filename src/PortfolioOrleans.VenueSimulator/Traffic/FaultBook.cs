using PortfolioOrleans.VenueSimulator.Control;

namespace PortfolioOrleans.VenueSimulator.Traffic;

/// <summary>The faults in force. Not saved: a restarted simulator is healthy.</summary>
internal sealed class FaultBook(TimeProvider clock)
{
    private readonly List<Entry> _entries = [];
    private int _lastId;

    /// <exception cref="ControlException">A value that the kind needs is missing or makes no sense.</exception>
    public FaultSummary Add(FaultOrder order)
    {
        Require(order);
        var entry = new Entry($"fault-{++_lastId}", order, order.Count, order.Seconds is { } seconds ? clock.GetUtcNow().AddSeconds(seconds) : null);
        _entries.Add(entry);
        return entry.Summary;
    }

    public IReadOnlyList<FaultSummary> InForce
    {
        get
        {
            DropEnded();
            return [.. _entries.Select(entry => entry.Summary)];
        }
    }

    /// <returns>False: no such fault.</returns>
    public bool Clear(string id) => _entries.RemoveAll(entry => entry.Id == id) > 0;

    public void ClearAll(SimulatedVenue? venue) => _entries.RemoveAll(entry => venue is null || entry.Order.Venue == venue);

    /// <summary>The oldest fault of this kind that matches, with one use of it taken; null: all is well.</summary>
    public FaultOrder? Take(FaultKind kind, SimulatedVenue venue, string path, string? key, string? socket = null)
    {
        if (Find(kind, venue, path, key, socket) is not { } entry)
        {
            return null;
        }

        entry.Hits++;
        entry.Left--;
        return entry.Order;
    }

    /// <summary>The same without using it up.</summary>
    public FaultOrder? Peek(FaultKind kind, SimulatedVenue venue, string path = "", string? key = null, string? socket = null) =>
        Find(kind, venue, path, key, socket)?.Order;

    private static void Require(FaultOrder order)
    {
        var wholeVenue = order.Kind is FaultKind.Down or FaultKind.ClockSkew;
        var lasting = wholeVenue || order.Kind is FaultKind.SilentSockets or FaultKind.Maintenance;
        var delayed = order.Kind is FaultKind.Slow or FaultKind.ClockSkew;
        Unless(order.Kind != FaultKind.HttpStatus || order.Status is >= 400 and <= 599, "An HTTP status fault needs a status from 400 to 599.");
        Unless(!delayed || order.Delay is >= -1e6 and <= 1e6, $"A fault of kind {order.Kind} needs a delay in seconds.");
        Unless(order.Kind != FaultKind.Slow || order.Delay >= 0d, "An answer cannot come early.");
        Unless(!wholeVenue || (order.Path is null && order.Key is null), $"A fault of kind {order.Kind} is about the whole venue, not about a path or a key.");
        Unless(
            order.Socket is null || order.Kind is FaultKind.SilentSockets or FaultKind.DropEvents or FaultKind.DuplicateEvents or FaultKind.ReorderEvents,
            $"A fault of kind {order.Kind} is not about a socket.");
        Unless(order.Kind != FaultKind.RevokedKey || order.Path is null, "A key is revoked on all paths.");
        Unless(!lasting || order.Count is null, $"A fault of kind {order.Kind} lasts for a time or until it is cleared; it has no count.");
        Unless(order.Count is null or > 0, $"A count is above zero; {order.Count} is not.");
        Unless(order.Seconds is null or (> 0 and < 1e9), $"A duration is above zero; {order.Seconds} is not.");
        Unless(order.RetryAfter is null or >= 0, $"Retry-After is not below zero; {order.RetryAfter} is.");

        static void Unless(bool holds, string message) => ControlException.ThrowUnless(holds, "bad_value", message);
    }

    private Entry? Find(FaultKind kind, SimulatedVenue venue, string path, string? key, string? socket)
    {
        if (_entries.Count == 0)
        {
            return null;
        }

        DropEnded();
        return _entries.Find(entry => entry.Order.Kind == kind && entry.Order.Venue == venue
            && (entry.Order.Path is null || path.StartsWith(entry.Order.Path, StringComparison.Ordinal))
            && (entry.Order.Socket is null || entry.Order.Socket == socket)
            && (entry.Order.Key is null || entry.Order.Key == key));
    }

    private void DropEnded()
    {
        var now = clock.GetUtcNow();
        _entries.RemoveAll(entry => entry.Left <= 0 || entry.Until <= now);
    }

    private sealed class Entry(string id, FaultOrder order, int? left, DateTimeOffset? until)
    {
        public string Id { get; } = id;

        public FaultOrder Order { get; } = order;

        public int? Left { get; set; } = left;

        public DateTimeOffset? Until { get; } = until;

        public int Hits { get; set; }

        public FaultSummary Summary => new(Id, Order, Left, Until, Hits);
    }
}
