using System.Collections.Immutable;
using PortfolioOrleans.Contracts.Venues;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Grains.Venues;

namespace PortfolioOrleans.Grains.Tests.Venues;

public sealed class DollarPricesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);
    private static readonly Asset Eth = Asset.Parse("ETH");

    private static MarketReading Reading(params (string Symbol, decimal Price)[] prices) => new(
        [.. prices.Select(price => new Price(Symbol.Parse(price.Symbol), price.Price, Noon))],
        ImmutableDictionary<string, decimal>.Empty.Add("BTCUSDT", 50_010m));

    [Fact]
    public void Every_asset_is_stated_in_dollars_along_its_chain()
    {
        var (prices, tick) = DollarPrices.None.Next("fake", Reading(("BTC-USDT", 50_000m), ("ETH-BTC", 0.05m), ("USDT-USD", 0.999m)), Noon, forEverybody: true);

        Assert.Equal(50_000m * 0.999m, prices.Usd[Asset.Btc]);
        Assert.Equal(0.05m * 50_000m * 0.999m, prices.Usd[Eth]);
        Assert.Equal(3, tick!.Assets.Length);
        Assert.Equal(50_010m, Assert.Single(tick.Marks).Mark);
    }

    [Fact]
    public void A_tick_tells_what_changed_and_what_is_gone()
    {
        var (first, _) = DollarPrices.None.Next("fake", Reading(("BTC-USD", 1m), ("ETH-USD", 2m), ("SOL-USD", 3m)), Noon, forEverybody: true);

        var (second, tick) = first.Next("fake", Reading(("BTC-USD", 1m), ("ETH-USD", 5m)), Noon.AddSeconds(2), forEverybody: true);

        Assert.Equal((first.Version + 1, 0), (second.Version, second.Step));
        Assert.Equal([(Eth, 5m), (Asset.Parse("SOL"), null)], Told(tick));
        Assert.Empty(tick!.Marks);
    }

    [Fact]
    public void A_step_tells_what_it_moved_and_the_next_tick_for_everybody_all_that_steps_moved_as_it_stands()
    {
        var (first, _) = DollarPrices.None.Next("fake", Reading(("BTC-USD", 1m), ("ETH-USD", 2m), ("SOL-USD", 3m)), Noon, forEverybody: true);

        var (second, one) = first.Next("fake", Reading(("BTC-USD", 1m), ("ETH-USD", 5m), ("SOL-USD", 3m)), Noon.AddSeconds(1), forEverybody: false);
        var (third, two) = second.Next("fake", Reading(("BTC-USD", 9m), ("ETH-USD", 6m)), Noon.AddSeconds(2), forEverybody: false);
        var (last, everybody) = third.Settled("fake", Noon.AddSeconds(3));

        Assert.Equal((first.Version, 1, false), (one!.Version, one.Step, one.IsForEverybody));
        Assert.Equal([(Eth, 5m)], Told(one));
        Assert.Equal((first.Version, 2), (two!.Version, two.Step));
        Assert.Equal([(Asset.Btc, 9m), (Eth, 6m), (Asset.Parse("SOL"), null)], Told(two));
        Assert.Equal((first.Version + 1, 0, true), (everybody!.Version, everybody.Step, everybody.IsForEverybody));
        Assert.Equal(Told(two), Told(everybody));
        Assert.Empty(last.Settled("fake", Noon.AddSeconds(4)).Told!.Assets);
    }

    [Fact]
    public void A_step_that_moved_nothing_is_not_told_and_still_makes_the_prices_younger()
    {
        var (first, _) = DollarPrices.None.Next("fake", Reading(("BTC-USD", 1m)), Noon, forEverybody: true);

        var (second, told) = first.Next("fake", Reading(("BTC-USD", 1m)), Noon.AddSeconds(1), forEverybody: false);

        Assert.Null(told);
        Assert.Equal((first.Version, first.Step, Noon.AddSeconds(1)), (second.Version, second.Step, second.AsOf));
    }

    [Fact]
    public void Without_a_chain_to_the_dollar_there_is_no_price()
    {
        var (prices, _) = DollarPrices.None.Next("fake", Reading(("BTC-USDT", 50_000m)), Noon, forEverybody: true);

        Assert.Empty(prices.Usd);
    }

    [Fact]
    public void A_market_that_stands_is_told_with_the_same_prices()
    {
        var (first, _) = DollarPrices.None.Next("fake", Reading(("BTC-USD", 1m)), Noon, forEverybody: true);

        var (second, tick) = first.Settled("fake", Noon.AddSeconds(2));

        Assert.Equal((first.Version + 1, Noon.AddSeconds(2)), (tick!.Version, tick.AsOf));
        Assert.Empty(tick.Assets);
        Assert.Empty(tick.Marks);
        Assert.Equal((tick.Version, 1m), (second.Version, second.Usd[Asset.Btc]));
    }

    [Fact]
    public void An_answer_before_the_first_reading_says_so()
    {
        var answer = (DollarPrices.None with { Version = 9 }).Of("fake", [Asset.Btc], []);

        Assert.Equal(0, answer.Version);
    }

    [Fact]
    public void An_answer_holds_what_was_asked_for_and_has_a_price()
    {
        var (prices, _) = DollarPrices.None.Next("fake", Reading(("BTC-USD", 1m), ("ETH-USD", 2m)), Noon, forEverybody: true);

        (prices, _) = prices.Next("fake", Reading(("BTC-USD", 3m), ("ETH-USD", 2m)), Noon.AddSeconds(1), forEverybody: false);
        var answer = prices.Of("fake", [Asset.Btc, Asset.Parse("XYZ")], ["BTCUSDT", "NONE"]);

        Assert.Equal((prices.Version, 1), (answer.Version, answer.Step));
        Assert.Equal(Asset.Btc, Assert.Single(answer.Assets).Asset);
        Assert.Equal("BTCUSDT", Assert.Single(answer.Marks).Instrument);
    }

    private static IEnumerable<(Asset, decimal?)> Told(PriceTick? tick) => tick!.Assets.Select(quote => (quote.Asset, quote.Usd)).OrderBy(quote => quote.Asset);
}
