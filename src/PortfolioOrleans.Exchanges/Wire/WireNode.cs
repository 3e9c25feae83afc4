using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Exchanges.Wire;

/// <summary>
/// One JSON value of a venue, read as venues write: numbers as numbers or strings, ids as either, "" and null for what does not apply. Members nobody
/// asks for are ignored; what is asked for and cannot be read throws <see cref="WireException"/> with the member's name.
/// </summary>
internal readonly struct WireNode(JsonElement element)
{
    /// <summary>No asset has so many units; a larger number is a mistake, and smaller ones can be added without a thought of overflow.</summary>
    public const decimal Largest = 1_000_000_000_000_000_000_000_000m;

    /// <summary>The year 2200, in milliseconds since 1970: later times are mistakes, microseconds for milliseconds above all.</summary>
    private const decimal LastMoment = 7_258_118_400_000m;

    public bool IsObject => element.ValueKind == JsonValueKind.Object;

    /// <summary>A number to the last digit; null where there is none. What a decimal can only hold rounded is refused: it may be somebody's money.</summary>
    public decimal? Number(string name) => Member(name) is not { } value ? null
        : NumberOf(value) is not { } number ? throw NoNumber(name)
        : IsExact(value) ? number
        : throw new WireException(name, "has more digits than can be held");

    /// <summary>A figure that the venue worked out and nothing is booked by, as a profit not yet made; null where there is none. Digits beyond the 28th are rounded away.</summary>
    public decimal? Figure(string name) => Member(name) is not { } value ? null : NumberOf(value) ?? throw NoNumber(name);

    public decimal RequiredNumber(string name) => Number(name) ?? throw Missing(name);

    /// <summary>A whole number that something is counted by, such as a trade's id.</summary>
    public long Count(string name) => RequiredNumber(name) is >= 0m and <= long.MaxValue and var count && count == decimal.Truncate(count)
        ? (long)count
        : throw new WireException(name, "is no count");

    /// <summary>A number that cannot be below zero, such as a free balance; zero where there is none.</summary>
    public decimal Amount(string name) => Number(name) switch
    {
        null => 0m,
        >= 0m and { } amount => amount,
        _ => throw new WireException(name, "is below zero"),
    };

    public decimal RequiredAmount(string name) => Member(name) is null ? throw Missing(name) : Amount(name);

    /// <summary>A market's price; null where there is none, or where the venue writes zero for that. Digits beyond the 28th are rounded away.</summary>
    public decimal? Price(string name) => Figure(name) switch
    {
        null or 0m => null,
        > 0m and { } price => price,
        _ => throw new WireException(name, "is below zero"),
    };

    /// <summary>A price at which something was booked, to the last digit; null as above.</summary>
    public decimal? BookedPrice(string name) => Amount(name) is > 0m and var price ? price : null;

    /// <summary>A text or an id, whose digits are kept as they are; null where there is none.</summary>
    public string? Text(string name) => Member(name) is not { } value ? null : value.ValueKind switch
    {
        JsonValueKind.String => Decoded(value) ?? throw new WireException(name, "is not readable text"),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => throw new WireException(name, "is not a text"),
    };

    public string RequiredText(string name) => Text(name) ?? throw Missing(name);

    public Asset Asset(string name) => Domain.Values.Asset.TryParse(RequiredText(name), out var asset)
        ? asset
        : throw new WireException(name, "is not an asset code");

    /// <summary>An instrument's id, which must be as short and plain as an asset code.</summary>
    public string Instrument(string name) => Asset(name).Code;

    public bool? Flag(string name) => Text(name)?.ToUpperInvariant() switch
    {
        null => null,
        "TRUE" => true,
        "FALSE" => false,
        _ => throw new WireException(name, "is neither true nor false"),
    };

    /// <summary>Milliseconds since 1970, UTC; null where there are none, or zero.</summary>
    public DateTimeOffset? Time(string name) => Number(name) switch
    {
        null or 0m => null,
        > 0m and <= LastMoment and { } milliseconds => DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds),
        _ => throw new WireException(name, "is not a time in milliseconds"),
    };

    public DateTimeOffset RequiredTime(string name) => Time(name) ?? throw Missing(name);

    /// <summary>"2019-10-12 11:12:02", which is UTC though it does not say so; null where there is none.</summary>
    public DateTimeOffset? UtcText(string name) => Text(name) is not { } text ? null
        : DateTimeOffset.TryParseExact(
            text, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time
        : throw new WireException(name, "is not a time as yyyy-MM-dd HH:mm:ss");

    /// <summary>A member that is an object or a list; null where there is none, or something else.</summary>
    public WireNode? Any(string name) =>
        Member(name) is { ValueKind: JsonValueKind.Object or JsonValueKind.Array } value ? new WireNode(value) : null;

    /// <summary>A member that is an object; null where there is none.</summary>
    public WireNode? Inner(string name) => Member(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Object ? new WireNode(value)
        : throw new WireException(name, "is not an object");

    /// <summary>Each row of a member that is a list; nothing where it is missing or null.</summary>
    public ImmutableArray<T> Rows<T>(string name, Func<WireNode, T> read)
    {
        if (Member(name) is not { } value)
        {
            return [];
        }

        try
        {
            return new WireNode(value).Rows(read);
        }
        catch (WireException inner)
        {
            throw inner.Under(name);
        }
    }

    /// <summary>As <see cref="Rows{T}(string, Func{WireNode, T})"/>, but the list must be there.</summary>
    public ImmutableArray<T> RequiredRows<T>(string name, Func<WireNode, T> read) => Member(name) is null ? throw Missing(name) : Rows(name, read);

    /// <summary>Each row of this list.</summary>
    public ImmutableArray<T> Rows<T>(Func<WireNode, T> read)
    {
        if (element.ValueKind != JsonValueKind.Array)
        {
            throw new WireException("", "is not a list");
        }

        var rows = ImmutableArray.CreateBuilder<T>(element.GetArrayLength());
        try
        {
            foreach (var row in element.EnumerateArray())
            {
                rows.Add(row.ValueKind == JsonValueKind.Object ? read(new WireNode(row)) : throw new WireException("", "is not an object"));
            }
        }
        catch (WireException inner)
        {
            throw inner.Under($"[{rows.Count}]");
        }

        return rows.MoveToImmutable();
    }

    /// <summary>Venues that answer one row instead of a list when asked for one.</summary>
    public ImmutableArray<T> RowsOrOne<T>(Func<WireNode, T> read) => IsObject ? [read(this)] : Rows(read);

    /// <summary>As <see cref="RowsOrOne{T}"/>, one after another and kept nowhere: for lists of hundreds that are gone through once.</summary>
    public IEnumerable<WireNode> EachOrOne()
    {
        if (element.ValueKind != JsonValueKind.Array)
        {
            yield return Object();
            yield break;
        }

        foreach (var row in element.EnumerateArray())
        {
            yield return new WireNode(row).Object();
        }
    }

    /// <summary>This value, which must be an object.</summary>
    public WireNode Object() => IsObject ? this : throw new WireException("", "is not an object");

    private static WireException Missing(string name) => new(name, "is missing");

    /// <summary>Null where the member is missing, null or "".</summary>
    private JsonElement? Member(string name)
    {
        JsonElement value;
        try
        {
            if (!Object().Element.TryGetProperty(name, out value))
            {
                return null;
            }
        }
        catch (InvalidOperationException)
        {
            throw new WireException("", "has a member whose name is not readable text");
        }

        return value.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.String when JsonMarshal.GetRawUtf8Value(value).Length == 2 => null,
            _ => value,
        };
    }

    /// <summary>Null where the text holds half a character, which the serializer reports by throwing.</summary>
    private static string? Decoded(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The JSON itself, for shapes that have no name to be read by.</summary>
    internal JsonElement Element => element;

    private static WireException NoNumber(string name) => new(name, "is not a number that can be held");

    /// <summary>Whether a number that was read kept all its digits.</summary>
    private static bool IsExact(JsonElement value)
    {
        const int alwaysFit = 28;
        var raw = JsonMarshal.GetRawUtf8Value(value);
        raw = raw[0] == '"' ? raw[1..^1] : raw;
        return (raw.Length <= alwaysFit && raw.IndexOfAny((byte)'e', (byte)'E') < 0) || Exact.Parse(Encoding.UTF8.GetString(raw)) is not null;
    }

    internal static decimal? NumberOf(JsonElement value)
    {
        if (value.ValueKind is not (JsonValueKind.Number or JsonValueKind.String))
        {
            return null;
        }

        // The raw bytes: no string is made for a number. One written with escapes, which no venue does, is no number.
        var raw = JsonMarshal.GetRawUtf8Value(value);
        raw = raw[0] == '"' ? raw[1..^1] : raw;
        return decimal.TryParse(raw, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) <= Largest
            ? number
            : null;
    }
}
