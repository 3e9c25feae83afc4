using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using PortfolioOrleans.VenueSimulator.Control;

namespace PortfolioOrleans.VenueSimulator.Traffic;

/// <summary>Makes a good answer a bad one.</summary>
internal static class Spoiler
{
    public static VenueResponse Spoil(VenueResponse response, SpoilKind kind) => kind switch
    {
        SpoilKind.Truncated => response with { Body = response.Body[..(response.Body.Length / 2)] },
        SpoilKind.Empty => response with { Body = [] },
        SpoilKind.Html => response with { ContentType = "text/html", Body = Page("502 Bad Gateway") },
        SpoilKind.WrongTypes => Rewrite(response, WrongTypes),
        SpoilKind.ExtraMembers => Rewrite(response, ExtraMembers),
        SpoilKind.HugeNumbers => Rewrite(response, node => Numbers(node, "1e40")),
        _ => Rewrite(response, node => Numbers(node, "NaN")),
    };

    public static byte[] Page(string title) =>
        Encoding.UTF8.GetBytes($"<html>\r\n<head><title>{title}</title></head>\r\n<body><center><h1>{title}</h1></center></body>\r\n</html>\r\n");

    private static VenueResponse Rewrite(VenueResponse response, Func<JsonNode?, JsonNode?> change) =>
        response with { Body = Encoding.UTF8.GetBytes(change(JsonNode.Parse(response.Body))?.ToJsonString() ?? "null") };

    private static JsonNode? WrongTypes(JsonNode? node) => node switch
    {
        JsonArray rows => new JsonObject(rows.Select((row, i) => KeyValuePair.Create(i.ToString(CultureInfo.InvariantCulture), WrongTypes(row)))),
        JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, member.Value switch
        {
            JsonArray or JsonObject => WrongTypes(member.Value),
            null => null,
            var leaf => new JsonArray(leaf.DeepClone()),
        }))),
        _ => node?.DeepClone(),
    };

    private static JsonNode? ExtraMembers(JsonNode? node) => node switch
    {
        JsonArray rows => new JsonArray([.. rows.Select(ExtraMembers)]),
        JsonObject members => new JsonObject(members
            .Select(member => KeyValuePair.Create(member.Key, ExtraMembers(member.Value)))
            .Append(KeyValuePair.Create<string, JsonNode?>("zzNew", new JsonObject { ["kind"] = "UNHEARD_OF", ["values"] = new JsonArray(1, "two", null) }))),
        _ => node?.DeepClone(),
    };

    private static JsonNode? Numbers(JsonNode? node, string instead) => node switch
    {
        JsonArray rows => new JsonArray([.. rows.Select(row => Numbers(row, instead))]),
        JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, Numbers(member.Value, instead)))),
        JsonValue leaf when leaf.TryGetValue<string>(out var text)
            && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _) => JsonValue.Create(instead),
        _ => node?.DeepClone(),
    };
}
