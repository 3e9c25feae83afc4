using System.Collections.Immutable;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Grains.Venues;

namespace PortfolioOrleans.Grains.Tests.Venues;

public sealed class HeardPricesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly Symbol Bitcoin = new(Asset.Btc, Asset.Usdt);
    private static readonly Symbol Ether = new(Asset.Parse("ETH"), Asset.Usdt);

    private readonly HeardPrices _heard = new();

    [Fact]
    public void Before_a_full_reading_nothing_is_told()
    {
        Assert.False(_heard.Take(Reading(0, (Bitcoin, 60_000m))));
        Assert.Null(_heard.TakeAll());
    }

    [Fact]
    public void What_moved_is_told_once_with_all_the_rest()
    {
        _heard.Restart(Reading(0, (Bitcoin, 60_000m), (Ether, 3_000m)));

        Assert.True(_heard.Take(Reading(1, (Bitcoin, 61_000m))));
        Assert.False(_heard.Take(Reading(2, (Bitcoin, 62_000m)))); // Goes with the first.

        Assert.Equal([62_000m, 3_000m], Told(_heard.TakeAll()!));
        Assert.Null(_heard.TakeAll());
    }

    [Fact]
    public void What_is_older_than_what_is_held_changes_nothing()
    {
        _heard.Restart(Reading(5, (Bitcoin, 60_000m)));
        _heard.Take(Reading(4, (Bitcoin, 59_000m)));

        Assert.Equal([60_000m], Told(_heard.TakeAll()!));
    }

    [Fact]
    public void A_full_reading_keeps_what_was_heard_since_it_was_made_and_drops_what_it_lacks()
    {
        _heard.Restart(Reading(0, (Bitcoin, 60_000m), (Ether, 3_000m)));
        _heard.Take(Reading(8, (Bitcoin, 61_000m)));

        Assert.Equal([61_000m], Told(_heard.Restart(Reading(7, (Bitcoin, 60_500m))).All));
        Assert.Null(_heard.TakeAll());
    }

    [Fact]
    public void A_full_reading_is_news_if_a_price_is_another_or_new_or_gone()
    {
        Assert.True(_heard.Restart(Reading(0, (Bitcoin, 60_000m))).IsNews); // The first.
        Assert.False(_heard.Restart(Reading(1, (Bitcoin, 60_000m))).IsNews);
        Assert.True(_heard.Restart(Reading(2, (Bitcoin, 61_000m))).IsNews);
        Assert.True(_heard.Restart(Reading(3, (Bitcoin, 61_000m), (Ether, 3_000m))).IsNews);
        Assert.True(_heard.Restart(Reading(4, (Bitcoin, 61_000m))).IsNews);
        Assert.False(_heard.Restart(Reading(5, (Bitcoin, 61_000m))).IsNews);
    }

    [Fact]
    public void A_full_reading_is_news_if_a_mark_is_another_or_something_was_heard_and_not_told()
    {
        _heard.Restart(Reading(0, (Bitcoin, 60_000m)));
        var marked = Reading(1, (Bitcoin, 60_000m)) with { Marks = ImmutableDictionary<string, decimal>.Empty.Add("BTCUSDT", 60_001m) };

        Assert.True(_heard.Restart(marked).IsNews);
        Assert.False(_heard.Restart(marked).IsNews);
        _heard.Take(Reading(2, (Bitcoin, 61_000m)));
        Assert.True(_heard.Restart(Reading(2, (Bitcoin, 61_000m)) with { Marks = marked.Marks }).IsNews);
    }

    [Fact]
    public void A_venue_that_set_its_clock_back_is_believed_again_at_once()
    {
        _heard.Restart(Reading(600, (Bitcoin, 60_000m)));
        _heard.Take(Reading(601, (Bitcoin, 60_001m), (Ether, 3_000m)));

        Assert.Equal([61_000m], Told(_heard.Restart(Reading(10, (Bitcoin, 61_000m))).All));
    }

    private static MarketReading Reading(int second, params (Symbol Symbol, decimal Amount)[] prices) => new(
        [.. prices.Select(price => new Price(price.Symbol, price.Amount, Noon.AddSeconds(second)))], ImmutableDictionary<string, decimal>.Empty);

    private static IEnumerable<decimal> Told(MarketReading reading) => reading.Prices.Select(price => price.Amount);
}
