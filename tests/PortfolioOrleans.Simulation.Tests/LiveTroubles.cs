using PortfolioOrleans.VenueSimulator;
using PortfolioOrleans.VenueSimulator.Control;

namespace PortfolioOrleans.Simulation.Tests;

/// <summary>What goes wrong with live connections, one thing after another, by a seed.</summary>
internal sealed class LiveTroubles(VenueHouse house, int disconnects, int minutes)
{
    private static readonly SimulatedVenue[] Places = [SimulatedVenue.Binance, SimulatedVenue.Okx];

    /// <summary>In which minutes everything is cut at one venue.</summary>
    private readonly HashSet<int> _cuts = [.. Enumerable.Range(0, disconnects).Select(number => ((2 * number) + 1) * minutes / (2 * disconnects))];

    private int _cutsOwed;

    /// <summary>How often each happened.</summary>
    public SortedDictionary<string, int> Happened { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether a gap is hidden: events do not come, and nothing says so.</summary>
    public bool IsHidden { get; private set; }

    /// <summary>Makes this minute's trouble. To be called among the events, in the simulation.</summary>
    public void Make(int minute, IReadOnlyList<AccountSummary> customers)
    {
        var venue = Places[house.Chance.Next(Places.Length)];
        var customer = customers.First(one => one.Venue == venue);
        IsHidden = false;
        _cutsOwed += _cuts.Contains(minute) ? 1 : 0;
        if (_cutsOwed > 0)
        {
            if (house.Venues.DisconnectSockets(venue) > 0)
            {
                _cutsOwed--;
                Note("disconnects", venue, true);
            }

            return; // Just after a silence nobody may be connected: then it is a later minute's.
        }

        switch (house.Chance.Next(12))
        {
            case 0 or 1:
                Note("duplicates", venue, Inject(FaultKind.DuplicateEvents, house.Chance.Next(1, 6)));
                break;
            case 2 or 3:
                Note("reorderings", venue, Inject(FaultKind.ReorderEvents, house.Chance.Next(1, 4)));
                break;
            case 4 or 5:
                IsHidden = true;
                Note("gaps", venue, Inject(FaultKind.DropEvents, house.Chance.Next(1, 5)));
                break;
            case 6 when house.Chance.Next(4) == 0:
                IsHidden = true;
                Note("silences", venue, house.Venues.Inject(new FaultOrder { Kind = FaultKind.SilentSockets, Venue = venue, Seconds = 100 }) is not null);
                break;
            case 7 when venue == SimulatedVenue.Binance:
                house.Venues.ExpireListenKeys(customer.AccountId);
                Note("ended listen keys", venue, true);
                break;
            case 8 when venue == SimulatedVenue.Binance:
                house.Venues.TerminateUserStreams(customer.AccountId);
                Note("ended subscriptions", venue, true);
                break;
            case 9:
                house.Venues.AnnounceShutdown(venue, TimeSpan.FromSeconds(house.Chance.Next(5, 15)));
                Note("announced ends", venue, true);
                break;
        }

        bool Inject(FaultKind kind, int count) =>
            house.Venues.Inject(new FaultOrder { Kind = kind, Venue = venue, Key = customer.Key, Count = count, Seconds = 20 }) is not null;
    }

    private void Note(string what, SimulatedVenue venue, bool happened)
    {
        Assert.True(happened, $"{what} at {venue} in the middle of nothing");
        Happened[what] = Happened.GetValueOrDefault(what) + 1;
    }
}
