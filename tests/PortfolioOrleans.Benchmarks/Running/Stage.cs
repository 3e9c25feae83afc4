using PortfolioOrleans.VenueSimulator;

namespace PortfolioOrleans.Benchmarks.Running;

/// <summary>Simulated venues in this process and a data folder, on which a service in a process of its own can be started again and again.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private readonly SimulatedVenues _venues;
    private readonly string _folder = Directory.CreateTempSubdirectory("portfolio-benchmark-").FullName;

    private Stage(SimulatedVenues venues) => _venues = venues;

    public SimulatedWorld World => _venues.World;

    public string DataFolder => Path.Combine(_folder, "data");

    /// <param name="marketsWalk">False: prices change only by hand.</param>
    public static async Task<Stage> OpenAsync(bool marketsWalk) =>
        new(await SimulatedVenues.StartAsync(new SimulatorOptions { MarketsWalk = marketsWalk }, CancellationToken.None));

    /// <param name="settings">Beside those that point it at the venues, as "Section__Name".</param>
    public Task<RunningService> ServeAsync(params KeyValuePair<string, string>[] settings) => RunningService.StartAsync(DataFolder,
    [
        new("Venues__binance__RestUrl", $"{_venues.BinanceAddress}"),
        new("Venues__binance__FuturesUrl", $"{_venues.BinanceAddress}"),
        new("Venues__okx__RestUrl", $"{_venues.OkxAddress}"),
        .. settings,
    ]);

    public async ValueTask DisposeAsync()
    {
        await _venues.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
