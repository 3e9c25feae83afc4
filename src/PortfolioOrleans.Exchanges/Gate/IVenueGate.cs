namespace PortfolioOrleans.Exchanges.Gate;

/// <summary>
/// What all requests to one venue share, whoever makes them: the request budget, the measured clock, the circuit breaker. In the service the
/// venue's adapter grain keeps it, so that all accounts on all silos stay inside one limit.
/// </summary>
public interface IVenueGate
{
    /// <summary>Asks leave to send one request. Never waits for room: a refusal says when to come back.</summary>
    ValueTask<Admission> EnterAsync(RequestCost cost, CancellationToken cancellationToken);

    /// <summary>Reports what became of a request that was let in. Must be called once for each, whatever happened.</summary>
    ValueTask LeaveAsync(RequestOutcome outcome, CancellationToken cancellationToken);

    /// <summary>Reports how far a host's clock is ahead of ours.</summary>
    ValueTask SetClockOffsetAsync(string host, TimeSpan offset, CancellationToken cancellationToken);
}

/// <summary>What one request takes from the budget.</summary>
/// <param name="Host">The host it goes to; bans and clock offsets belong to hosts.</param>
/// <param name="Bucket">The limit it counts against, e.g. "api", an endpoint, or an endpoint and a key's fingerprint; never a key itself.</param>
/// <param name="Weight">How much it counts there.</param>
/// <param name="Limit">How much the bucket holds in one window.</param>
/// <param name="Window">Length of the window.</param>
/// <param name="Priority">What may wait for what.</param>
public sealed record RequestCost(string Host, string Bucket, int Weight, int Limit, TimeSpan Window, RequestPriority Priority);

/// <summary>What gives way when room is short: a part of each budget is kept for the priorities above.</summary>
public enum RequestPriority
{
    /// <summary>Years of history: may use half of a window.</summary>
    History,

    /// <summary>Balances and positions: may use nine tenths.</summary>
    Balances,

    /// <summary>Prices, clocks, key checks, recovery of a live feed: may use all.</summary>
    Live,
}

/// <param name="Refusal">Why it may not be sent now; null when it may.</param>
/// <param name="ClockOffset">How far the host's clock is ahead of ours; null while never measured, or not for so long that it should be again.</param>
public sealed record Admission(ExchangeFault? Refusal, TimeSpan? ClockOffset);

/// <param name="Host">As in the request's cost.</param>
/// <param name="Bucket">As in the request's cost.</param>
/// <param name="UsedWeight">What the venue's own header says is used in this window; null where it does not say.</param>
/// <param name="Fault">What went wrong; null when nothing did. <see cref="FaultKind.Deferred"/>: it was not sent or not waited for, so nothing is known.</param>
public sealed record RequestOutcome(string Host, string Bucket, int? UsedWeight, ExchangeFault? Fault);
