using PortfolioOrleans.VenueSimulator.Accounts;
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
    /// Changes a limit. Binance: api, sapi_ip, sapi_uid, fapi, papi (weight in a minute), ban_after (refusals before a ban), connections (new sockets in
    /// five minutes), spot_messages, futures_messages (a client's in a second), streams (of a socket). OKX: the path of an endpoint (requests in its
    /// window), connections (new sockets in a second), requests_per_hour (of a socket). Both: socket_lifetime (seconds). OKX Web3: requests (in a second, for
    /// each key), quota (requests until payment is asked). EVM: calls (in a second, for each address), batch (calls in one request), log_range (blocks that
    /// logs may be asked of), history (blocks whose state is kept).
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

    /// <summary>Tells every open socket that it will be closed soon.</summary>
    /// <param name="closeIn">When they are closed. Default: not at all.</param>
    public void AnnounceShutdown(SimulatedVenue venue, TimeSpan? closeIn = null)
    {
        lock (_gate)
        {
            foreach (var session in DeskOf(venue).Context.Sessions)
            {
                session.AnnounceShutdown();
                if (closeIn is { } pause)
                {
                    session.CloseIn(pause);
                }
            }
        }
    }

    /// <summary>The open sockets of both venues, oldest first for each.</summary>
    public IReadOnlyList<SocketSummary> Sockets
    {
        get
        {
            lock (_gate)
            {
                return [.. Desks.SelectMany(desk => desk.Context.Sessions.Select(session =>
                    new SocketSummary(session.Id, desk.Context.Venue, session.Path, session.OpenedAt, session.Listening, session.Keys)))];
            }
        }
    }

    /// <summary>Drops one socket.</summary>
    /// <param name="status">Says goodbye with this code; null: without a word.</param>
    /// <exception cref="ControlException">No open socket has this id.</exception>
    public void DisconnectSocket(string id, int? status = null)
    {
        lock (_gate)
        {
            var (desk, session) = Desks.SelectMany(desk => desk.Context.Sessions.Select(session => (desk, session))).FirstOrDefault(pair => pair.session.Id == id);
            ControlException.ThrowUnless(session is not null, "unknown_socket", $"There is no socket '{id}'.");
            if (status is { } code)
            {
                session.Close(code, "closed by control");
            }
            else
            {
                session.Abort();
            }

            desk.Context.Sessions.Remove(session);
        }
    }

    /// <summary>Binance: the account's listen keys end now, and sockets that use them are told.</summary>
    public void ExpireListenKeys(string accountId) => Change(() =>
    {
        Find(accountId).ListenKeys.Clear();
        TickSockets();
        return true;
    });

    /// <summary>Binance: ends the account's subscriptions at the spot WebSocket API with eventStreamTerminated.</summary>
    public void TerminateUserStreams(string accountId) => Change(() =>
    {
        var account = Find(accountId);
        return Publish(new StreamsTerminated(account, DeskOf(account.Venue).Context.VenueTime), isNews: true);
    });

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
                context.Traffic.Paths.ToDictionary(path => path.Key, path => new PathStatistics(path.Value.Requests, path.Value.Failed, path.Value.Weight)),
                DeskOf(venue) is BinanceDesk binance ? new Dictionary<string, int>(binance.Limiter.Busiest) : []);
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
