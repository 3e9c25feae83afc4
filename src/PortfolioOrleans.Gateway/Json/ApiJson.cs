using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using PortfolioOrleans.Domain.Exposure;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Gateway.Access;

namespace PortfolioOrleans.Gateway.Json;

/// <summary>
/// How the API writes and reads JSON: snake_case, decimals as strings of their exact digits, times in UTC ending in Z, every member of a shape always there.
/// </summary>
internal static class ApiJson
{
    /// <summary>For those who may see amounts.</summary>
    public static JsonSerializerOptions Full { get; } = Create(new DecimalText());

    /// <summary>For those who may see shares only: every decimal is null. What is no amount must not be a decimal in a shape.</summary>
    public static JsonSerializerOptions Withheld { get; } = Create(new DecimalWithheld());

    /// <summary>What the caller may see. Chosen here for every answer, so that none can forget to.</summary>
    public static JsonSerializerOptions For(HttpContext context) => Of(Caller.Of(context) is { AmountsWithheld: true });

    public static JsonSerializerOptions Of(bool amountsWithheld) => amountsWithheld ? Withheld : Full;

    public static void Configure(JsonSerializerOptions options, JsonConverter<decimal> decimals)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping; // The answers are JSON and never part of a page.
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.MaxDepth = 16;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.Converters.Add(decimals);
        options.Converters.Add(new UtcTime());
        options.Converters.Add(new JsonStringEnumConverter<PositionSide>(JsonNamingPolicy.SnakeCaseUpper, allowIntegerValues: false));
        options.Converters.Add(new JsonStringEnumConverter<PositionCategory>(JsonNamingPolicy.SnakeCaseUpper, allowIntegerValues: false));
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
    }

    private static JsonSerializerOptions Create(JsonConverter<decimal> decimals)
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        Configure(options, decimals);
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
