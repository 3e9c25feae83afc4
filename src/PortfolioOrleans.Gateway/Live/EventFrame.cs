using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using PortfolioOrleans.Contracts.Portfolios;
using PortfolioOrleans.Gateway.Portfolios;

namespace PortfolioOrleans.Gateway.Live;

/// <summary>How an event goes over the wire.</summary>
internal static class EventFrame
{
    [ThreadStatic]
    private static Workbench? _bench;

    /// <summary>The Server-Sent Event, its closing empty line included. To be read or copied before this thread writes the next one over it.</summary>
    public static ReadOnlySpan<byte> Of(PortfolioEvent happened, JsonSerializerOptions json) => happened.Kind switch
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

    /// <summary>Tells a client that events are left out. It has no id: a client that leaves now comes back with the last one it did get. To be read as other frames are.</summary>
    public static ReadOnlySpan<byte> OfReset(StreamReset reset, string portfolioId, DateTimeOffset at, JsonSerializerOptions json) => Write(
        EventTypes.Reset, id: null, new EventEnvelope<ResetAnswer>(EventTypes.Reset, reset.To, portfolioId, at, ResetAnswer.Of(reset)), json);

    private static ReadOnlySpan<byte> Of<T>(string type, PortfolioEvent happened, T data, JsonSerializerOptions json) => Write(
        type, happened.Sequence, new EventEnvelope<T>(type, happened.Sequence, happened.PortfolioId, happened.Time, data), json);

    /// <summary>The JSON has no line break in it, so one data line holds it.</summary>
    private static ReadOnlySpan<byte> Write<T>(string type, long? id, EventEnvelope<T> envelope, JsonSerializerOptions json)
    {
        var (buffer, writer) = _bench ??= Workbench.For(json);
        buffer.ResetWrittenCount();
        if (id is { } number)
        {
            buffer.Write("id: "u8);
            number.TryFormat(buffer.GetSpan(20), out var digits, default, CultureInfo.InvariantCulture);
            buffer.Advance(digits);
            buffer.Write("\n"u8);
        }

        buffer.Write("event: "u8);
        Encoding.UTF8.GetBytes(type, buffer);
        buffer.Write("\ndata: "u8);
        writer.Reset(buffer);
        JsonSerializer.Serialize(writer, envelope, json);
        writer.Flush();
        buffer.Write("\n\n"u8);
        return buffer.WrittenSpan;
    }

    /// <summary>What a thread writes with: grown once to its largest event, and written over by each.</summary>
    private sealed record Workbench(ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Writer)
    {
        public static Workbench For(JsonSerializerOptions json)
        {
            var buffer = new ArrayBufferWriter<byte>();
            return new Workbench(buffer, new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = json.Encoder }));
        }
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
