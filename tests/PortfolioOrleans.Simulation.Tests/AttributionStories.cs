using System.Collections.Immutable;
using PortfolioOrleans.Contracts.Accounts;
using PortfolioOrleans.Contracts.Performance;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Storage.Performance;
using PortfolioOrleans.Testing;

namespace PortfolioOrleans.Simulation.Tests;

/// <summary>Who made what, from what venues tell as time goes on. The house opens on Wednesday the 4th at noon; BTC closed at 80, 90 and 95, and is at 100.</summary>
public sealed class AttributionStories
{
    [Fact]
    public void What_each_account_and_asset_made_is_what_the_portfolios_days_say()
    {
        using var house = Opened();

        var byAccount = Ask(house, AttributedBy.Account);
        var byAsset = Ask(house, AttributedBy.Asset);

        // At "spot" 100 dollars came in on the 1st; on the 2nd one BTC was bought for 80 of them. At "unified" lie 100 dollars.
        Assert.Equal([("spot", 100m, 120m, 0m, 20m), ("unified", 100m, 100m, 0m, 0m)], byAccount.Parts.Select(part => Told(part.Account!.Venue, part)));
        Assert.Equal([("BTC", 0m, 100m, 80m, 20m), ("USDT", 200m, 120m, -80m, 0m)], byAsset.Parts.Select(part => Told(part.Name, part)));
        Assert.Equal([(2, 10m), (3, 5m), (4, 5m)], byAsset.Parts[0].Made.Select(day => (day.Day.Day, day.Gain)));
        Assert.Equal(0.25, byAsset.Parts[0].Return!.Value, 9);
        Assert.True(byAsset is { IsRead: true, IsExplained: true, KnownSince: null });

        var days = Days(house);
        Assert.Equal([(1, 200m), (2, 210m), (3, 215m), (4, 220m)], days.Select(day => (day.Day.Day, day.Figures.Equity)));
        Assert.Equal(days[^1].Figures.Equity - days[0].Figures.Equity, byAsset.Parts.Sum(part => part.Gain));
    }

    [Fact]
    public void Lines_and_prices_that_come_in_later_are_in_the_next_answer_and_a_crash_loses_nothing()
    {
        using var house = Opened();
        Ask(house, AttributedBy.Asset);

        // Half of the coin goes for 60 on Wednesday afternoon.
        house.Spot.Account("alice").Histories["fills"].Add(Fill("2", 4, 15, -0.5m, 120m));
        house.Spot.Account("alice")[WalletKind.Spot, "BTC"] = 0.5m;
        house.Spot.Account("alice")[WalletKind.Spot, "USDT"] = 80m;
        house.Spot.SetPrice("BTC-USDT", 110m);
        RunTo(house, 4, 18);
        var now = Ask(house, AttributedBy.Asset, 110m).Parts.Select(part => Told(part.Name, part)).ToList();
        house.CrashAndRestart();
        RunTo(house, 4, 19);

        Assert.Equal([("BTC", 0m, 55m, 20m, 35m), ("USDT", 200m, 180m, -20m, 0m)], now);
        Assert.Equal(now, Ask(house, AttributedBy.Asset, 110m).Parts.Select(part => Told(part.Name, part)));
        Assert.Equal(235m, Days(house)[^1].Figures.Equity);
    }

    [Fact]
    public void An_account_connected_later_came_in_as_a_flow()
    {
        using var house = Opened();
        RunTo(house, 5, 12);
        house.Unified.Account("second")[WalletKind.Trading, "USDT"] = 50m;
        house.Unified.Account("second").Histories["transfers"].Add(Moved("usdt", 3, 9, 50m));
        house.World.Run(() => house.Portfolio("alice").AddAccountAsync(
            new NewAccount(
                "unified", "second", ImmutableDictionary<string, string>.Empty.Add("api_key", "second").Add("api_secret", Keys.Secret), AllowPowerfulKey: false), default));
        RunTo(house, 6, 12);

        var report = Ask(house, AttributedBy.Account, 100m);

        var second = report.Parts.Single(part => part.Account!.Label == "second");
        Assert.Equal((0m, 50m, 50m, 0m), (second.Start, second.End, second.NetFlow, second.Gain));
        Assert.Equal(3, report.Parts.Length);
    }

    [Fact]
    public void A_wallet_on_a_chain_has_no_past_and_is_named()
    {
        using var house = Opened();
        house.Chain.Account("alice")[WalletKind.Chain, "BTC"] = 1m;
        var wallet = house.World.Run(() => house.AddAsync("alice", house.Chain));
        RunTo(house, 4, 16);

        var report = Ask(house, AttributedBy.Account);

        Assert.Equal([(wallet.AccountId, "chain", "mine")], report.WithoutHistory.Select(account => (account.AccountId, account.Venue, account.Label)));
        Assert.Equal(20m, report.Parts.Sum(part => part.Gain));
    }

    [Fact]
    public void A_history_that_is_not_read_to_its_end_is_said_to_be_so()
    {
        using var house = new SimulatedHouse();
        house.Spot.Account("alice").HistoryFaults["fills"] = new Exchanges.ExchangeFault(Exchanges.FaultKind.Unreachable, "down");
        house.Start().WithAlice();
        house.World.RunFor(TimeSpan.FromMinutes(2));

        var report = house.World.Run(() => house.Silo.Client.GetGrain<IAttributionGrain>("alice").AttributeAsync(
            new AttributionQuery(AttributedBy.Asset, Asset.Usd, [new(2026, 3, 3), new(2026, 3, 4)], new(2026, 3, 4), [new(Asset.Btc, 100m), new(Asset.Usdt, 1m)], false), default));

        Assert.Equal((false, false), (report.IsRead, report.IsExplained));
    }

    private static SimulatedHouse Opened()
    {
        var house = new SimulatedHouse().With("Sync:PricesPeriod", "00:04:00").With("Sync:BalancesPeriod", "00:05:00").With("Sync:PositionsPeriod", "00:05:00")
            .With("Sync:HistoryPeriod", "00:10:00").With("Portfolio:ValuationPause", "00:04:00").With("Portfolio:HistoryPeriod", "00:15:00")
            .With("Portfolio:PricesMaxAge", "00:10:00").With("Portfolio:HoldingsMaxAge", "00:20:00");
        house.Spot.Account("alice").Histories["transfers"].Add(Moved("usdt", 1, 9, 100m));
        house.Spot.Account("alice").Histories["fills"].Add(Fill("1", 2, 9, 1m, 80m));
        house.Unified.Account("alice").Histories["transfers"].Add(Moved("usdt", 1, 9, 100m) with { Wallet = WalletKind.Trading });
        house.Spot.Account("alice")[WalletKind.Spot, "USDT"] = 20m;
        foreach (var (day, btc) in new[] { (1, 80m), (2, 90m), (3, 95m), (4, 100m), (5, 100m) })
        {
            house.Spot.Closes[(Asset.Btc, new DateOnly(2026, 3, day))] = btc;
            house.Unified.Closes[(Asset.Usdt, new DateOnly(2026, 3, day))] = 1m;
        }

        house.Start().WithAlice();
        RunTo(house, 4, 15);
        return house;
    }

    /// <summary>About every day there is, at the prices of now.</summary>
    private static AttributionReport Ask(SimulatedHouse house, AttributedBy by, decimal bitcoin = 100m)
    {
        var days = Days(house);
        return house.World.Run(() => house.Silo.Client.GetGrain<IAttributionGrain>("alice").AttributeAsync(
            new AttributionQuery(
                by, Asset.Usd, [.. days.Select(day => day.Day)], days.First(day => !day.Figures.IsReconstructed).Day, [new(Asset.Btc, bitcoin), new(Asset.Usdt, 1m)], Explain: true), default));
    }

    private static (string, decimal?, decimal?, decimal, decimal?) Told(string name, AttributionRow part) => (name, part.Start, part.End, part.NetFlow, part.Gain);

    private static void RunTo(SimulatedHouse house, int day, int hour) => house.World.RunFor(new DateTimeOffset(2026, 3, day, hour, 0, 0, TimeSpan.Zero) - house.Now);

    private static Transaction Moved(string id, int day, int hour, decimal amount) => new(
        id, TransactionKind.Deposit, new DateTimeOffset(2026, 3, day, hour, 0, 0, TimeSpan.Zero), WalletKind.Spot, [new Leg(LegKind.Principal, new Money(amount, Asset.Usdt))]);

    private static Transaction Fill(string id, int day, int hour, decimal bitcoin, decimal price) => new(
        id, bitcoin > 0m ? TransactionKind.Buy : TransactionKind.Sell, new DateTimeOffset(2026, 3, day, hour, 0, 0, TimeSpan.Zero), WalletKind.Spot,
        [new Leg(LegKind.Principal, new Money(bitcoin, Asset.Btc)), new Leg(LegKind.Principal, new Money(-bitcoin * price, Asset.Usdt))],
        new Trade("BTCUSDT", Symbol.Parse("BTC-USDT"), bitcoin > 0m ? TradeSide.Buy : TradeSide.Sell, Math.Abs(bitcoin), price));

    private static IReadOnlyList<PerformanceDay> Days(SimulatedHouse house) =>
        house.World.Run(() => house.Stored<IPerformanceStore>().ListAsync("alice", "alice", DateOnly.MinValue, DateOnly.MaxValue, default));
}
