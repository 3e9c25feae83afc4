using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Demo;

namespace PortfolioOrleans.VenueSimulator.Tests;

public class DemoChainsTests
{
    [Fact]
    public void Everything_that_counts_has_a_price_and_the_scam_does_not_count()
    {
        var bench = new Bench(walk: true);
        DemoWorld.Populate(bench.World);
        var before = bench.World.StateOwner(DemoWorld.Alice);

        DemoChains.Settle(bench.World);

        var alice = bench.World.StateOwner(DemoWorld.Alice);
        Assert.Equal(["alice-web3", "alice-ethereum"], alice.ChainWallets.Select(wallet => wallet.Label));
        Assert.All(alice.ChainWallets, wallet => Assert.InRange(wallet.EquityUsd, 5_000m, 60_000m));
        Assert.All(alice.ChainWallets.SelectMany(wallet => wallet.Holdings), holding => Assert.True(holding.PriceUsd > 0m, holding.Symbol));
        Assert.DoesNotContain(alice.ChainWallets.SelectMany(wallet => wallet.Holdings), holding => holding.Symbol == "claim-eth.example");
        Assert.Equal(alice.EquityUsd, before.EquityUsd + alice.ChainWallets.Sum(wallet => wallet.EquityUsd));
        Assert.Equal(2, bench.World.StateOwner(DemoWorld.Bob).ChainWallets.Single().Holdings.Count);
    }

    [Fact]
    public void Prices_on_chains_are_those_of_okxs_markets()
    {
        var bench = new Bench();
        DemoChains.Settle(bench.World);
        bench.World.SetPrice("ETH", 4_000m);
        bench.World.SetPrice("USDT-USD", 0.5m);

        var wallets = bench.World.StateOwner(DemoWorld.Alice).ChainWallets;

        Assert.All(wallets.SelectMany(wallet => wallet.Holdings).Where(holding => holding.Symbol is "ETH" or "WETH"), holding => Assert.Equal(2_000m, holding.PriceUsd));
    }

    /// <summary>A hundredth of 12,000 LINK and 56.25 WETH; the position and its fees as Python has them.</summary>
    [Fact]
    public void Shares_of_pools_are_stated_as_what_they_come_to()
    {
        var bench = new Bench();
        DemoChains.Settle(bench.World);

        var holdings = bench.World.StateOwner(DemoWorld.Alice).ChainWallets[1].Holdings;

        Assert.Equal(
            [("LINK", 120m), ("USDC", 4_553.252804m), ("WETH", 0.5625m), ("WETH", 1.513097998015344286m)],
            holdings.Where(holding => holding.In is not null).Select(holding => (holding.Symbol, holding.Amount)).Order());
    }

    [Fact]
    public void Told_anew_after_a_restart_it_is_the_same()
    {
        using var folder = new TempFile();
        var first = new Bench(stateFile: folder.Path);
        var project = DemoChains.Settle(first.World).Project;
        first.World.Save();

        var second = new Bench(stateFile: folder.Path);
        var again = DemoChains.Settle(second.World).Project;

        Assert.Equal((project.Key, project.Secret), (again.Key, again.Secret));
        Assert.Equal(first.World.StateOwner(DemoWorld.Alice).EquityUsd, second.World.StateOwner(DemoWorld.Alice).EquityUsd);
        Assert.Throws<ControlException>(() => DemoChains.Settle(second.World));
    }

    private sealed class TempFile : IDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("venues").FullName;

        public string Path => System.IO.Path.Combine(_folder, "venues.json");

        public void Dispose() => Directory.Delete(_folder, recursive: true);
    }
}
