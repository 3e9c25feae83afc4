namespace PortfolioOrleans.VenueSimulator.Markets;

/// <summary>Everything ever done to the prices by hand. With the seed and the time it decides every price; it is part of the saved world.</summary>
internal sealed class MarketLog
{
    public List<Pause> Pauses { get; init; } = [];

    /// <summary>By venue and coin, oldest first.</summary>
    public Dictionary<SimulatedVenue, Dictionary<string, List<Intervention>>> Interventions { get; init; } = new()
    {
        [SimulatedVenue.Binance] = [],
        [SimulatedVenue.Okx] = [],
    };

    /// <summary>Market seconds since 1970: seconds of the clock less those spent frozen.</summary>
    public long StepAt(DateTimeOffset at)
    {
        var walked = at.ToUnixTimeMilliseconds();
        foreach (var pause in Pauses)
        {
            if (pause.From < at)
            {
                walked -= (long)((pause.Until is { } until && until < at ? until : at) - pause.From).TotalMilliseconds;
            }
        }

        return walked / 1000;
    }

    /// <summary>The last word on a coin's price at a venue, as of <paramref name="at"/>; null while its walk was never touched.</summary>
    public Intervention? LastFor(SimulatedVenue venue, string asset, DateTimeOffset at) =>
        Interventions.GetValueOrDefault(venue)?.GetValueOrDefault(asset)?.FindLast(candidate => candidate.At <= at);

    /// <summary>What trades no more, and since when.</summary>
    public List<Delisting> Delistings { get; init; } = [];

    public bool Lists(Market market, DateTimeOffset at) => Delistings.Count == 0
        || !Delistings.Exists(gone => gone.Venue == market.Venue && gone.Spot == market.IsSpot && gone.Market == market.Id && gone.At <= at);

    public void Add(SimulatedVenue venue, string asset, Intervention intervention)
    {
        if (!Interventions[venue].TryGetValue(asset, out var list))
        {
            Interventions[venue].Add(asset, list = []);
        }

        list.Add(intervention);
    }
}

internal sealed record Delisting(SimulatedVenue Venue, string Market, bool Spot, DateTimeOffset At);

/// <param name="From">Since when the markets stood still.</param>
/// <param name="Until">Null while they still do.</param>
internal sealed record Pause(DateTimeOffset From, DateTimeOffset? Until);

/// <summary>One change by hand. A coin is priced in USDT; USDT itself in dollars.</summary>
/// <param name="Price">What it was set to at <paramref name="Step"/>; null: never set, only multiplied.</param>
/// <param name="Factor">What the price is multiplied with since it was set.</param>
internal sealed record Intervention(DateTimeOffset At, decimal? Price, long Step, decimal Factor);
