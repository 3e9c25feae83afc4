using System.Numerics;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Tests.Support;
using PortfolioOrleans.VenueSimulator.Evm;

namespace PortfolioOrleans.Exchanges.Tests.Evm;

public sealed class EvmPricesTests
{
    [Fact]
    public void Pools_and_a_feed_make_everything_worth_dollars()
    {
        var book = PriceBook.Empty.With(Read(new EvmBench()).Prices);

        Assert.Equal(0.9998m, book.Convert(Asset.Usdc, Asset.Usd)!.Rate);
        Assert.Equal(2.5m * 0.9998m, book.Convert(EvmBench.OldAsset, Asset.Usd)!.Rate); // 1,000 USDC for 400 OLD.
        Assert.Equal(2_000m * 0.9998m, Rounding.ForDisplay(book.Convert(Asset.Parse("ETH"), Asset.Usd)!.Rate, 10));
    }

    /// <summary>A stablecoin is not assumed to be a dollar: without a feed that speaks, nothing here has a dollar price.</summary>
    [Fact]
    public void A_feed_that_went_silent_is_not_believed_and_said()
    {
        var bench = new EvmBench();
        bench.Clock.Advance(TimeSpan.FromHours(23));

        var reading = Read(bench);

        Assert.Contains("USDC", reading.Gap!.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain(reading.Prices, price => price.Symbol.Quote == Asset.Usd);
        Assert.NotNull(PriceBook.Empty.With(reading.Prices).Convert(EvmBench.OldAsset, Asset.Usdc));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    public void A_feed_without_a_price_gives_none(string answer)
    {
        var bench = new EvmBench();
        bench.Chain.Alter<DollarFeed>(EvmBench.Feed, feed => feed with { Answered = BigInteger.Parse(answer) });

        Assert.DoesNotContain(Read(bench).Prices, price => price.Symbol.Quote == Asset.Usd);
        Assert.NotNull(Read(bench).Gap);
    }

    [Fact]
    public void An_empty_pool_has_no_price()
    {
        var bench = new EvmBench();
        bench.Chain.Alter<UniswapV2Pair>(EvmBench.OldPair, pair => pair with { Reserve0 = 0, Reserve1 = 0 });

        Assert.Null(PriceBook.Empty.With(Read(bench).Prices).Convert(EvmBench.OldAsset, Asset.Usdc));
    }

    /// <summary>A position in somebody's own pool, where a WETH costs nothing, changes no price.</summary>
    [Fact]
    public void A_pool_nobody_vouched_for_prices_nothing()
    {
        var bench = new EvmBench(options => options.V3Pools = "");

        var prices = Read(bench).Prices;

        Assert.DoesNotContain(prices, price => price.Symbol is { Base.Code: "USDC", Quote.Code: "WETH" } && price.Amount != 0.0005m);
        Assert.Equal(2_000m, prices.Single(price => price.Symbol is { Base.Code: "WETH", Quote.Code: "USDC" }).Amount); // The pair's, which is vouched for.
    }

    private static MarketReading Read(EvmBench bench) => bench.Ask(() => bench.Evm.GetPricesAsync(default)).Value();
}
