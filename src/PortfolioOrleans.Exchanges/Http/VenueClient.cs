using System.Collections.Concurrent;
using PortfolioOrleans.Exchanges.Gate;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Http;

/// <summary>
/// The way every request takes: leave from the gate, the host's clock where it is needed and unknown, the request itself, and another try where that can
/// help. Whatever a venue does comes back as a value; only cancellation by the caller throws. Awaits stay on the caller's scheduler, and nothing
/// here uses another thread.
/// </summary>
internal sealed class VenueClient(
    HttpClient http, IVenueGate gate, IVenueProtocol protocol, VenueOptions options, TimeProvider clock, Random chance)
{
    private const int Retries = 2;
    private const int MostWaits = 10;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    /// <summary>A clock is looked at up to so many times, and the shortest journey is believed, since it can err least.</summary>
    private const int MostLooks = 4;

    /// <summary>A journey as short as this errs so little that no other is needed.</summary>
    private static readonly TimeSpan ShortJourney = TimeSpan.FromMilliseconds(50);

    /// <summary>Between two looks: what made the first journey long may be over by then, and nobody waits for several.</summary>
    private static readonly TimeSpan PauseBetweenLooks = TimeSpan.FromSeconds(5);

    /// <summary>A clock further off than this is no clock.</summary>
    private static readonly TimeSpan LargestOffset = TimeSpan.FromDays(1);

    private readonly Backoff _backoff = new(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(5), chance);
    private readonly RequestSender _sender = new(http, gate, protocol, options, clock);
    private readonly ConcurrentDictionary<string, HostClock> _clocks = new(StringComparer.Ordinal);

    /// <summary>
    /// Asks, and reads what comes with <paramref name="read"/>. A passing trouble is tried again, twice at most; a refused time once, after
    /// measuring the host's clock. The answer is as of the venue's time at sending.
    /// </summary>
    public async Task<ExchangeReply<T>> SendAsync<T>(VenueCall call, Func<WireNode, T> read, CancellationToken cancellationToken)
    {
        if (call.Credentials is { } credentials && protocol.Reject(credentials) is { } reason)
        {
            return Failed<T>(new ExchangeFault(FaultKind.CredentialsRejected, reason));
        }

        ExchangeFault? first = null;
        ExchangeReply<TimeSpan?>? measured = null;
        for (var failed = 0; ;)
        {
            var reply = await TryAsync(call, (measured as ExchangeReply<TimeSpan?>.Answer)?.Value, read, cancellationToken);
            if (reply is not ExchangeReply<T>.Failure { Fault: var fault })
            {
                return reply;
            }

            if (fault.Kind is FaultKind.ClockSkew && measured is null)
            {
                measured = await MeasureAsync(call.Endpoint.Host, isAnew: true, cancellationToken);
                if (measured is ExchangeReply<TimeSpan?>.Failure { Fault: var trouble })
                {
                    return Failed<T>(trouble);
                }
            }
            else if (fault.Kind is FaultKind.Unreachable or FaultKind.Unreadable && failed < Retries)
            {
                first ??= fault;
                await Task.Delay(_backoff.Delay(failed++), clock, cancellationToken);
            }
            else
            {
                // A second try the gate did not let out says less than the first, which went.
                return first is not null && fault.Kind is FaultKind.BreakerOpen or FaultKind.Deferred
                    ? Failed<T>(first! with { RetryAfter = fault.RetryAfter })
                    : reply;
            }
        }
    }

    /// <summary>
    /// As <see cref="SendAsync{T}(VenueCall, Func{WireNode, T}, CancellationToken)"/>, but waits where the budget has room again within seconds: for walks
    /// over many pages, which would otherwise begin again each time and never end.
    /// </summary>
    public async Task<ExchangeReply<T>> SendPatientlyAsync<T>(VenueCall call, Func<WireNode, T> read, CancellationToken cancellationToken)
    {
        for (var waits = 0; ; waits++)
        {
            var reply = await SendAsync(call, read, cancellationToken);
            if (waits == MostWaits || reply is not ExchangeReply<T>.Failure { Fault: { Kind: FaultKind.Deferred, RetryAfter: { } wait } } || wait > LongestWait)
            {
                return reply;
            }

            await Task.Delay(wait, clock, cancellationToken);
        }
    }

    /// <param name="offset">How far the host's clock is ahead, where it was measured for this very request; the gate may not know yet.</param>
    private async Task<ExchangeReply<T>> TryAsync<T>(
        VenueCall call, TimeSpan? offset, Func<WireNode, T> read, CancellationToken cancellationToken, Journey? journey = null)
    {
        var admission = await EnterAsync(call, cancellationToken);
        if (admission is { Refusal: null, ClockOffset: null } && offset is null && call.Credentials is not null)
        {
            // Given back before measuring: a half-open breaker lets only one request through at a time, and that must be the measurement.
            await _sender.AbandonAsync(call);
            var measured = await MeasureAsync(call.Endpoint.Host, isAnew: true, cancellationToken);
            if (measured is ExchangeReply<TimeSpan?>.Failure { Fault: var trouble })
            {
                return Failed<T>(trouble);
            }

            offset = ((ExchangeReply<TimeSpan?>.Answer)measured).Value;
            admission = await EnterAsync(call, cancellationToken);
        }
        else if (admission.Refusal is null && offset is null && call.Credentials is not null && WantsAnotherLook(call.Endpoint.Host))
        {
            // Should it fail, what is known stands.
            await _sender.AbandonAsync(call);
            offset = (await MeasureAsync(call.Endpoint.Host, isAnew: false, cancellationToken) as ExchangeReply<TimeSpan?>.Answer)?.Value;
            admission = await EnterAsync(call, cancellationToken);
        }

        return admission.Refusal is { } refusal
            ? Failed<T>(refusal)
            : await _sender.SendAsync(call, offset ?? admission.ClockOffset ?? TimeSpan.Zero, read, cancellationToken, journey);
    }

    private async Task<Admission> EnterAsync(VenueCall call, CancellationToken cancellationToken)
    {
        var admission = await gate.EnterAsync(call.Cost, cancellationToken);
        if (admission.Refusal is { } refusal)
        {
            ExchangeTelemetry.Refused(protocol.Venue, call, refusal);
        }

        return admission;
    }

    private bool WantsAnotherLook(string host) =>
        _clocks.TryGetValue(host, out var known) && known is { Looks: > 0 and < MostLooks } && known.Shortest > ShortJourney && clock.GetUtcNow() >= known.NextLookAt;

    /// <summary>
    /// Looks at a host's clock, taking its time to be from the middle of the journey, and tells the gate what the shortest journey so far says. Callers who need
    /// it at the same moment share one look; the answer is null for those who waited for one that failed.
    /// </summary>
    /// <param name="isAnew">What was known before is worth nothing: it is too old, or the venue refuses it.</param>
    private async Task<ExchangeReply<TimeSpan?>> MeasureAsync(string host, bool isAnew, CancellationToken cancellationToken)
    {
        var known = _clocks.GetOrAdd(host, _ => new HostClock());
        ExchangeReply<TimeSpan?>.Failure? failure = null;
        await known.Measuring.RunOrWaitAsync(
            async () =>
            {
                if (isAnew)
                {
                    known.Forget();
                }

                var journey = new Journey();
                var reply = await TryAsync(protocol.ClockOf(host), null, protocol.ReadClock, cancellationToken, journey);
                var measured = reply.Select(venueTime => (venueTime - journey.Middle).Duration() <= LargestOffset
                    ? (TimeSpan?)(venueTime - journey.Middle)
                    : throw new WireException("", "puts the venue's clock more than a day from ours"));

                failure = measured as ExchangeReply<TimeSpan?>.Failure;
                known.Looked(measured is ExchangeReply<TimeSpan?>.Answer { Value: { } offset } ? offset : null, journey.Length, clock.GetUtcNow() + PauseBetweenLooks);
                if (failure is null && known.Offset is { } best)
                {
                    await gate.SetClockOffsetAsync(host, best, cancellationToken);
                }
            },
            cancellationToken);
        return failure is null ? new ExchangeReply<TimeSpan?>.Answer(known.Offset, clock.GetUtcNow()) : failure;
    }

    private static ExchangeReply<T> Failed<T>(ExchangeFault fault) => new ExchangeReply<T>.Failure(fault);

    /// <summary>One host's clock as this client last measured it.</summary>
    private sealed class HostClock
    {
        public SingleFlight Measuring { get; } = new();

        /// <summary>By the shortest journey so far. Read only by those who waited for the measurement that wrote it.</summary>
        public TimeSpan? Offset { get; private set; }

        public TimeSpan Shortest { get; private set; } = TimeSpan.MaxValue;

        public int Looks { get; private set; }

        public DateTimeOffset NextLookAt { get; private set; }

        public void Forget() => (Offset, Shortest, Looks) = (null, TimeSpan.MaxValue, 0);

        /// <param name="offset">Null where the look failed.</param>
        public void Looked(TimeSpan? offset, TimeSpan journey, DateTimeOffset nextAt)
        {
            (Looks, NextLookAt) = (Looks + 1, nextAt);
            if (offset is not null && journey < Shortest)
            {
                (Offset, Shortest) = (offset, journey);
            }
        }
    }
}
