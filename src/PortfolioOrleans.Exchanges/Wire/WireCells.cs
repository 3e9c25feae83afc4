using System.Collections.Immutable;
using System.Text.Json;

namespace PortfolioOrleans.Exchanges.Wire;

/// <summary>A row written as a list of cells whose places say what they are, as venues write candles.</summary>
internal readonly struct WireCells(JsonElement row)
{
    public int Count => row.GetArrayLength();

    public decimal RequiredNumber(int place) => WireNode.NumberOf(Cell(place)) ?? throw new WireException($"[{place}]", "is not a number that can be held");

    public DateTimeOffset RequiredTime(int place) => RequiredNumber(place) is > 0m and < 7_258_118_400_000m and var milliseconds
        ? DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds)
        : throw new WireException($"[{place}]", "is not a time in milliseconds");

    /// <summary>Each row of a member that is a list of such rows.</summary>
    public static ImmutableArray<T> Rows<T>(WireNode node, string name, Func<WireCells, T> read) => Rows(
        JsonMember.Find(node.Object().Element, name) is { ValueKind: JsonValueKind.Array } found ? found : throw new WireException(name, "is not a list"), name, read);

    /// <summary>Each row of an answer that is a list of such rows.</summary>
    public static ImmutableArray<T> Rows<T>(WireNode root, Func<WireCells, T> read) => Rows(
        root.Element is { ValueKind: JsonValueKind.Array } found ? found : throw new WireException("", "is not a list"), "", read);

    private static ImmutableArray<T> Rows<T>(JsonElement list, string name, Func<WireCells, T> read)
    {
        var rows = ImmutableArray.CreateBuilder<T>(list.GetArrayLength());
        try
        {
            foreach (var row in list.EnumerateArray())
            {
                rows.Add(row.ValueKind == JsonValueKind.Array ? read(new WireCells(row)) : throw new WireException("", "is not a list"));
            }
        }
        catch (WireException inner)
        {
            throw inner.Under($"{name}[{rows.Count}]");
        }

        return rows.MoveToImmutable();
    }

    private JsonElement Cell(int place) => place < Count ? row[place] : throw new WireException($"[{place}]", "is missing");
}
