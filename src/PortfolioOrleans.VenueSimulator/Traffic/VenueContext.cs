using PortfolioOrleans.VenueSimulator.Accounts;
using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Markets;
using PortfolioOrleans.VenueSimulator.Sockets;

namespace PortfolioOrleans.VenueSimulator.Traffic;

/// <summary>What a venue's endpoints and sockets see of the world. Everything here is used under the world's lock.</summary>
internal sealed class VenueContext(
    SimulatedVenue venue, int seed, IReadOnlyList<Account> accounts, Prices prices, Tape tape, FaultBook faults, LimitBook limits, TimeProvider clock)
{
    public SimulatedVenue Venue => venue;

    public int Seed => seed;

    public Prices Prices => prices;

    public Tape Tape => tape;

    public FaultBook Faults => faults;

    public LimitBook Limits => limits;

    public TrafficLog Traffic { get; } = new();

    public List<SocketSession> Sessions { get; } = [];

    /// <summary>Sockets opened since the start.</summary>
    public long Connections { get; set; }

    /// <summary>How far the venue's clock is ahead for good; a fault may add to it for a while.</summary>
    public TimeSpan Skew { get; set; }

    /// <summary>The world's time, to the millisecond: prices belong to it.</summary>
    public DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>What the venue believes the time is.</summary>
    public DateTimeOffset VenueTime => Now + Skew + TimeSpan.FromSeconds(faults.Peek(FaultKind.ClockSkew, venue)?.Delay ?? 0d);

    public long VenueMs => VenueTime.ToUnixTimeMilliseconds();

    public Moment Moment => new(Now, VenueTime);

    public bool IsDown => faults.Peek(FaultKind.Down, venue) is not null;

    public bool InMaintenance => faults.Peek(FaultKind.Maintenance, venue) is not null;

    /// <summary>Null for a key that the venue does not know, or does not know any more.</summary>
    public Account? AccountWith(string key) =>
        accounts.FirstOrDefault(account => account.Venue == venue && account.Key == key && !account.Revoked) is { } found
        && faults.Take(FaultKind.RevokedKey, venue, "", key) is null
            ? found
            : null;

    /// <summary>Binance futures: whose user data the key opens; null when it opens none (any more).</summary>
    /// <param name="api">"fapi", "dapi" or "papi": where the key is from.</param>
    public Account? ListensWith(string api, string listenKey) => accounts.FirstOrDefault(account => account.Venue == venue && !account.Revoked
        && account.ListenKeys.GetValueOrDefault(api) is { } key && key.Key == listenKey && key.Until > Now);

    public bool Lists(Market market) => prices.Lists(market, Now);

    public decimal Last(Market market) => prices.Of(market, PriceLine.Last, Now);

    public decimal Mark(Market market) => prices.Of(market, PriceLine.Mark, Now);

    public decimal Index(Market market) => prices.Of(market, PriceLine.Index, Now);
}
