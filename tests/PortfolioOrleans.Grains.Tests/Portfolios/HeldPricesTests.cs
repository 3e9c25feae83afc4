using PortfolioOrleans.Contracts.Accounts;
using PortfolioOrleans.Contracts.Venues;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Grains.Portfolios;

namespace PortfolioOrleans.Grains.Tests.Portfolios;

public sealed class HeldPricesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    private readonly HeldPrices _prices = new(Asset.Usd);

    private static AccountSnapshot Account(string venue, params string[] assets) => new(
        $"{venue}-1", "alice", venue, "mine", 1,
        [new WalletHoldings(WalletKind.Spot, [.. assets.Select(asset => AssetBalance.Of(Asset.Parse(asset), 1m))], [], Noon, null)],
        [], AccountSync.Never, Noon, CanTrade: false, CanWithdraw: false, IsLive: false, []);

    private static PriceTick Tick(long version, int second, params (string Asset, decimal? Usd)[] quotes) => new(
        "fake", version, Noon.AddSeconds(second), [.. quotes.Select(quote => new AssetQuote(Asset.Parse(quote.Asset), quote.Usd))], []);

    public HeldPricesTests()
    {
        _prices.Hold([Account("fake", "BTC")]);
        _prices.Restart(Tick(5, 0, ("BTC", 100m)));
    }

    [Fact]
    public void More_of_the_same_asks_no_market_and_something_new_does()
    {
        Assert.False(_prices.Hold([Account("fake", "BTC")]));
        Assert.False(_prices.Hold([Account("fake", "BTC") with { Version = 2, Wallets = [new WalletHoldings(WalletKind.Spot, [AssetBalance.Of(Asset.Btc, 9m)], [], Noon, null)] }]));
        Assert.True(_prices.Hold([Account("fake", "BTC", "ETH")]));
    }

    [Fact]
    public void A_price_of_something_held_moves() => Assert.Equal(TickMeaning.Moved, _prices.Apply(Tick(6, 1, ("BTC", 101m))));

    [Fact]
    public void The_same_price_and_prices_of_other_things_move_nothing_but_are_fresh()
    {
        var meaning = _prices.Apply(Tick(6, 1, ("BTC", 100m), ("ETH", 7m)));

        Assert.Equal(TickMeaning.Nothing, meaning);
        Assert.Equal(Noon.AddSeconds(1), _prices.ToTable().Find("fake", Asset.Btc)!.Value.AsOf);
        Assert.Null(_prices.ToTable().Find("fake", Asset.Parse("ETH")));
    }

    [Fact]
    public void An_old_tick_changes_nothing()
    {
        Assert.Equal(TickMeaning.Nothing, _prices.Apply(Tick(5, 9, ("BTC", 1m))));
        Assert.Equal(100m, _prices.ToTable().Find("fake", Asset.Btc)!.Value.Usd);
    }

    [Fact]
    public void A_missed_tick_is_noticed_and_not_papered_over()
    {
        Assert.Equal(TickMeaning.Gap, _prices.Apply(Tick(7, 2, ("BTC", 102m))));
        Assert.Equal(100m, _prices.ToTable().Find("fake", Asset.Btc)!.Value.Usd);
    }

    [Fact]
    public void A_step_moves_what_is_held_and_leaves_the_place_of_the_next_tick_for_everybody()
    {
        Assert.Equal(TickMeaning.Moved, _prices.Apply(Tick(5, 1, ("BTC", 101m)) with { Step = 3 }));
        Assert.Equal(TickMeaning.Nothing, _prices.Apply(Tick(5, 2, ("BTC", 99m)) with { Step = 2 }));
        Assert.Equal(TickMeaning.Nothing, _prices.Apply(Tick(6, 3, ("BTC", 101m))));

        Assert.Equal((101m, Noon.AddSeconds(3)), (_prices.ToTable().Find("fake", Asset.Btc)!.Value.Usd, _prices.ToTable().Find("fake", Asset.Btc)!.Value.AsOf));
    }

    [Fact]
    public void A_step_that_was_lost_is_in_the_next_tick_for_everybody() =>
        Assert.Equal(TickMeaning.Moved, _prices.Apply(Tick(6, 3, ("BTC", 101m))));

    [Fact]
    public void A_step_behind_a_tick_for_everybody_that_was_missed_shows_the_gap()
    {
        Assert.Equal(TickMeaning.Gap, _prices.Apply(Tick(6, 1, ("BTC", 101m)) with { Step = 1 }));
        Assert.Equal(100m, _prices.ToTable().Find("fake", Asset.Btc)!.Value.Usd);
    }

    [Fact]
    public void An_answer_knows_the_steps_before_it()
    {
        _prices.Restart(Tick(7, 4, ("BTC", 105m)) with { Step = 8 });

        Assert.Equal(TickMeaning.Nothing, _prices.Apply(Tick(7, 3, ("BTC", 104m)) with { Step = 7 }));
        Assert.Equal(TickMeaning.Moved, _prices.Apply(Tick(7, 5, ("BTC", 106m)) with { Step = 9 }));
    }

    [Fact]
    public void A_price_that_is_gone_is_missing()
    {
        Assert.Equal(TickMeaning.Moved, _prices.Apply(Tick(6, 1, ("BTC", null))));
        Assert.Null(_prices.ToTable().Find("fake", Asset.Btc));
    }

    [Fact]
    public void A_new_holding_has_to_be_asked_for()
    {
        Assert.False(_prices.Hold([Account("fake", "BTC")]));
        Assert.True(_prices.Hold([Account("fake", "BTC", "ETH")]));
        Assert.Equal("BTC ETH USD", string.Join(' ', _prices.Assets));
    }

    [Fact]
    public void A_venue_that_is_left_is_forgotten()
    {
        Assert.True(_prices.Hold([Account("other", "BTC")]));
        Assert.Equal(["other"], _prices.Venues);
        Assert.Equal(TickMeaning.Nothing, _prices.Apply(Tick(6, 1, ("BTC", 101m))));
    }

    [Fact]
    public void A_market_that_knows_nothing_yet_does_not_count_as_one()
    {
        _prices.Hold([Account("fake", "BTC"), Account("silent", "BTC")]);
        _prices.Restart(new PriceTick("silent", 0, default, [], []));

        Assert.DoesNotContain(_prices.ToTable().Venues, venue => venue.Venue == "silent");
    }
}
