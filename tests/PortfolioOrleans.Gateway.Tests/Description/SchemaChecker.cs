using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace PortfolioOrleans.Gateway.Tests.Description;

/// <summary>Checks JSON against the part of JSON Schema 2020-12 that the description uses; a keyword beyond it is a fault, so that none goes unchecked.</summary>
internal sealed class SchemaChecker(JsonNode document)
{
    private static readonly HashSet<string> Annotations = ["description", "default", "title"];

    /// <summary>What does not fit, by place; empty when all does.</summary>
    public IEnumerable<string> Faults(JsonNode? value, JsonNode schema, string place)
    {
        foreach (var (keyword, rule) in schema.AsObject())
        {
            var faults = keyword switch
            {
                "$ref" => Faults(value, document["components"]!["schemas"]![rule!.GetValue<string>().Split('/')[^1]]!, place),
                "type" => Fault(Types(rule!).Contains(TypeOf(value)) || (TypeOf(value) == "integer" && Types(rule!).Contains("number")), $"is {TypeOf(value)}"),
                "enum" => Fault(rule!.AsArray().Any(choice => JsonNode.DeepEquals(choice, value)), $"is {value}"),
                "oneOf" => Fault(rule!.AsArray().Count(choice => !Faults(value, choice!, place).Any()) == 1, "fits not exactly one"),
                "pattern" => Fault(value is null || Regex.IsMatch(value.GetValue<string>(), rule!.GetValue<string>()), $"is {value}"),
                "format" => Fault(FitsFormat(value, rule!.GetValue<string>()), $"is no {rule}: {value}"),
                "required" => rule!.AsArray()
                    .Where(name => value is JsonObject map && !map.ContainsKey(name!.GetValue<string>()))
                    .Select(name => $"{place} lacks {name}"),
                "properties" => Members(value).SelectMany(member => rule![member.Key] is { } known
                    ? Faults(member.Value, known, $"{place}.{member.Key}")
                    : [$"{place}.{member.Key} is not described"]),
                "additionalProperties" => Members(value).SelectMany(member => Faults(member.Value, rule!, $"{place}.{member.Key}")),
                "items" => value is JsonArray list ? list.SelectMany((item, index) => Faults(item, rule!, $"{place}[{index}]")) : [],
                _ => Fault(Annotations.Contains(keyword), $"meets the keyword {keyword}, which is not checked"),
            };
            foreach (var fault in faults)
            {
                yield return fault;
            }
        }

        IEnumerable<string> Fault(bool fits, string fault) => fits ? [] : [$"{place} {fault}"];
    }

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Members(JsonNode? value) => value as JsonObject ?? [];

    private static IEnumerable<string> Types(JsonNode rule) => rule is JsonArray several ? several.Select(type => type!.GetValue<string>()) : [rule.GetValue<string>()];

    private static string TypeOf(JsonNode? value) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "null",
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Array => "array",
        JsonValueKind.Object => "object",
        _ => value.ToJsonString().Contains('.', StringComparison.Ordinal) ? "number" : "integer",
    };

    private static bool FitsFormat(JsonNode? value, string format) => value is null || format switch
    {
        "decimal" => decimal.TryParse(value.GetValue<string>(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _),
        "date-time" => DateTimeOffset.TryParse(value.GetValue<string>(), CultureInfo.InvariantCulture, out _) && value.GetValue<string>().EndsWith('Z'),
        "date" => DateOnly.TryParseExact(value.GetValue<string>(), "yyyy-MM-dd", out _),
        "double" or "int32" or "int64" => true,
        _ => false,
    };
}
