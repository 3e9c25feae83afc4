using System.Collections.Concurrent;

namespace PortfolioOrleans.VenueSimulator.Timing;

/// <summary>Collects what awaits have made ready, for one thread to do in the order in which it came.</summary>
internal sealed class WorkDesk : SynchronizationContext, IDisposable
{
    private readonly BlockingCollection<(SendOrPostCallback Do, object? State)> _ready = [];

    public override void Post(SendOrPostCallback d, object? state) => _ready.Add((d, state));

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    public override SynchronizationContext CreateCopy() => this;

    /// <returns>False: nothing came in that time.</returns>
    public bool TryDoNext(TimeSpan patience)
    {
        if (!_ready.TryTake(out var next, patience))
        {
            return false;
        }

        next.Do(next.State);
        return true;
    }

    public void Dispose() => _ready.Dispose();
}
