namespace PortfolioOrleans.VenueSimulator.Traffic;

/// <summary>A request as it came off the wire; nothing in it is decoded, because signatures cover the bytes as sent.</summary>
/// <param name="Path">Without the query.</param>
/// <param name="Query">Without the question mark; "" when there is none.</param>
/// <param name="Header">The first value of a header, names without case; null when it is missing.</param>
/// <param name="Ip">Where it came from, which limits and whitelists look at.</param>
internal sealed record VenueRequest(string Method, string Path, string Query, string Body, Func<string, string?> Header, string Ip)
{
    /// <param name="target">Path and query as in the request line.</param>
    public static VenueRequest From(string method, string target, string body, Func<string, string?> header, string ip)
    {
        var mark = target.IndexOf('?', StringComparison.Ordinal);
        return mark < 0
            ? new VenueRequest(method, target, "", body, header, ip)
            : new VenueRequest(method, target[..mark], target[(mark + 1)..], body, header, ip);
    }

    public string Target => Query.Length == 0 ? Path : $"{Path}?{Query}";
}
