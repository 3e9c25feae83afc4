namespace PortfolioOrleans.VenueSimulator.Traffic;

/// <summary>Counts what was asked, since the simulator started.</summary>
internal sealed class TrafficLog
{
    private readonly SortedDictionary<string, PathCount> _paths = new(StringComparer.Ordinal);

    public long Refused { get; private set; }

    public IReadOnlyDictionary<string, PathCount> Paths => _paths;

    /// <param name="weight">As the venue counts it; 1 a request where it counts requests.</param>
    public void Add(string path, int status, int weight)
    {
        var count = _paths.GetValueOrDefault(path);
        _paths[path] = new PathCount(count.Requests + 1, count.Failed + (status >= 400 ? 1 : 0), count.Weight + weight);
        Refused += status is 429 or 418 ? 1 : 0;
    }
}

internal readonly record struct PathCount(long Requests, long Failed, long Weight);
