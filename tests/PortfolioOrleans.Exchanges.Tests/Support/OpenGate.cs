using PortfolioOrleans.Exchanges.Gate;

namespace PortfolioOrleans.Exchanges.Tests.Support;

/// <summary>Lets everything through, and believes the clocks agree.</summary>
internal sealed class OpenGate : IVenueGate
{
    public ValueTask<Admission> EnterAsync(RequestCost cost, CancellationToken cancellationToken) => ValueTask.FromResult(new Admission(null, TimeSpan.Zero));

    public ValueTask LeaveAsync(RequestOutcome outcome, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask SetClockOffsetAsync(string host, TimeSpan offset, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
