using System.CommandLine;
using PortfolioOrleans.Silo.Hosting;
using PortfolioOrleans.VenueSimulator;
using PortfolioOrleans.VenueSimulator.Demo;

namespace PortfolioOrleans.Silo.Demo;

/// <summary>The demo's venues: simulated, kept in the data folder, populated with the demo's customers.</summary>
internal sealed class DemoVenues : IAsyncDisposable
{
    private readonly SimulatedVenues _venues;

    private DemoVenues(SimulatedVenues venues, IReadOnlyList<DemoAccount> accounts)
    {
        _venues = venues;
        Accounts = accounts;
    }

    public IReadOnlyList<DemoAccount> Accounts { get; }

    public Uri Binance => _venues.BinanceAddress;

    public Uri Okx => _venues.OkxAddress;

    public Uri Control => _venues.ControlAddress;

    /// <summary>What points the service's adapters here instead of at the real exchanges.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Settings =>
    [
        new("Venues:binance:RestUrl", $"{Binance}"),
        new("Venues:binance:FuturesUrl", $"{Binance}"),
        new("Venues:okx:RestUrl", $"{Okx}"),
    ];

    public static async Task<DemoVenues> StartAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var settings = ServiceSettings.Read(parsed);
        if (!settings.KeepsNothing)
        {
            Directory.CreateDirectory(settings.DataFolder);
        }

        var venues = await SimulatedVenues.StartAsync(
            new SimulatorOptions { StateFile = settings.KeepsNothing ? null : Path.Combine(settings.DataFolder, "venues.json") }, cancellationToken);
        return new DemoVenues(venues, DemoWorld.Populate(venues.World));
    }

    public ValueTask DisposeAsync() => _venues.DisposeAsync();
}
