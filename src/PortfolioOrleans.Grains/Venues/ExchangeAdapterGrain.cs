using Orleans.Concurrency;
using PortfolioOrleans.Contracts.Venues;
using PortfolioOrleans.Exchanges.Gate;

namespace PortfolioOrleans.Grains.Venues;

/// <summary>
/// What all requests to a venue pass, from whatever account and silo: one activation, so one budget. Key: venue. Asked by <see cref="GrainVenueGate"/>; its
/// memory is its state, since a budget that is older than a minute is no budget.
/// </summary>
[Alias("venue-gate")]
internal interface IVenueGateGrain : IGrainWithStringKey
{
    [Alias("enter")]
    Task<Admission> EnterAsync(RequestCost cost);

    [OneWay, Alias("leave")]
    Task LeaveAsync(RequestOutcome outcome);

    [OneWay, Alias("set-clock-offset")]
    Task SetClockOffsetAsync(string host, TimeSpan offset);
}

/// <summary>Keeps one venue's request budget, clock offsets and circuit breaker.</summary>
[KeepAlive]
internal sealed class ExchangeAdapterGrain(VenueGateBooks books) : Grain, IExchangeAdapterGrain, IVenueGateGrain
{
    private readonly VenueGateBook _book = books.Open();

    public Task<Admission> EnterAsync(RequestCost cost) => Task.FromResult(_book.Enter(cost));

    public Task LeaveAsync(RequestOutcome outcome)
    {
        _book.Leave(outcome);
        return Task.CompletedTask;
    }

    public Task SetClockOffsetAsync(string host, TimeSpan offset)
    {
        _book.SetClockOffset(host, offset);
        return Task.CompletedTask;
    }

    public Task<VenueStatus> GetStatusAsync() => Task.FromResult(VenueGateBooks.Describe(this.GetPrimaryKeyString(), _book.Status()));
}
