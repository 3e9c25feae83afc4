using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Net.Http.Headers;
using PortfolioOrleans.Gateway.Json;

namespace PortfolioOrleans.Gateway.Problems;

/// <summary>Writes a problem as the whole answer to a request.</summary>
internal static class ProblemWriter
{
    public const string ContentType = "application/problem+json";

    public static async Task WriteAsync(HttpContext context, Problem problem)
    {
        var response = context.Response;
        response.StatusCode = problem.Kind.Status;
        response.ContentType = ContentType;
        if (problem.RetryAfter is { } pause)
        {
            response.Headers.RetryAfter = Seconds(pause).ToString(CultureInfo.InvariantCulture);
        }

        if (Challenge(problem) is { } challenge)
        {
            response.Headers[HeaderNames.WWWAuthenticate] = challenge;
        }

        await JsonSerializer.SerializeAsync(response.BodyWriter, Answer(context, problem), ApiJson.Full, context.RequestAborted);
    }

    private static ProblemAnswer Answer(HttpContext context, Problem problem) => new(
        $"urn:portfolio:problem:{problem.Kind.Code}",
        problem.Kind.Title,
        problem.Kind.Status,
        RequestSecrets.Occur(context, problem.Detail) ? null : problem.Detail,
        problem.Kind.Code,
        RequestSecrets.Occur(context, problem.Field) ? null : problem.Field,
        problem.Scope,
        problem.RetryAfter is { } pause ? Seconds(pause) : null,
        TraceId(context));

    public static string TraceId(HttpContext context) => Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;

    private static long Seconds(TimeSpan pause) => Math.Max(1, (long)Math.Ceiling(pause.TotalSeconds));

    /// <summary>RFC 6750, section 3.</summary>
    private static string? Challenge(Problem problem) => problem.Kind.Status switch
    {
        StatusCodes.Status401Unauthorized when problem.Kind == ProblemTable.TokenMissing => "Bearer realm=\"portfolio\"",
        StatusCodes.Status401Unauthorized => $"Bearer realm=\"portfolio\", error=\"invalid_token\", error_description=\"{problem.Kind.Title}\"",
        StatusCodes.Status403Forbidden => $"Bearer realm=\"portfolio\", error=\"insufficient_scope\", scope=\"{problem.Scope}\"",
        _ => null,
    };
}
