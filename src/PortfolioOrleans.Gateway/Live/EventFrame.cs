using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using PortfolioOrleans.Contracts.Portfolios;
using PortfolioOrleans.Gateway.Portfolios;

namespace PortfolioOrleans.Gateway.Live;

/// <summary>An event as it goes over the wire, written once for all clients that may see the same of it.</summary>
internal sealed class EventFrame
{
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer; // Grown once to the largest event, and written over by each.

    private readonly Range _json;

    private EventFrame(long seq, DateTimeOffset time, bool isSnapshot, byte[] bytes, Range json)
    {
        Seq = seq;
        Time = time;
        IsSnapshot = isSnapshot;
        Bytes = bytes;
        _json = json;
    }

    public long Seq { get; }

    public DateTimeOffset Time { get; }

    /// <summary>Whether it carries the whole portfolio, so that a client can start with it.</summary>
    public bool IsSnapshot { get; }

    /// <summary>The Server-Sent Event, its closing empty line included.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The envelope alone.</summary>
    public ReadOnlyMemory<byte> Json => Bytes[_json];

    public static EventFrame Of(PortfolioEvent happened, JsonSerializerOptions json) => happened.Kind switch
    {
        PortfolioEventKind.SnapshotUpdated => Of(EventTypes.SnapshotUpdated, happened, SnapshotAnswer.Of(happened.Snapshot!), json),
        PortfolioEventKind.PnlUpdated =>
            Of(EventTypes.PnlUpdated, happened, PnlAnswer.Of(happened.Pnl!, happened.Time, happened.Complete), json),
        PortfolioEventKind.DrawdownUpdated =>
            Of(EventTypes.DrawdownUpdated, happened, DrawdownAnswer.Of(happened.Drawdown!, happened.Time, happened.Complete), json),
        PortfolioEventKind.ExposureUpdated =>
            Of(EventTypes.ExposureUpdated, happened, ExposureAnswer.Of(happened.Exposure!, happened.Time, happened.Complete), json),
        _ => throw new ArgumentException($"No event is called {happened.Kind}.", nameof(happened)),
    };

    /// <summary>Tells a client that events are left out. It has no id: a client that leaves now comes back with the last one it did get.</summary>
    public static ReadOnlyMemory<byte> OfReset(StreamReset reset, string portfolioId, DateTimeOffset at, JsonSerializerOptions json) => Write(
        EventTypes.Reset, id: null, new EventEnvelope<ResetAnswer>(EventTypes.Reset, reset.To, portfolioId, at, ResetAnswer.Of(reset)), json).Bytes;

    private static EventFrame Of<T>(string type, PortfolioEvent happened, T data, JsonSerializerOptions options)
    {
        var envelope = new EventEnvelope<T>(type, happened.Sequence, happened.PortfolioId, happened.Time, data);
        var (bytes, json) = Write(type, happened.Sequence, envelope, options);
        return new EventFrame(happened.Sequence, happened.Time, happened.Kind == PortfolioEventKind.SnapshotUpdated, bytes, json);
    }

    /// <summary>The JSON has no line break in it, so one data line holds it.</summary>
    private static (byte[] Bytes, Range Json) Write<T>(string type, long? id, EventEnvelope<T> envelope, JsonSerializerOptions options)
    {
        var buffer = _buffer ??= new ArrayBufferWriter<byte>();
        buffer.ResetWrittenCount();
        var head = string.Create(CultureInfo.InvariantCulture, $"{(id is { } number ? $"id: {number}\n" : "")}event: {type}\ndata: ");
        Encoding.UTF8.GetBytes(head, buffer);
        var start = buffer.WrittenCount;
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = options.Encoder }))
        {
            JsonSerializer.Serialize(writer, envelope, options);
        }

        var end = buffer.WrittenCount;
        buffer.Write("\n\n"u8);
        return (buffer.WrittenSpan.ToArray(), start..end);
    }
}

/// <summary>What is around the data of every event, on every kind of live connection.</summary>
/// <param name="Type">What kind of event it is.</param>
/// <param name="Seq">Its number in the portfolio; grows by one.</param>
/// <param name="Time">When it became true.</param>
internal sealed record EventEnvelope<T>(string Type, long Seq, string PortfolioId, DateTimeOffset Time, T Data);

internal static class EventTypes
{
    public const string SnapshotUpdated = "portfolio.snapshot_updated";
    public const string PnlUpdated = "portfolio.pnl_updated";
    public const string DrawdownUpdated = "portfolio.drawdown_updated";
    public const string ExposureUpdated = "portfolio.exposure_updated";
    public const string Reset = "stream.reset";
}
