using System.Collections.Immutable;
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
        var (prices, tick) = DollarPrices.None.Next("fake", Reading(("BTC-USDT", 50_000m), ("ETH-BTC", 0.05m), ("USDT-USD", 0.999m)), Noon);

        Assert.Equal(50_000m * 0.999m, prices.Usd[Asset.Btc]);
        Assert.Equal(0.05m * 50_000m * 0.999m, prices.Usd[Eth]);
        Assert.Equal(3, tick.Assets.Length);
        Assert.Equal(50_010m, Assert.Single(tick.Marks).Mark);
    }

    [Fact]
    public void A_tick_tells_what_changed_and_what_is_gone()
    {
        var (first, _) = DollarPrices.None.Next("fake", Reading(("BTC-USD", 1m), ("ETH-USD", 2m), ("SOL-USD", 3m)), Noon);

        var (second, tick) = first.Next("fake", Reading(("BTC-USD", 1m), ("ETH-USD", 5m)), Noon.AddSeconds(2));

        Assert.Equal(first.Version + 1, second.Version);
        Assert.Equal([(Eth, 5m), (Asset.Parse("SOL"), null)], tick.Assets.Select(quote => (quote.Asset, quote.Usd)));
        Assert.Empty(tick.Marks);
    }

    [Fact]
    public void Without_a_chain_to_the_dollar_there_is_no_price()
    {
        var (prices, _) = DollarPrices.None.Next("fake", Reading(("BTC-USDT", 50_000m)), Noon);

        Assert.Empty(prices.Usd);
    }

    [Fact]
    public void A_market_that_stands_is_the_next_reading_with_the_same_prices()
    {
        var (first, _) = DollarPrices.None.Next("fake", Reading(("BTC-USD", 1m)), Noon);

        var (second, tick) = first.Unmoved("fake", Noon.AddSeconds(2));

        Assert.Equal((first.Version + 1, Noon.AddSeconds(2)), (tick.Version, tick.AsOf));
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
        var (prices, _) = DollarPrices.None.Next("fake", Reading(("BTC-USD", 1m), ("ETH-USD", 2m)), Noon);

        var answer = prices.Of("fake", [Asset.Btc, Asset.Parse("XYZ")], ["BTCUSDT", "NONE"]);

        Assert.Equal(Asset.Btc, Assert.Single(answer.Assets).Asset);
        Assert.Equal("BTCUSDT", Assert.Single(answer.Marks).Instrument);
    }
}
