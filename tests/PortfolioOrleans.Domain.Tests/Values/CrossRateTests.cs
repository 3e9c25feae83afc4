using PortfolioOrleans.Domain.Exposure;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Domain.Tests.Values;

public sealed class CrossRateTests
{
    private static readonly Asset Eur = Asset.Parse("EUR");

    [Fact]
    public void A_rate_is_the_quotient_of_two_prices_in_dollars()
    {
        Assert.Equal(40_000m, CrossRate.Of(Asset.Btc, Eur, UsdOf));
        Assert.Equal(0.000025m, CrossRate.Of(Eur, Asset.Btc, UsdOf));
        Assert.Equal(50_000m, CrossRate.Of(Asset.Btc, Asset.Usd, UsdOf));
        Assert.Equal(0.8m, CrossRate.Of(Asset.Usd, Eur, UsdOf));
    }

    [Fact]
    public void An_asset_is_one_of_itself_whether_it_has_a_price_or_not() =>
        Assert.Equal((1m, 1m), (CrossRate.Of(Asset.Parse("XYZ"), Asset.Parse("XYZ"), _ => null), CrossRate.Of(Asset.Usd, Asset.Usd, _ => null)));

    [Fact]
    public void Without_a_price_on_either_side_or_within_decimals_there_is_no_rate()
    {
        Assert.Null(CrossRate.Of(Asset.Parse("XYZ"), Eur, UsdOf));
        Assert.Null(CrossRate.Of(Asset.Btc, Asset.Parse("XYZ"), UsdOf));
        Assert.Null(CrossRate.Of(Asset.Btc, Eur, asset => asset == Eur ? 0m : 1m));
        Assert.Null(CrossRate.Of(Asset.Btc, Eur, asset => asset == Eur ? 1e-28m : decimal.MaxValue));
    }

    [Theory]
    [InlineData("USDT", true)]
    [InlineData("USDC", true)]
    [InlineData("EURI", false)]
    [InlineData("USDD", false)]
    [InlineData("BTC", false)]
    public void A_dollars_coin_is_a_stablecoin_and_not_every_stablecoin_is_one(string code, bool isOne)
    {
        Assert.Equal(isOne, Sectors.IsDollarCoin(Asset.Parse(code)));
        Assert.True(!isOne || Sectors.IsStablecoin(Asset.Parse(code)));
    }

    private static decimal? UsdOf(Asset asset) => asset == Asset.Btc ? 50_000m : asset == Eur ? 1.25m : null;
}
