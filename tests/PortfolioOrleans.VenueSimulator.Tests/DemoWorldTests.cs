using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Demo;

namespace PortfolioOrleans.VenueSimulator.Tests;

public class DemoWorldTests
{
    [Fact]
    public void Everybody_is_believable_with_any_seed()
    {
        for (var seed = 1; seed <= 25; seed++)
        {
            var bench = new Bench(seed, walk: true);

            DemoWorld.Populate(bench.World);

            foreach (var account in bench.World.Accounts)
            {
                var statement = bench.World.State(account.AccountId);
                Assert.InRange(statement.EquityUsd, 40_000m, 400_000m);
                Assert.Empty(statement.Unpriced);
                Assert.All(statement.Balances, balance => Assert.True(balance.Free >= 0m));
                Assert.True(statement.Balances.Count(balance => balance.Wallet is Wallet.Spot or Wallet.Trading) >= 5);
                Assert.Contains(statement.Balances, balance => balance.Wallet == Wallet.Funding);
                Assert.Contains(statement.Positions, position => position.Size > 0m);
                Assert.Contains(statement.Positions, position => position.Size < 0m);
            }
        }
    }

    [Fact]
    public void Keys_only_read()
    {
        var bench = new Bench();

        DemoWorld.Populate(bench.World);

        Assert.All(bench.World.Accounts, account => Assert.Equal([KeyPermission.Read], account.Permissions));
    }

    [Fact]
    public void Doing_it_twice_is_the_same_as_doing_it_once()
    {
        var bench = new Bench();
        var first = DemoWorld.Populate(bench.World);
        var owned = bench.World.StateOwner(DemoWorld.Bob).EquityUsd;

        var second = DemoWorld.Populate(bench.World);

        Assert.Equal(first, second);
        Assert.Equal(4, bench.World.Accounts.Count);
        Assert.Equal(owned, bench.World.StateOwner(DemoWorld.Bob).EquityUsd);
    }

    [Fact]
    public void The_same_seed_meets_the_same_people()
    {
        Assert.Equal(DemoWorld.Populate(new Bench(seed: 3).World), DemoWorld.Populate(new Bench(seed: 3).World));
        Assert.NotEqual(DemoWorld.Populate(new Bench(seed: 3).World)[0].Key, DemoWorld.Populate(new Bench(seed: 4).World)[0].Key);
    }

    [Fact]
    public void Both_kinds_of_swap_and_both_modes_are_there()
    {
        var bench = new Bench();

        DemoWorld.Populate(bench.World);

        var swaps = bench.World.StateOwner(DemoWorld.Alice).Accounts[1].Positions.Select(position => position.Symbol).ToList();
        Assert.Contains("BTC-USDT-SWAP", swaps);
        Assert.Contains("BTC-USD-SWAP", swaps);
        Assert.Equal([false, false, true, true], bench.World.Accounts.Select(account => account.Hedged));
    }
}
