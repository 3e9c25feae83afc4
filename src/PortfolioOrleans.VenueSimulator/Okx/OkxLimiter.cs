using PortfolioOrleans.VenueSimulator.Traffic;

namespace PortfolioOrleans.VenueSimulator.Okx;

/// <summary>Requests counted for each endpoint and each key (public ones: each address), in windows that begin with the first request.</summary>
internal sealed class OkxLimiter(LimitBook limits, SimulatedVenue venue = SimulatedVenue.Okx)
{
    private readonly Dictionary<(string Name, string Who), (DateTimeOffset Since, int Used)> _windows = [];

    /// <exception cref="OkxRefusal">50011 with HTTP 429.</exception>
    public void Charge(string name, string who, int usual, TimeSpan length, DateTimeOffset now)
    {
        var window = _windows.GetValueOrDefault((name, who));
        if (now - window.Since >= length || now < window.Since)
        {
            window = (now, 0);
        }

        if (window.Used >= limits.Of(venue, name, usual))
        {
            throw OkxRefusal.TooMany();
        }

        _windows[(name, who)] = window with { Used = window.Used + 1 };
    }
}
