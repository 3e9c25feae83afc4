namespace PortfolioOrleans.VenueSimulator.Traffic;

/// <summary>Limits that the control API has changed; everything else keeps the venue's own number.</summary>
internal sealed class LimitBook
{
    private readonly Dictionary<(SimulatedVenue, string), int> _changed = [];

    public int Of(SimulatedVenue venue, string name, int usual) => _changed.GetValueOrDefault((venue, name), usual);

    /// <param name="limit">Null: the venue's own again.</param>
    public void Set(SimulatedVenue venue, string name, int? limit)
    {
        if (limit is { } changed)
        {
            _changed[(venue, name)] = changed;
        }
        else
        {
            _changed.Remove((venue, name));
        }
    }

    public IEnumerable<(SimulatedVenue Venue, string Name, int Limit)> Changed => _changed.Select(entry => (entry.Key.Item1, entry.Key.Item2, entry.Value));
}
