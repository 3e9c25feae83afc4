namespace PortfolioOrleans.VenueSimulator.Okx;

/// <summary>A GET endpoint. All of what is simulated only reads.</summary>
/// <param name="Limit">Requests in <paramref name="Seconds"/>, for each key when private, for each address when public.</param>
/// <param name="Answer">The rows of the envelope's data.</param>
internal sealed record OkxEndpoint(string Path, bool Private, int Limit, int Seconds, Func<OkxCall, IEnumerable<object>> Answer)
{
    public static OkxEndpoint Public(string path, int limit, int seconds, Func<OkxCall, IEnumerable<object>> answer) => new(path, false, limit, seconds, answer);

    public static OkxEndpoint ForKeys(string path, int limit, int seconds, Func<OkxCall, IEnumerable<object>> answer) => new(path, true, limit, seconds, answer);
}
