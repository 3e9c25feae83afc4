namespace PortfolioOrleans.Gateway.Problems;

/// <summary>Why a request was not fulfilled (RFC 9457).</summary>
/// <param name="Type">Names the kind of problem; ends in the code.</param>
/// <param name="Title">The kind of problem, for people.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What is wrong in this case, for people; null where the title says it all.</param>
/// <param name="Code">The kind of problem, for programs; never changes its meaning.</param>
/// <param name="Field">The member of the body or the query parameter at fault; null where there is none.</param>
/// <param name="Scope">The scope that the token lacks; null where it lacks none.</param>
/// <param name="RetryAfterSeconds">When asking again may help; null where it will not.</param>
/// <param name="TraceId">Names this request in the logs.</param>
internal sealed record ProblemAnswer(
    string Type,
    string Title,
    int Status,
    string? Detail,
    string Code,
    string? Field,
    string? Scope,
    long? RetryAfterSeconds,
    string TraceId);
