using PortfolioOrleans.Exchanges.Gate;

namespace PortfolioOrleans.Simulation.Tests;

/// <summary>The venue's distance: a request takes time on the way there, and its answer on the way back.</summary>
internal sealed class SlowGate(IVenueGate gate, TimeSpan oneWay, TimeProvider clock) : IVenueGate
{
    public async ValueTask<Admission> EnterAsync(RequestCost cost, CancellationToken cancellationToken)
    {
        var admission = await gate.EnterAsync(cost, cancellationToken);
        if (admission.Refusal is null)
        {
            await Task.Delay(oneWay, clock, CancellationToken.None); // Let in is let in: whoever is cancelled now finds out at the venue.
        }

        return admission;
    }

    public async ValueTask LeaveAsync(RequestOutcome outcome, CancellationToken cancellationToken)
    {
        await Task.Delay(oneWay, clock, CancellationToken.None);
        await gate.LeaveAsync(outcome, cancellationToken);
    }

    public ValueTask SetClockOffsetAsync(string host, TimeSpan offset, CancellationToken cancellationToken) =>
        gate.SetClockOffsetAsync(host, offset, cancellationToken);
}
