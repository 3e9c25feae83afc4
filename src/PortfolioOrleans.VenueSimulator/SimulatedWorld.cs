using System.Net.WebSockets;
using PortfolioOrleans.VenueSimulator.Accounts;
using PortfolioOrleans.VenueSimulator.Binance;
using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Evm;
using PortfolioOrleans.VenueSimulator.Hosting;
using PortfolioOrleans.VenueSimulator.Markets;
using PortfolioOrleans.VenueSimulator.Okx;
using PortfolioOrleans.VenueSimulator.OkxWeb3;
using PortfolioOrleans.VenueSimulator.Sockets;
using PortfolioOrleans.VenueSimulator.Traffic;

namespace PortfolioOrleans.VenueSimulator;

/// <summary>
/// Two simulated venues, their markets and their customers. Every member may be called from any thread and answers at once; orders that make no sense
/// throw a <see cref="ControlException"/> and change nothing. Nothing runs by itself: prices follow the clock when they are asked for.
/// </summary>
public sealed partial class SimulatedWorld
{
    private readonly Lock _gate = new();
    private readonly Lock _writing = new();
    private readonly SimulatorOptions _options;
    private readonly WorldState _state;
    private readonly Prices _prices;
    private readonly PriceDesk _priceDesk;
    private readonly Trading _trading;
    private readonly Treasury _treasury;
    private readonly EarnDesk _earn;
    private readonly LoanDesk _loans;
    private readonly ConversionDesk _conversions;
    private readonly GrantDesk _grants;
    private readonly FaultBook _faults;
    private readonly LimitBook _limits = new();
    private readonly VenueDesk _binance;
    private readonly VenueDesk _okx;
    private readonly VenueDesk _okxWeb3;
    private readonly VenueDesk _evm;
    private long _changes;
    private long _saved;

    /// <exception cref="InvalidDataException">The state file is there but cannot be read.</exception>
    public SimulatedWorld(SimulatorOptions options)
    {
        _options = options;
        _state = (options.StateFile is { } file ? StateFile.Load(file) : null) ?? New(options);
        _prices = new Prices(_state.Seed, _state.Markets);
        _priceDesk = new PriceDesk(_state.Markets);
        _trading = new Trading(_state.Ids, _prices);
        _treasury = new Treasury(_state.Seed, _state.Ids, _prices);
        _earn = new EarnDesk(_state.Ids);
        _loans = new LoanDesk(_state.Ids);
        _conversions = new ConversionDesk(_state.Ids, _prices);
        _grants = new GrantDesk(_state.Ids);
        _faults = new FaultBook(options.Clock);
        _web3 = new Web3Book(DollarsOf);
        _binance = new BinanceDesk(Context(SimulatedVenue.Binance, options.BinanceClockSkew));
        _okx = new OkxDesk(Context(SimulatedVenue.Okx, options.OkxClockSkew));
        _okxWeb3 = new OkxWeb3Desk(Context(SimulatedVenue.OkxWeb3, TimeSpan.Zero), _web3);
        _evm = new EvmDesk(Context(SimulatedVenue.Evm, TimeSpan.Zero), _chains);
    }

    public TimeProvider Clock => _options.Clock;

    /// <summary>
    /// The venue without a network: an HttpClient over it is answered before SendAsync returns, on the caller's own thread, unless a fault makes the
    /// venue slow. Base addresses do not matter, only paths do.
    /// </summary>
    /// <param name="ip">Where requests seem to come from.</param>
    public HttpMessageHandler CreateHandler(SimulatedVenue venue, string ip = "127.0.0.1") => new InProcessHandler(this, venue, ip);

    /// <summary>
    /// A socket without a network. What it says is there to be received when the world was ticked or something happened; what is sent is answered before
    /// the sending returns.
    /// </summary>
    /// <param name="target">Path and query, such as /private/ws/KEY.</param>
    /// <exception cref="WebSocketException">The venue refuses the connection.</exception>
    public WebSocket ConnectSocket(SimulatedVenue venue, string target, IReadOnlyDictionary<string, string>? headers = null, string ip = "127.0.0.1")
    {
        var (session, refusal) = Connect(venue, new VenueRequest("GET", target, "", name => headers?.GetValueOrDefault(name), ip));
        return session is not null
            ? new InProcessSocket(this, venue, session)
            : throw new WebSocketException(
                WebSocketError.NotAWebSocket, $"The server returned status code '{refusal!.Status}' when status code '101' was expected.");
    }

    /// <summary>Writes the state file now; nothing without one.</summary>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public void Save()
    {
        if (_options.StateFile is not { } path)
        {
            return;
        }

        lock (_writing)
        {
            byte[] content;
            long changes;
            lock (_gate)
            {
                content = StateFile.Serialize(_state);
                changes = _changes;
            }

            StateFile.Write(path, content);
            lock (_gate)
            {
                _saved = changes;
            }
        }
    }

    internal bool HasUnsavedChanges
    {
        get
        {
            lock (_gate)
            {
                return _changes != _saved && _options.StateFile is not null;
            }
        }
    }

    /// <summary>Several orders as one: nobody sees, and nothing saves, what is between them.</summary>
    internal T Atomically<T>(Func<T> orders) => Change(orders);

    internal VenueResponse Answer(SimulatedVenue venue, VenueRequest request)
    {
        lock (_gate)
        {
            _changes += BinanceListenKeys.Paths.Contains(request.Path) ? 1 : 0; // The only thing a client can change.
            return DeskOf(venue).Answer(request);
        }
    }

    internal (SocketSession? Session, VenueResponse? Refusal) Connect(SimulatedVenue venue, VenueRequest request)
    {
        lock (_gate)
        {
            return DeskOf(venue).Connect(request);
        }
    }

    internal void Receive(SocketSession session, string text)
    {
        lock (_gate)
        {
            session.Receive(text);
        }
    }

    internal void Disconnected(SimulatedVenue venue, SocketSession session)
    {
        lock (_gate)
        {
            DeskOf(venue).Context.Sessions.Remove(session);
        }
    }

    /// <summary>Lets every socket say what is new. The hosted simulator calls it each second; who simulates time calls it himself.</summary>
    public void Tick()
    {
        lock (_gate)
        {
            TickSockets();
        }
    }

    private static WorldState New(SimulatorOptions options)
    {
        var state = new WorldState { Seed = options.Seed };
        if (!options.MarketsWalk)
        {
            new PriceDesk(state.Markets).Freeze(options.Clock.GetUtcNow());
        }

        return state;
    }

    private VenueContext Context(SimulatedVenue venue, TimeSpan skew) =>
        new(venue, _state.Seed, _state.Accounts, _prices, new Tape(_state.Seed, _prices), _faults, _limits, _options.Clock) { Skew = skew };

    private VenueDesk DeskOf(SimulatedVenue venue) => venue switch
    {
        SimulatedVenue.Binance => _binance,
        SimulatedVenue.Okx => _okx,
        SimulatedVenue.OkxWeb3 => _okxWeb3,
        _ => _evm,
    };

    private VenueDesk[] Desks => [_binance, _okx, _okxWeb3, _evm];

    /// <summary>Carries out an order under the lock, and remembers that there is something to save.</summary>
    private T Change<T>(Func<T> order)
    {
        lock (_gate)
        {
            var result = order();
            _changes++;
            return result;
        }
    }

    private void TickSockets()
    {
        foreach (var session in Desks.SelectMany(desk => desk.Context.Sessions).ToList())
        {
            session.Tick();
        }
    }

    /// <summary>Tells the sockets; what is dated back is history and no news.</summary>
    private T Publish<T>(T change, bool isNews)
        where T : AccountChange
    {
        if (isNews)
        {
            foreach (var session in DeskOf(change.Account.Venue).Context.Sessions.ToList())
            {
                session.Observe(change);
            }
        }

        return change;
    }
}
