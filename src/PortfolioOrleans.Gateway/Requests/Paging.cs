using System.Buffers.Text;
using System.Text;

namespace PortfolioOrleans.Gateway.Requests;

/// <summary>
/// Lists a page at a time, in the order of a key that each row has for itself, so that rows which come and go between two pages neither repeat nor hide
/// others.
/// </summary>
internal static class Paging
{
    public static readonly QueryParameter<int> Limit = QueryParameter.Integer("limit", "At most so many rows.", 1, 1_000, absent: 100);

    public static readonly QueryParameter<string?> Cursor = new(
        "cursor", "Where the page before ended: its next_cursor.", new Microsoft.OpenApi.OpenApiSchema { Type = Microsoft.OpenApi.JsonSchemaType.String },
        null, "the next_cursor of the page before", Decode);

    public static QueryParameter[] Parameters { get; } = [Limit, Cursor];

    /// <summary>The rows after the request's cursor, as many as it wants.</summary>
    /// <param name="key">Unique among the rows; compared by code points.</param>
    public static (IReadOnlyList<T> Rows, string? Next) Page<T>(HttpContext context, IEnumerable<T> rows, Func<T, string> key)
    {
        var limit = Limit.Read(context);
        var after = Cursor.Read(context);
        var page = rows
            .Select(row => (Key: key(row), Row: row))
            .Where(row => after is null || string.CompareOrdinal(row.Key, after) > 0)
            .OrderBy(row => row.Key, StringComparer.Ordinal)
            .Take(limit + 1)
            .ToList();
        return page.Count > limit
            ? ([.. page.Take(limit).Select(row => row.Row)], Encode(page[limit - 1].Key))
            : ([.. page.Select(row => row.Row)], null);
    }

    public static string Encode(string key) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(key));

    private static (bool Valid, string? Key) Decode(string text) =>
        text.Length <= 1_024 && Base64Url.IsValid(text) ? (true, Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text))) : default;
}

/// <summary>One page of a list.</summary>
/// <param name="NextCursor">Asks for the next page; null on the last.</param>
internal sealed record PageAnswer<T>(IReadOnlyList<T> Items, string? NextCursor);
