using System.Collections.Immutable;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace PortfolioOrleans.Exchanges.Okx.Feed;

/// <summary>One thing to listen to.</summary>
/// <param name="Selector">Which instruments, by "instId" or "instType"; null for a channel that needs none.</param>
/// <param name="Parameters">More that the channel wants, as JSON in a text; null for none.</param>
internal readonly record struct OkxChannel(string Name, (string Name, string Value)? Selector = null, string? Parameters = null);

/// <summary>What is said to OKX's live feed.</summary>
internal static class OkxWords
{
    public const string Ping = "ping";

    public const string Pong = "pong";

    /// <summary>Longer frames are answered slowly.</summary>
    private const int LongestFrame = 4_000;

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Login(ExchangeCredentials credentials, DateTimeOffset venueTime)
    {
        var stamp = venueTime.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return Write("login", arg =>
        {
            arg.WriteStartObject();
            arg.WriteString("apiKey", credentials.ApiKey);
            arg.WriteString("passphrase", credentials.Passphrase);
            arg.WriteString("timestamp", stamp);
            arg.WriteString("sign", OkxSignature.Of(stamp, "GET", "/users/self/verify", "", credentials.Secret));
            arg.WriteEndObject();
        });
    }

    /// <summary>As few frames as their length allows: an hour has 480 for a connection.</summary>
    public static ImmutableArray<string> Subscribe(ImmutableArray<OkxChannel> channels)
    {
        var frames = ImmutableArray.CreateBuilder<string>();
        for (var from = 0; from < channels.Length;)
        {
            var (length, count) = (0, 0);
            while (from + count < channels.Length && (count == 0 || length + LengthOf(channels[from + count]) < LongestFrame))
            {
                length += LengthOf(channels[from + count++]);
            }

            var part = channels.Slice(from, count);
            frames.Add(Write("subscribe", writer => Write(writer, part)));
            from += count;
        }

        return frames.ToImmutable();
    }

    private static void Write(Utf8JsonWriter writer, ImmutableArray<OkxChannel> channels)
    {
        foreach (var channel in channels)
        {
            writer.WriteStartObject();
            writer.WriteString("channel", channel.Name);
            if (channel.Selector is { } selector)
            {
                writer.WriteString(selector.Name, selector.Value);
            }

            if (channel.Parameters is { } parameters)
            {
                writer.WriteString("extraParams", parameters);
            }

            writer.WriteEndObject();
        }
    }

    /// <summary>About; names, quotes and commas included.</summary>
    private static int LengthOf(OkxChannel channel) =>
        20 + channel.Name.Length + (channel.Selector is { } selector ? selector.Name.Length + selector.Value.Length + 8 : 0) + (channel.Parameters?.Length + 24 ?? 0);

    private static string Write(string op, Action<Utf8JsonWriter> args)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, Plain))
        {
            writer.WriteStartObject();
            writer.WriteString("op", op);
            writer.WriteStartArray("args");
            args(writer);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }
}
