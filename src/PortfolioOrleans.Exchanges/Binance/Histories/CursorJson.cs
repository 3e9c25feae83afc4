using System.Text.Json;
using System.Text.Json.Serialization;

namespace PortfolioOrleans.Exchanges.Binance.Histories;

/// <summary>Cursors as small JSON. One that cannot be read begins anew: rows that come twice have the same ids.</summary>
internal static class CursorJson
{
    private static readonly JsonSerializerOptions Written = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault };

    public static T? Parse<T>(string? text)
        where T : class
    {
        try
        {
            return text is null ? null : JsonSerializer.Deserialize<T>(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static string Of<T>(T cursor) => JsonSerializer.Serialize(cursor, Written);

    /// <summary>Null where such a moment is none: somebody else wrote it.</summary>
    public static DateTimeOffset? Moment(long? milliseconds) =>
        milliseconds is >= 0 and < 7_258_118_400_000 and var known ? DateTimeOffset.FromUnixTimeMilliseconds(known) : null;

    /// <summary>The earlier of two moments, or the one there is.</summary>
    public static long? Older(long? one, long? other) => one < other || other is null ? one : other;
}
