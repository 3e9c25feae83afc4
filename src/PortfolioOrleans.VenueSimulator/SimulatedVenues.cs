using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Hosting;

namespace PortfolioOrleans.VenueSimulator;

/// <summary>
/// The simulated venues on 127.0.0.1: Binance on one port, OKX on another, the control API on a third, and where asked for OKX Web3 and chains' nodes on two
/// more. Disposing saves the world and closes everything.
/// </summary>
public sealed class SimulatedVenues : IAsyncDisposable
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(1);

    private readonly List<LoopbackServer> _servers;
    private readonly List<ITimer> _timers;

    private SimulatedVenues(SimulatedWorld world, SimulatorOptions options, List<LoopbackServer> servers)
    {
        World = world;
        _servers = servers;
        _timers =
        [
            options.Clock.CreateTimer(_ => world.Tick(), null, Heartbeat, Heartbeat),
            options.Clock.CreateTimer(_ => SaveIfChanged(), null, options.SavePause, options.SavePause),
        ];
    }

    /// <summary>The same world that the control API acts on.</summary>
    public SimulatedWorld World { get; }

    /// <summary>
    /// http://127.0.0.1:PORT/ for /api, /sapi, /fapi, /dapi and /papi; its sockets are at /ws, /stream, /ws-api/v3, /public, /market, /private, /dstream and /pm.
    /// </summary>
    public Uri BinanceAddress => _servers[0].Address;

    /// <summary>http://127.0.0.1:PORT/ for /api/v5; its sockets are at /ws/v5/public, /private and /business.</summary>
    public Uri OkxAddress => _servers[1].Address;

    /// <summary>http://127.0.0.1:PORT/ for /control.</summary>
    public Uri ControlAddress => _servers[2].Address;

    /// <summary>http://127.0.0.1:PORT/ for /api/v6; null unless the options say that chains are served.</summary>
    public Uri? OkxWeb3Address => _servers.ElementAtOrDefault(3)?.Address;

    /// <summary>http://127.0.0.1:PORT/ for /rpc/ and a chain's number; null unless the options say that chains are served.</summary>
    public Uri? EvmAddress => _servers.ElementAtOrDefault(4)?.Address;

    /// <summary>Why the last save failed; null when it did not. It is tried again.</summary>
    public string? SaveError { get; private set; }

    /// <exception cref="IOException">A port is in use.</exception>
    /// <exception cref="InvalidDataException">The state file is there but cannot be read.</exception>
    public static async Task<SimulatedVenues> StartAsync(SimulatorOptions options, CancellationToken cancellationToken)
    {
        var world = new SimulatedWorld(options);
        var servers = new List<LoopbackServer>();
        try
        {
            servers.Add(await LoopbackServer.StartAsync(options.BinancePort, new VenueFrontEnd(world, SimulatedVenue.Binance).HandleAsync, cancellationToken));
            servers.Add(await LoopbackServer.StartAsync(options.OkxPort, new VenueFrontEnd(world, SimulatedVenue.Okx).HandleAsync, cancellationToken));
            servers.Add(await LoopbackServer.StartAsync(options.ControlPort, new ControlApi(world).HandleAsync, cancellationToken));
            if (options.ServesChains)
            {
                servers.Add(await LoopbackServer.StartAsync(options.OkxWeb3Port, new VenueFrontEnd(world, SimulatedVenue.OkxWeb3).HandleAsync, cancellationToken));
                servers.Add(await LoopbackServer.StartAsync(options.EvmPort, new VenueFrontEnd(world, SimulatedVenue.Evm).HandleAsync, cancellationToken));
            }
        }
        catch
        {
            await DisposeAllAsync(servers);
            throw;
        }

        return new SimulatedVenues(world, options, servers);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var timer in _timers)
        {
            await timer.DisposeAsync();
        }

        foreach (var venue in Enum.GetValues<SimulatedVenue>())
        {
            World.DisconnectSockets(venue);
        }

        await DisposeAllAsync(_servers);
        World.Save();
    }

    private static async Task DisposeAllAsync(List<LoopbackServer> servers)
    {
        foreach (var server in servers)
        {
            await server.DisposeAsync();
        }
    }

    private void SaveIfChanged()
    {
        if (!World.HasUnsavedChanges)
        {
            return;
        }

        try
        {
            World.Save();
            SaveError = null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            SaveError = e.Message;
        }
    }
}
