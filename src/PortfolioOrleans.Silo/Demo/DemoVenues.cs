using System.CommandLine;
using PortfolioOrleans.Silo.Hosting;
using PortfolioOrleans.VenueSimulator;
using PortfolioOrleans.VenueSimulator.Demo;

namespace PortfolioOrleans.Silo.Demo;

/// <summary>The demo's venues: simulated, kept in the data folder, populated with the demo's customers.</summary>
internal sealed class DemoVenues : IAsyncDisposable
{
    /// <summary>A block comes every twelve seconds; asking more often would mostly hear the same.</summary>
    private static readonly TimeSpan ChainPricesPeriod = TimeSpan.FromSeconds(5);

    private readonly SimulatedVenues _venues;

    private DemoVenues(SimulatedVenues venues, IReadOnlyList<DemoAccount> accounts, DemoChains chains)
    {
        _venues = venues;
        Accounts = accounts;
        Chains = chains;
    }

    public IReadOnlyList<DemoAccount> Accounts { get; }

    public DemoChains Chains { get; }

    public Uri Binance => _venues.BinanceAddress;

    public Uri Okx => _venues.OkxAddress;

    public Uri OkxWeb3 => _venues.OkxWeb3Address!;

    public Uri Evm => _venues.EvmAddress!;

    public Uri Control => _venues.ControlAddress;

    /// <summary>What points the service's adapters here instead of at the real exchanges.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Settings =>
    [
        new("Venues:binance:RestUrl", $"{Binance}"),
        new("Venues:binance:FuturesUrl", $"{Binance}"),
        new("Venues:okx:RestUrl", $"{Okx}"),
        new("Venues:okx-web3:RestUrl", $"{OkxWeb3}"),
        new("Venues:okx-web3:TimeUrl", $"{OkxWeb3}"),
        new("Venues:okx-web3:ApiKey", Chains.Project.Key),
        new("Venues:okx-web3:ApiSecret", Chains.Project.Secret),
        new("Venues:okx-web3:Passphrase", Chains.Project.Passphrase),
        new("Venues:okx-web3:Chains", DemoChains.Web3Chains),
        new("Venues:okx-web3:RequestsPerSecond", "50"),
        new("Venues:okx-web3:PricesPeriod", $"{ChainPricesPeriod}"),
        new("Venues:evm-1:RpcUrl", $"{new Uri(Evm, "rpc/1")}"),
        new("Venues:evm-1:CallsPerSecond", "1000"),
        new("Venues:evm-1:LogSpan", "10000000"),
        new("Venues:evm-1:V2Pairs", DemoChains.V2Pairs),
        new("Venues:evm-1:DollarFeeds", DemoChains.DollarFeeds),
        new("Venues:evm-1:PricesPeriod", $"{ChainPricesPeriod}"),
    ];

    public static async Task<DemoVenues> StartAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var settings = ServiceSettings.Read(parsed);
        if (!settings.KeepsNothing)
        {
            Directory.CreateDirectory(settings.DataFolder);
        }

        var venues = await SimulatedVenues.StartAsync(
            new SimulatorOptions { StateFile = settings.KeepsNothing ? null : Path.Combine(settings.DataFolder, "venues.json"), ServesChains = true },
            cancellationToken);
        return new DemoVenues(venues, DemoWorld.Populate(venues.World), DemoChains.Settle(venues.World));
    }

    public ValueTask DisposeAsync() => _venues.DisposeAsync();
}
