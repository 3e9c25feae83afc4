namespace PortfolioOrleans.VenueSimulator.Traffic;

/// <summary>A request as it came off the wire; nothing in it is decoded, because signatures cover the bytes as sent.</summary>
/// <param name="Target">Path and query as in the request line.</param>
/// <param name="Header">The first value of a header, names without case; null when it is missing.</param>
/// <param name="Ip">Where it came from, which limits and whitelists look at.</param>
internal sealed record VenueRequest(string Method, string Target, string Body, Func<string, string?> Header, string Ip)
{
    /// <summary>Without the query.</summary>
    public string Path { get; } = Target.Split('?', 2)[0];

    /// <summary>Without the question mark; "" when there is none.</summary>
    public string Query { get; } = Target.Split('?', 2) is [_, var query] ? query : "";
}
