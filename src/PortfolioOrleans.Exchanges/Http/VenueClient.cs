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

    /// <summary>A clock is looked at so many times, and the shortest journey is believed, since it can err least.</summary>
    private const int MostLooks = 4;

    /// <summary>A journey as short as this errs so little that no other is needed.</summary>
    private static readonly TimeSpan ShortJourney = TimeSpan.FromMilliseconds(50);

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
                measured = await MeasureAsync(call.Endpoint.Host, cancellationToken);
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
            var measured = await MeasureAsync(call.Endpoint.Host, cancellationToken);
            if (measured is ExchangeReply<TimeSpan?>.Failure { Fault: var trouble })
            {
                return Failed<T>(trouble);
            }

            offset = ((ExchangeReply<TimeSpan?>.Answer)measured).Value;
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

    /// <summary>
    /// Measures how far a host's clock is ahead, taking its time to be from the middle of the shortest of several journeys, and tells the gate. Callers who
    /// need it at the same moment share one measurement; the answer is null for those who waited for one that failed.
    /// </summary>
    private async Task<ExchangeReply<TimeSpan?>> MeasureAsync(string host, CancellationToken cancellationToken)
    {
        var known = _clocks.GetOrAdd(host, _ => new HostClock());
        ExchangeReply<TimeSpan?>.Failure? failure = null;
        await known.Measuring.RunOrWaitAsync(
            async () =>
            {
                known.Offset = null;
                var shortest = TimeSpan.MaxValue;
                for (var look = 0; look < MostLooks && shortest > ShortJourney; look++)
                {
                    var journey = new Journey();
                    var reply = await TryAsync(protocol.ClockOf(host), null, protocol.ReadClock, cancellationToken, journey);
                    var measured = reply.Select(venueTime => (venueTime - journey.Middle).Duration() <= LargestOffset
                        ? venueTime - journey.Middle
                        : throw new WireException("", "puts the venue's clock more than a day from ours"));
                    if (measured is ExchangeReply<TimeSpan>.Failure { Fault: var fault })
                    {
                        failure = known.Offset is null ? new ExchangeReply<TimeSpan?>.Failure(fault) : null;
                        break;
                    }

                    if (measured is ExchangeReply<TimeSpan>.Answer { Value: var offset } && journey.Length < shortest)
                    {
                        (shortest, known.Offset) = (journey.Length, offset);
                    }
                }

                if (known.Offset is { } best)
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

        /// <summary>Read only by those who waited for the measurement that wrote it.</summary>
        public TimeSpan? Offset { get; set; }
    }
}
