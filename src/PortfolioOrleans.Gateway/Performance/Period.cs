using Microsoft.OpenApi;
using PortfolioOrleans.Gateway.Requests;

namespace PortfolioOrleans.Gateway.Performance;

/// <summary>A stretch of days that ends today. Its base is the last day before it: what happened since is its own.</summary>
/// <param name="Name">As it is asked for.</param>
internal sealed record Period(string Name)
{
    private static readonly Dictionary<string, int> Lengths = new(StringComparer.Ordinal) { ["1d"] = 1, ["7d"] = 7, ["30d"] = 30, ["90d"] = 90, ["1y"] = 365 };

    private const string Allowed = "1d, 7d, 30d, 90d, 1y, ytd or all";
    private const string Meaning = "How far back, in UTC days; ytd begins with the year.";

    public static readonly QueryParameter<Period> Parameter = new(
        "period", $"{Meaning} Default: 30d.", SchemaOf("30d"), new Period("30d"), Allowed, Parse);

    /// <summary>The same where days may be named instead; null where it is not given.</summary>
    public static readonly QueryParameter<Period?> OrRange = new(
        "period", $"{Meaning} Default: all, unless from or to says otherwise.", SchemaOf("all"), null, Allowed, text => Parse(text));

    /// <summary>The day whose end it begins with.</summary>
    public DateOnly BaseBefore(DateOnly today) => Name switch
    {
        "all" => DateOnly.MinValue,
        "ytd" => new DateOnly(today.Year, 1, 1).AddDays(-1),
        _ => today.AddDays(-Lengths[Name]),
    };

    private static OpenApiSchema SchemaOf(string absent) => new() { Type = JsonSchemaType.String, Pattern = "^(1d|7d|30d|90d|1y|ytd|all)$", Default = absent };

    private static (bool Valid, Period Value) Parse(string text) => Lengths.ContainsKey(text) || text is "ytd" or "all" ? (true, new Period(text)) : default;
}
