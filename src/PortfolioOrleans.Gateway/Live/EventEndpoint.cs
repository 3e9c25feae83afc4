using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using PortfolioOrleans.Gateway.Access;
using PortfolioOrleans.Gateway.Json;
using PortfolioOrleans.Gateway.Portfolios;
using PortfolioOrleans.Gateway.Problems;
using PortfolioOrleans.Gateway.Requests;

namespace PortfolioOrleans.Gateway.Live;

/// <summary>A portfolio's events as Server-Sent Events (WHATWG HTML, section 9.2).</summary>
internal static class EventEndpoint
{
    public const string ContentType = "text/event-stream";

    private const string LastEventId = "Last-Event-ID";

    public static readonly QueryParameter<long?> After = new(
        "after", $"The seq of the last event you have: what followed it is sent. A {LastEventId} header says the same and wins.",
        new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int64", Minimum = "0" }, null, "a whole number, 0 or more", ParseSeq);

    /// <summary>
    /// The newest snapshot and then every event as it happens; with Last-Event-ID, what was missed and then every event. stream.reset says that events are
    /// left out and that the newest snapshot follows.
    /// </summary>
    public static async Task Handle(
        HttpContext context,
        Subject subject,
        EventHub hub,
        Admission admission,
        IOptions<GatewayOptions> options,
        IHostApplicationLifetime host,
        TimeProvider clock)
    {
        using var follower = await hub.FollowAsync(subject.PortfolioId, ReadAfter(context), Caller.Of(context)!.AmountsWithheld);
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, host.ApplicationStopping);
        using var pulse = new PeriodicTimer(options.Value.KeepAlive, clock);
        using var counted = GatewayMetrics.ClientFollows();
        Open(context);
        try
        {
            var writer = new FrameWriter(context, follower.PortfolioId, clock);
            await writer.GreetAsync(gone.Token);
            var beat = pulse.WaitForNextTickAsync(gone.Token).AsTask();
            while (!gone.IsCancellationRequested)
            {
                var changed = follower.Changed;
                if (follower.Read(context.Response.BodyWriter) is { IsEmpty: false } batch)
                {
                    await writer.SendAsync(batch, gone.Token);
                    continue;
                }

                if (await Task.WhenAny(changed, beat) == beat && await beat)
                {
                    if (await admission.CheckAsync(context) is not null)
                    {
                        return; // The token was good when this began; a client that comes back is told.
                    }

                    await writer.BeatAsync(gone.Token);
                    beat = pulse.WaitForNextTickAsync(gone.Token).AsTask();
                }
            }
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            // The client left, or the service stops: either way the stream just ends.
        }
    }

    public static EventStreamShapes Shapes { get; } = new(
        typeof(EventEnvelope<SnapshotAnswer>), typeof(EventEnvelope<PnlAnswer>), typeof(EventEnvelope<DrawdownAnswer>),
        typeof(EventEnvelope<ExposureAnswer>), typeof(EventEnvelope<ResetAnswer>));

    private static long? ReadAfter(HttpContext context)
    {
        string? header = context.Request.Headers[LastEventId];
        return string.IsNullOrEmpty(header) ? After.Read(context)
            : ParseSeq(header) is (true, var seq) ? seq
            : throw new ProblemException(Problem.OfQuery(LastEventId, After.Allowed));
    }

    private static (bool Valid, long? Value) ParseSeq(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seq) ? (true, seq) : default;

    private static void Open(HttpContext context)
    {
        context.Response.ContentType = ContentType;
        context.Response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null; // A slow client is given less, not thrown out.
        }
    }

    /// <summary>Writes to one client. A full connection makes it wait, and the follower falls behind meanwhile.</summary>
    private sealed class FrameWriter(HttpContext context, string portfolioId, TimeProvider clock)
    {
        private readonly PipeWriter _body = context.Response.BodyWriter;

        /// <summary>How soon to come back when cut, in milliseconds; sent at once, so that the client knows it is heard.</summary>
        public async Task GreetAsync(CancellationToken cancellationToken) => await _body.WriteAsync("retry: 2000\n\n"u8.ToArray(), cancellationToken);

        public async Task BeatAsync(CancellationToken cancellationToken) => await _body.WriteAsync(": alive\n\n"u8.ToArray(), cancellationToken);

        /// <summary>Sends what was written.</summary>
        public async Task SendAsync(EventBatch batch, CancellationToken cancellationToken)
        {
            if (batch.Reset is { } reset)
            {
                GatewayMetrics.StreamReset(reset.Reason);
                _body.Write(EventFrame.OfReset(reset, portfolioId, clock.GetUtcNow(), ApiJson.For(context)));
            }

            await _body.FlushAsync(cancellationToken);
            GatewayMetrics.EventsSent(batch.Count);
        }
    }
}

/// <summary>Tells the API's document what the data of a stream's events are.</summary>
internal sealed record EventStreamShapes(params Type[] Data);
