using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using PortfolioOrleans.Gateway.Json;
using PortfolioOrleans.Gateway.Problems;

namespace PortfolioOrleans.Gateway.Requests;

/// <summary>
/// Reads JSON into a shape that it must fit exactly: no member too many, too few or twice, none of another type. What does not fit is refused by the path of
/// the member, never by its value: a value may be a secret.
/// </summary>
internal static class StrictJson
{
    private const int LongestName = 64;

    private static readonly JsonDocumentOptions Syntax = new() { MaxDepth = 16 };

    /// <exception cref="ProblemException">It does not fit.</exception>
    public static T Read<T>(ReadOnlyMemory<byte> json)
    {
        using var document = Parse(json);
        var shape = ApiJson.Full.GetTypeInfo(typeof(T));
        Check(document.RootElement, shape, isNullable: false, path: "");
        return (T)document.RootElement.Deserialize(shape)!;
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonDocument.Parse(json, Syntax);
        }
        catch (JsonException error)
        {
            throw new ProblemException(new Problem(
                ProblemTable.MalformedJson,
                json.IsEmpty ? "It is empty." : $"It cannot be read on from line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}."));
        }
    }

    private static void Check(JsonElement element, JsonTypeInfo shape, bool isNullable, string path)
    {
        if (element.ValueKind == JsonValueKind.Null && isNullable)
        {
            return;
        }

        switch (shape.Kind)
        {
            case JsonTypeInfoKind.Object when element.ValueKind == JsonValueKind.Object:
                CheckMembers(element, shape, path);
                break;
            case JsonTypeInfoKind.Dictionary when element.ValueKind == JsonValueKind.Object:
                var names = new HashSet<string>(StringComparer.Ordinal);
                foreach (var member in element.EnumerateObject())
                {
                    var memberPath = Join(path, member.Name);
                    ThrowIfTwice(names, member.Name, memberPath);
                    Check(member.Value, ApiJson.Full.GetTypeInfo(shape.ElementType!), isNullable: false, memberPath);
                }

                break;
            case JsonTypeInfoKind.Enumerable when element.ValueKind == JsonValueKind.Array:
                foreach (var (index, item) in element.EnumerateArray().Index())
                {
                    Check(item, ApiJson.Full.GetTypeInfo(shape.ElementType!), isNullable: false, $"{path}[{index}]");
                }

                break;
            case JsonTypeInfoKind.None when Fits(element, shape):
                break;
            default:
                throw new ProblemException(Problem.OfBody(
                    ProblemTable.WrongType, path, $"{(path.Length == 0 ? "The body" : path)} must be {Expected(shape)}."));
        }
    }

    private static void CheckMembers(JsonElement element, JsonTypeInfo shape, string path)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject())
        {
            var memberPath = Join(path, member.Name);
            ThrowIfTwice(seen, member.Name, memberPath);
            var known = shape.Properties.FirstOrDefault(property => property.Name == member.Name)
                ?? throw new ProblemException(Problem.OfBody(
                    ProblemTable.UnknownMember, memberPath,
                    $"{memberPath} is not known here; known are {string.Join(", ", shape.Properties.Select(property => property.Name))}."));
            Check(member.Value, ApiJson.Full.GetTypeInfo(known.PropertyType), known.IsSetNullable, memberPath);
        }

        if (shape.Properties.FirstOrDefault(property => property.IsRequired && !seen.Contains(property.Name)) is { } missing)
        {
            var missingPath = Join(path, missing.Name);
            throw new ProblemException(Problem.OfBody(ProblemTable.MissingMember, missingPath, $"{missingPath} is missing."));
        }
    }

    private static void ThrowIfTwice(HashSet<string> seen, string name, string path)
    {
        if (!seen.Add(name))
        {
            throw new ProblemException(Problem.OfBody(ProblemTable.MalformedJson, path, $"{path} is there twice."));
        }
    }

    private static bool Fits(JsonElement element, JsonTypeInfo shape)
    {
        try
        {
            return element.Deserialize(shape) is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string Join(string path, string name)
    {
        var shown = name.Length <= LongestName ? name : $"{name[..LongestName]}...";
        return path.Length == 0 ? shown : $"{path}.{shown}";
    }

    private static string Expected(JsonTypeInfo shape) => shape.Kind switch
    {
        JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary => "an object",
        JsonTypeInfoKind.Enumerable => "a list",
        _ => (Nullable.GetUnderlyingType(shape.Type) ?? shape.Type) switch
        {
            var type when type == typeof(string) => "a text",
            { IsEnum: true } type => $"one of {string.Join(", ", Enum.GetNames(type).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName))}",
            var type when type == typeof(bool) => "true or false",
            var type when type == typeof(decimal) => "a decimal number of at most 28 digits written as a text",
            var type when type == typeof(DateTimeOffset) => "a time, as in \"2026-01-31T12:00:00Z\"",
            _ => "a number",
        },
    };
}
