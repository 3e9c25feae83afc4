using System.Globalization;
using Microsoft.OpenApi;
using PortfolioOrleans.Gateway.Json;
using PortfolioOrleans.Gateway.Problems;

namespace PortfolioOrleans.Gateway.Requests;

/// <summary>
/// A parameter of a query: its name, what it may be and how it is read. The same object, put on a route, describes it in the API's document, so that what is
/// documented is what is done.
/// </summary>
internal abstract record QueryParameter(string Name, string Description, OpenApiSchema Schema)
{
    public bool IsRequired { get; init; }

    public static QueryParameter<string?> Text(string name, string description, int longest) => new(
        name, description, new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = longest }, null, $"a text of 1 to {longest} characters, not blank",
        text => text.Length <= longest && !string.IsNullOrWhiteSpace(text) && !text.Any(char.IsControl) ? (true, text) : default);

    public static QueryParameter<int> Integer(string name, string description, int least, int most, int absent) => new(
        name, description,
        new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = $"{least}", Maximum = $"{most}", Default = absent },
        absent, $"a whole number from {least} to {most}",
        text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? (true, value)
            : default);

    /// <summary>True only where it is asked for.</summary>
    public static QueryParameter<bool> Flag(string name, string description) => new(
        name, $"{description} Default: false.", new OpenApiSchema { Type = JsonSchemaType.Boolean, Default = false }, false, "true or false",
        text => text switch { "true" => (true, true), "false" => (true, false), _ => default });

    public static QueryParameter<DateTimeOffset?> Time(string name, string description) => new(
        name, description, new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" }, null,
        "a time of the years 2000 to 2199, as in 2026-01-31 or 2026-01-31T12:00:00Z",
        text => UtcTime.TryParse(text, out var time) ? (true, time) : default);
}

/// <param name="Absent">What a request without it means.</param>
/// <param name="Allowed">What it may be, to go on after "must be".</param>
/// <param name="Parse">Reads a text that is not empty; false for what it may not be.</param>
internal sealed record QueryParameter<T>(
    string Name, string Description, OpenApiSchema Schema, T Absent, string Allowed, Func<string, (bool Valid, T Value)> Parse)
    : QueryParameter(Name, Description, Schema)
{
    /// <exception cref="ProblemException">It is given and is not what it may be.</exception>
    public T Read(HttpContext context)
    {
        var given = context.Request.Query[Name];
        if (given.Count == 0 && !IsRequired)
        {
            return Absent;
        }

        return given is [{ Length: > 0 } text] && Parse(text) is (true, var value)
            ? value
            : throw new ProblemException(Problem.OfQuery(Name, given.Count > 1 ? $"given once, and be {Allowed}" : Allowed));
    }
}

internal static class QueryParameterExtensions
{
    /// <summary>Says which parameters a route reads.</summary>
    public static RouteHandlerBuilder Takes(this RouteHandlerBuilder route, params QueryParameter[] parameters) => route.WithMetadata([.. parameters]);
}
