using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Grains.Ledger;

namespace PortfolioOrleans.Grains.Tests.Ledger;

public sealed class PastPricesTests
{
    private static readonly DateOnly Yesterday = new(2026, 3, 3);
    private static readonly DateTimeOffset Midnight = new(2026, 3, 4, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_newest_price_known_by_then_counts_be_it_a_days_last_or_an_own_fill()
    {
        var prices = new PastPrices(Asset.Usd);
        prices.TakeDay(Asset.Btc, Yesterday, 100m);
        prices.TakeFills([Given.Buy("1", Midnight.AddHours(8), 1m, 110m)], 0);

        Assert.Equal(100m, prices.At(Asset.Btc, Midnight));
        Assert.Equal(100m, prices.At(Asset.Btc, Midnight.AddHours(7)));
        Assert.Equal(110m, prices.At(Asset.Btc, Midnight.AddHours(8)));
        Assert.Equal(110m, prices.At(Asset.Btc, Midnight.AddHours(20)));
    }

    [Fact]
    public void A_price_older_than_a_day_and_a_half_is_none()
    {
        var prices = new PastPrices(Asset.Usd);
        prices.TakeDay(Asset.Btc, Yesterday, 100m);

        Assert.Equal(100m, prices.At(Asset.Btc, Midnight.AddHours(36)));
        Assert.Null(prices.At(Asset.Btc, Midnight.AddHours(36).AddTicks(1)));
        Assert.Null(prices.At(Given.Eth, Midnight));
    }

    [Fact]
    public void What_has_no_earlier_price_is_worth_what_its_day_ended_at()
    {
        var prices = new PastPrices(Asset.Usd);
        prices.TakeDay(Given.Eth, Yesterday.AddDays(1), 7m);

        Assert.Equal(7m, prices.At(Given.Eth, Midnight.AddHours(3)));
        Assert.Null(prices.At(Given.Eth, Midnight.AddTicks(-1)));
    }

    [Fact]
    public void A_dollar_coin_without_a_price_is_a_dollar_and_is_named()
    {
        var prices = new PastPrices(Asset.Usd);
        prices.TakeDay(Asset.Usdc, Yesterday, 0.99m);

        Assert.Equal((1m, 0.99m), (prices.At(Asset.Usdt, Midnight), prices.At(Asset.Usdc, Midnight)));
        Assert.Equal([Asset.Usdt], prices.Pegged);
    }

    [Fact]
    public void Books_in_another_currency_divide_by_its_price_and_have_none_without_it()
    {
        var euro = Asset.Parse("EUR");
        var prices = new PastPrices(euro);
        prices.TakeDay(Asset.Btc, Yesterday, 110m);
        Assert.Null(prices.At(Asset.Btc, Midnight));

        prices.TakeDay(euro, Yesterday, 1.1m);

        Assert.Equal((100m, 1m), (prices.At(Asset.Btc, Midnight), prices.At(euro, Midnight)));
    }

    [Fact]
    public void A_price_says_from_when_on_it_may_change_something_and_a_known_one_does_not()
    {
        var prices = new PastPrices(Asset.Usd);

        Assert.Equal(Midnight.AddDays(-1), prices.TakeDay(Asset.Btc, Yesterday, 100m));
        Assert.Null(prices.TakeDay(Asset.Btc, Yesterday, 100m));
        Assert.Equal(Midnight.AddDays(-1), prices.TakeDay(Asset.Btc, Yesterday, 101m));
    }

    [Fact]
    public void Fills_that_are_no_more_leave_no_price()
    {
        var prices = new PastPrices(Asset.Usd);
        var first = Given.Buy("1", Midnight, 1m, 100m);
        var second = Given.Buy("2", Midnight.AddHours(1), 1m, 200m);
        prices.TakeFills([first, second], 0);
        Assert.Equal(200m, prices.At(Asset.Btc, Midnight.AddHours(2)));

        prices.TakeFills([first], 1);

        Assert.Equal(100m, prices.At(Asset.Btc, Midnight.AddHours(2)));
    }
}
