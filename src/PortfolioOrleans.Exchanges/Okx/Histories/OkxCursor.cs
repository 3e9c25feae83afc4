using System.Text.Json;
using System.Text.Json.Serialization;

namespace PortfolioOrleans.Exchanges.Okx.Histories;

/// <summary>
/// Where a walk stands. A walk goes from now back to where the last finished one began, list by list; what is written here is all it needs to go on after
/// any interruption. Times are milliseconds since 1970 by the venue's clock.
/// </summary>
/// <param name="First">When the very first walk began.</param>
/// <param name="Head">Everything listed before it was read; null until a walk has finished.</param>
/// <param name="Began">When the walk under way began; null between two.</param>
/// <param name="List">Which list is being read.</param>
/// <param name="After">Only rows older than this id or time are wanted; null at a list's newest end.</param>
/// <param name="Open">The oldest row that was not final when the last walk passed it: the next one goes back that far.</param>
/// <param name="OpenNext">The same, found by the walk under way.</param>
/// <param name="Pages">Pages read so far, for the user's eyes.</param>
/// <param name="Oldest">The oldest row read so far, for the user's eyes.</param>
internal sealed record OkxCursor(
    [property: JsonPropertyName("first")] long? First = null,
    [property: JsonPropertyName("head")] long? Head = null,
    [property: JsonPropertyName("began")] long? Began = null,
    [property: JsonPropertyName("list")] int List = 0,
    [property: JsonPropertyName("after")] string? After = null,
    [property: JsonPropertyName("open")] long? Open = null,
    [property: JsonPropertyName("openNext")] long? OpenNext = null,
    [property: JsonPropertyName("pages")] int Pages = 0,
    [property: JsonPropertyName("oldest")] long? Oldest = null)
{
    private static readonly JsonSerializerOptions Written = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault };

    /// <summary>One that cannot be read begins anew: rows that come twice have the same ids.</summary>
    public static OkxCursor Parse(string? text, int lists)
    {
        try
        {
            return text is not null && JsonSerializer.Deserialize<OkxCursor>(text) is { List: >= 0, Pages: >= 0 } cursor && cursor.List < lists
                ? cursor
                : new OkxCursor();
        }
        catch (JsonException)
        {
            return new OkxCursor();
        }
    }

    public override string ToString() => JsonSerializer.Serialize(this, Written);
}
