using System.Text.Json;
using PortfolioOrleans.Exchanges.Gate;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Http;

/// <summary>
/// Sends a request that the gate has let in, reads what comes, and tells the gate how it went: once for each, whatever happened. Only cancellation by the
/// caller throws.
/// </summary>
internal sealed class RequestSender(HttpClient http, IVenueGate gate, IVenueProtocol protocol, VenueOptions options, TimeProvider clock)
{
    private static readonly ExchangeFault NotSent = new(FaultKind.Deferred, "not sent");

    /// <summary>Gives an admission back unused.</summary>
    public ValueTask AbandonAsync(VenueCall call) => LeaveAsync(call, null, NotSent);

    /// <param name="offset">How far the host's clock is ahead of ours.</param>
    /// <param name="journey">Is told when the request went and when its answer began.</param>
    public async Task<ExchangeReply<T>> SendAsync<T>(
        VenueCall call, TimeSpan offset, Func<WireNode, T> read, CancellationToken cancellationToken, Journey? journey = null)
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
            journey?.Began(clock.GetUtcNow());
            using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, either.Token);
            journey?.Ended(clock.GetUtcNow());
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
            reply = Failed<T>(FaultKind.Unreachable, FormattableString.Invariant($"no answer within {options.RequestTimeout.TotalSeconds} s"));
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

    /// <summary>Always reported, whatever the caller wants by now: a request that never leaves would hold a half-open breaker.</summary>
    private ValueTask LeaveAsync(VenueCall call, int? used, ExchangeFault? fault) =>
        gate.LeaveAsync(new RequestOutcome(call.Cost.Host, call.Cost.Bucket, used, fault), CancellationToken.None);

    private static ExchangeReply<T> Failed<T>(FaultKind kind, string detail) => Failed<T>(new ExchangeFault(kind, detail));

    private static ExchangeReply<T> Failed<T>(ExchangeFault fault) => new ExchangeReply<T>.Failure(fault);
}
