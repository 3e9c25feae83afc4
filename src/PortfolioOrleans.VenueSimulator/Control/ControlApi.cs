using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using PortfolioOrleans.VenueSimulator.Traffic;

namespace PortfolioOrleans.VenueSimulator.Control;

/// <summary>The control API over HTTP: JSON in and out, one call of the world for each route. The routes are in <see cref="ControlRoutes"/>.</summary>
internal sealed class ControlApi(SimulatedWorld world)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DictionaryKeyPolicy = null,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false), new DecimalText() },
    };

    public async Task HandleAsync(HttpContext http)
    {
        try
        {
            var call = await ReadAsync(http);
            var answer = ControlRoutes.Carry(world, call);
            await Results.Json(answer, Json).ExecuteAsync(http);
        }
        catch (ControlException e)
        {
            await RefuseAsync(http, e.Code.StartsWith("unknown_", StringComparison.Ordinal) && e.Code != "unknown_symbol" ? 404 : 400, e.Code, e.Message);
        }
        catch (OverflowException)
        {
            await RefuseAsync(http, 400, "bad_value", "These numbers lead beyond what a decimal holds.");
        }
    }

    private static Task RefuseAsync(HttpContext http, int status, string error, string message) =>
        Results.Json(new { error, message }, Json, statusCode: status).ExecuteAsync(http);

    private static async Task<ControlCall> ReadAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var body = await reader.ReadToEndAsync(http.RequestAborted);
        var segments = (http.Request.Path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        return new ControlCall(http.Request.Method, segments, name => http.Request.Query.TryGetValue(name, out var values) ? values[0] : null, body, Json);
    }

    /// <summary>Amounts leave as strings with every digit and come in as strings or numbers.</summary>
    private sealed class DecimalText : JsonConverter<decimal>
    {
        public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Number && reader.TryGetDecimal(out var number) ? number
            : reader.TokenType == JsonTokenType.String && decimal.TryParse(reader.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var text) ? text
            : throw new JsonException("This is no decimal number.");

        public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) => writer.WriteStringValue(WireJson.Plain(value));
    }
}
