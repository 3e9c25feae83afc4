using PortfolioOrleans.VenueSimulator.Binance;
using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Evm;
using PortfolioOrleans.VenueSimulator.Okx;
using PortfolioOrleans.VenueSimulator.OkxWeb3;

namespace PortfolioOrleans.VenueSimulator;

public sealed partial class SimulatedWorld
{
    /// <summary>The faults in force, oldest first.</summary>
    public IReadOnlyList<FaultSummary> Faults
    {
        get
        {
            lock (_gate)
            {
                return _faults.InForce;
            }
        }
    }

    public FaultSummary Inject(FaultOrder order)
    {
        lock (_gate)
        {
            var fault = _faults.Add(order);
            if (order.Kind == FaultKind.Down)
            {
                AbortSockets(order.Venue);
            }

            return fault;
        }
    }

    /// <exception cref="ControlException">No fault in force has this id.</exception>
    public void ClearFault(string id)
    {
        lock (_gate)
        {
            ControlException.ThrowUnless(_faults.Clear(id), "unknown_fault", $"There is no fault '{id}'.");
        }
    }

    /// <param name="venue">Null: both.</param>
    public void ClearFaults(SimulatedVenue? venue = null)
    {
        lock (_gate)
        {
            _faults.ClearAll(venue);
        }
    }

    /// <summary>Puts a venue's clock ahead of the world's, or behind.</summary>
    public void SetClockSkew(SimulatedVenue venue, TimeSpan skew)
    {
        lock (_gate)
        {
            ControlException.ThrowUnless(skew.Duration() <= TimeSpan.FromDays(1), "bad_value", $"A clock is at most a day wrong here; {skew} is more.");
            DeskOf(venue).Context.Skew = skew;
        }
    }

    /// <summary>
    /// Changes a limit. Binance: api, sapi_ip, sapi_uid, fapi (weight in a minute), ban_after (refusals before a ban). OKX: the path of an endpoint
    /// (requests in its window), connections (new sockets in a second). OKX Web3: requests (in a second, for each key), quota (requests until payment is
    /// asked). EVM: calls (in a second, for each address), batch (calls in one request), log_range (blocks that logs may be asked of), history (blocks whose state
    /// is kept).
    /// </summary>
    /// <param name="limit">Null: the venue's own again.</param>
    public void SetLimit(SimulatedVenue venue, string name, int? limit)
    {
        lock (_gate)
        {
            var names = venue switch
            {
                SimulatedVenue.Binance => BinanceLimiter.Usual.Keys,
                SimulatedVenue.Okx => OkxDesk.LimitNames,
                SimulatedVenue.OkxWeb3 => OkxWeb3Desk.LimitNames,
                _ => EvmDesk.LimitNames,
            };
            ControlException.ThrowUnless(names.Contains(name), "unknown_limit", $"{venue} has no limit '{name}'; it has {string.Join(", ", names)}.");
            ControlException.ThrowUnless(limit is null or >= 0, "bad_value", $"A limit is not below zero; {limit} is.");
            _limits.Set(venue, name, limit);
        }
    }

    /// <summary>Drops every open socket of the venue without a word.</summary>
    /// <returns>How many there were.</returns>
    public int DisconnectSockets(SimulatedVenue venue)
    {
        lock (_gate)
        {
            return AbortSockets(venue);
        }
    }

    /// <summary>Tells every open socket that it will be closed soon; it is not closed.</summary>
    public void AnnounceShutdown(SimulatedVenue venue)
    {
        lock (_gate)
        {
            foreach (var session in DeskOf(venue).Context.Sessions)
            {
                session.AnnounceShutdown();
            }
        }
    }

    public VenueStatistics Statistics(SimulatedVenue venue)
    {
        lock (_gate)
        {
            var context = DeskOf(venue).Context;
            return new VenueStatistics(
                venue,
                context.VenueTime,
                context.Traffic.Paths.Values.Sum(path => path.Requests),
                context.Traffic.Refused,
                context.Sessions.Count,
                context.Traffic.Paths.ToDictionary(path => path.Key, path => new PathStatistics(path.Value.Requests, path.Value.Failed, path.Value.Weight)));
        }
    }

    private int AbortSockets(SimulatedVenue venue)
    {
        var sessions = DeskOf(venue).Context.Sessions.ToList();
        sessions.ForEach(session => session.Abort());
        DeskOf(venue).Context.Sessions.Clear();
        return sessions.Count;
    }
}
