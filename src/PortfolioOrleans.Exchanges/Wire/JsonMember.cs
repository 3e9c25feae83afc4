using System.Text.Json;

namespace PortfolioOrleans.Exchanges.Wire;

internal static class JsonMember
{
    /// <summary>A member of an object; null where it is missing or null, or where this is no object.</summary>
    /// <exception cref="WireException">A member's name is not readable text, which the serializer reports by throwing.</exception>
    public static JsonElement? Find(JsonElement row, string name)
    {
        try
        {
            return row.ValueKind == JsonValueKind.Object && row.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
        }
        catch (InvalidOperationException)
        {
            throw new WireException("", "has a member whose name is not readable text");
        }
    }

    /// <summary>A text; null where it is none, or not readable.</summary>
    public static string? Text(JsonElement? value)
    {
        try
        {
            return value is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null; // Half a character.
        }
    }
}
