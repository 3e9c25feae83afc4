using System.Collections.Concurrent;
using System.Text.Json;
using PortfolioOrleans.Exchanges.Gate;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Http;

/// <summary>
/// The way every request takes: leave from the gate, sign with the venue's time, send, judge, report back, read. Whatever a venue does comes back as a
/// value; only cancellation by the caller throws. Awaits stay on the caller's scheduler, and nothing here uses another thread.
/// </summary>
internal sealed class VenueClient(
    HttpClient http, IVenueGate gate, IVenueProtocol protocol, VenueOptions options, TimeProvider clock, Random chance)
{
    private const int Retries = 2;
    private const int MostWaits = 10;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    /// <summary>A clock further off than this is no clock.</summary>
    private static readonly TimeSpan LargestOffset = TimeSpan.FromDays(1);

    private readonly Backoff _backoff = new(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(5), chance);
    private readonly ConcurrentDictionary<string, HostClock> _clocks = new(StringComparer.Ordinal);

    /// <summary>
    /// Asks, and reads what comes with <paramref name="read"/>. A passing trouble is tried again, twice at most; a refused time once, after
    /// measuring the host's clock. The answer is as of the venue's time at sending.
    /// </summary>
    public async Task<ExchangeReply<T>> SendAsync<T>(VenueCall call, Func<WireNode, T> read, CancellationToken cancellationToken)
    {
        if (call.Credentials is { } credentials && protocol.Reject(credentials) is { } reason)
        {
            return Failed<T>(FaultKind.CredentialsRejected, reason);
        }

        ExchangeFault? first = null;
        var measured = false;
        for (var failed = 0; ;)
        {
            var reply = await TryAsync(call, read, cancellationToken);
            if (reply is not ExchangeReply<T>.Failure { Fault: var fault })
            {
                return reply;
            }

            if (fault.Kind is FaultKind.ClockSkew && !measured)
            {
                measured = true;
                if (await MeasureAsync(call.Endpoint.Host, cancellationToken) is ExchangeReply<TimeSpan?>.Failure { Fault: var trouble })
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
                    ? Failed<T>((first ?? fault) with { RetryAfter = fault.RetryAfter })
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

    private async Task<ExchangeReply<T>> TryAsync<T>(VenueCall call, Func<WireNode, T> read, CancellationToken cancellationToken)
    {
        var admission = await EnterAsync(call, cancellationToken);
        if (admission is { Refusal: null, ClockOffset: null } && call.Credentials is not null)
        {
            // Left before measuring: a half-open breaker lets only one request through at a time, and that must be the measurement.
            await LeaveAsync(call, null, NotSent);
            var measured = await MeasureAsync(call.Endpoint.Host, cancellationToken);
            if (measured is ExchangeReply<TimeSpan?>.Failure { Fault: var trouble })
            {
                return Failed<T>(trouble);
            }

            admission = await EnterAsync(call, cancellationToken);
            admission = admission with { ClockOffset = admission.ClockOffset ?? ((ExchangeReply<TimeSpan?>.Answer)measured).Value };
        }

        return admission.Refusal is { } refusal
            ? Failed<T>(refusal)
            : await SendAsync(call, admission.ClockOffset ?? TimeSpan.Zero, read, cancellationToken);
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

    private async Task<ExchangeReply<T>> SendAsync<T>(
        VenueCall call, TimeSpan offset, Func<WireNode, T> read, CancellationToken cancellationToken)
    {
        using var activity = ExchangeTelemetry.Start(call, protocol.Venue);
        var started = clock.GetTimestamp();
        var venueTime = clock.GetUtcNow() + offset;
        var composed = protocol.Compose(call, venueTime);

        using var message = composed.Message;
        using var tooLate = new CancellationTokenSource(options.RequestTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, tooLate.Token);

        int? used = null;
        ExchangeReply<T> reply;
        try
        {
            using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, either.Token);
            used = protocol.UsedWeight(call, response.Headers);
            using var body = await BoundedBody.ReadAsync(response.Content, options.LargestAnswer, either.Token);
            reply = body is { Bytes: var bytes }
                ? Read(response, bytes, venueTime, read)
                : Failed<T>(FaultKind.Unreadable, $"the answer is larger than {options.LargestAnswer} bytes");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await LeaveAsync(call, used, NotSent);
            throw new OperationCanceledException(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            reply = Failed<T>(FaultKind.Unreachable, $"no answer within {options.RequestTimeout.TotalSeconds} s");
        }
        catch (HttpRequestException broken)
        {
            // The message names hosts and systems; the kind of error is enough, and is the same on every machine.
            reply = Failed<T>(FaultKind.Unreachable, $"no answer: {broken.HttpRequestError}");
        }
        catch (IOException)
        {
            reply = Failed<T>(FaultKind.Unreachable, "the connection broke in the middle of the answer");
        }
        catch (InvalidDataException)
        {
            reply = Failed<T>(FaultKind.Unreadable, "the answer's compression is broken");
        }

        var fault = (reply as ExchangeReply<T>.Failure)?.Fault is { } raw ? Secrecy.Guard(raw, call, composed.Signature) : null;
        ExchangeTelemetry.Sent(activity, protocol.Venue, call, fault, clock.GetElapsedTime(started));
        await LeaveAsync(call, used, fault);
        return fault is null ? reply : Failed<T>(fault);
    }

    private ExchangeReply<T> Read<T>(HttpResponseMessage response, ReadOnlyMemory<byte> body, DateTimeOffset venueTime, Func<WireNode, T> read)
    {
        JsonDocument? document = null;
        try
        {
            document = JsonDocument.Parse(body);
        }
        catch (JsonException)
        {
            // Judged by its status below; the parser's own message would quote the body.
        }

        using (document)
        {
            try
            {
                WireNode? root = document is null ? null : new WireNode(document.RootElement);
                if (protocol.Judge(response.StatusCode, response.Headers, root, venueTime) is { } fault)
                {
                    return Failed<T>(fault);
                }

                return root is { } value
                    ? new ExchangeReply<T>.Answer(read(value), venueTime)
                    : Failed<T>(FaultKind.Unreadable, $"HTTP {(int)response.StatusCode}: the answer is {(body.IsEmpty ? "empty" : "not JSON")}");
            }
            catch (WireException unreadable)
            {
                return Failed<T>(FaultKind.Unreadable, unreadable.Message);
            }
        }
    }

    /// <summary>
    /// Measures how far a host's clock is ahead, taking its time to be from the middle of the journey, and tells the gate. Callers who need it at the
    /// same moment share one measurement; the answer is null for those who waited for one that failed.
    /// </summary>
    private async Task<ExchangeReply<TimeSpan?>> MeasureAsync(string host, CancellationToken cancellationToken)
    {
        var known = _clocks.GetOrAdd(host, _ => new HostClock());
        ExchangeReply<TimeSpan?>.Failure? failure = null;
        await known.Measuring.RunOrWaitAsync(
            async () =>
            {
                known.Offset = null;
                var sentAt = clock.GetUtcNow();
                var reply = await TryAsync(protocol.ClockOf(host), protocol.ReadClock, cancellationToken);
                var middle = sentAt + ((clock.GetUtcNow() - sentAt) / 2);
                var measured = reply.Select(venueTime => (venueTime - middle).Duration() <= LargestOffset
                    ? (TimeSpan?)(venueTime - middle)
                    : throw new WireException("", "puts the venue's clock more than a day from ours"));

                failure = measured as ExchangeReply<TimeSpan?>.Failure;
                if (measured is ExchangeReply<TimeSpan?>.Answer { Value: { } offset })
                {
                    known.Offset = offset;
                    await gate.SetClockOffsetAsync(host, offset, cancellationToken);
                }
            },
            cancellationToken);
        return failure is null ? new ExchangeReply<TimeSpan?>.Answer(known.Offset, clock.GetUtcNow()) : failure;
    }

    private static ExchangeFault NotSent { get; } = new(FaultKind.Deferred, "not sent");

    /// <summary>Always reported, whatever the caller wants by now: a request that never leaves would hold a half-open breaker.</summary>
    private ValueTask LeaveAsync(VenueCall call, int? used, ExchangeFault? fault) =>
        gate.LeaveAsync(new RequestOutcome(call.Cost.Host, call.Cost.Bucket, used, fault), CancellationToken.None);

    private static ExchangeReply<T> Failed<T>(ExchangeFault fault) => new ExchangeReply<T>.Failure(fault);

    private static ExchangeReply<T> Failed<T>(FaultKind kind, string detail) => Failed<T>(new ExchangeFault(kind, detail));

    /// <summary>One host's clock as this client last measured it. The gate's word goes first: it may know of a newer measurement.</summary>
    private sealed class HostClock
    {
        public SingleFlight Measuring { get; } = new();

        /// <summary>Read only by those who waited for the measurement that wrote it.</summary>
        public TimeSpan? Offset { get; set; }
    }
}
