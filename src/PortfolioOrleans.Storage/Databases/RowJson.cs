using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PortfolioOrleans.Storage.Databases;

/// <summary>
/// Many rows as one value, for json_populate_recordset: a member becomes the column of its name in snake case. Decimals keep every digit, times must
/// have been cut (<see cref="StoredTime"/>).
/// </summary>
internal static class RowJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
    };

    public static string Of<T>(IEnumerable<T> rows) => JsonSerializer.Serialize(rows, Options);
}
