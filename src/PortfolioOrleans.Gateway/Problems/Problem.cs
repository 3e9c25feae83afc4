namespace PortfolioOrleans.Gateway.Problems;

/// <summary>A kind of refusal. The code is for programs and never changes its meaning; the title is for people.</summary>
internal sealed record ProblemKind(int Status, string Code, string Title);

/// <summary>What is told a caller whose request is not fulfilled (RFC 9457).</summary>
/// <param name="Detail">What is wrong in this very case, for the caller's eyes; null where the title says it all.</param>
internal sealed record Problem(ProblemKind Kind, string? Detail = null)
{
    /// <summary>The member of the body or the query parameter at fault.</summary>
    public string? Field { get; init; }

    /// <summary>The scope that the token lacks.</summary>
    public string? Scope { get; init; }

    /// <summary>When asking again may help.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public static Problem MissingScope(string scope) => new(ProblemTable.ScopeMissing, $"The token lacks the scope \"{scope}\".") { Scope = scope };

    public static Problem OfQuery(string parameter, string allowed) => new(ProblemTable.BadQuery, $"{parameter} must be {allowed}.") { Field = parameter };

    public static Problem OfBody(ProblemKind kind, string path, string detail) => new(kind, detail) { Field = path };
}

/// <summary>Ends a request with a problem, from however deep inside.</summary>
internal sealed class ProblemException(Problem problem) : Exception(problem.Detail ?? problem.Kind.Title)
{
    public Problem Problem { get; } = problem;
}
