using PortfolioOrleans.Exchanges.Gate;

namespace PortfolioOrleans.Grains.Venues;

/// <summary>A venue's gate as its adapter grain keeps it.</summary>
internal sealed class GrainVenueGate(IGrainFactory grains, string venue) : IVenueGate
{
    private IVenueGateGrain Gate => grains.GetGrain<IVenueGateGrain>(venue);

    public async ValueTask<Admission> EnterAsync(RequestCost cost, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return await Gate.EnterAsync(cost);
    }

    public async ValueTask LeaveAsync(RequestOutcome outcome, CancellationToken cancellationToken) => await Gate.LeaveAsync(outcome);

    public async ValueTask SetClockOffsetAsync(string host, TimeSpan offset, CancellationToken cancellationToken) =>
        await Gate.SetClockOffsetAsync(host, offset);
}
