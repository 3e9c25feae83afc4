using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Domain.Tests.Values;

public sealed class MoneyTests
{
    [Fact]
    public void Amounts_of_one_asset_add_and_subtract_exactly()
    {
        var sum = new Money(0.1m, Asset.Btc) + new Money(0.2m, Asset.Btc) - new Money(0.3m, Asset.Btc);

        Assert.Equal(Money.Zero(Asset.Btc), sum);
    }

    [Fact]
    public void Amounts_of_different_assets_do_not_mix()
    {
        var error = Assert.Throws<ArgumentException>(() => new Money(1m, Asset.Btc) + new Money(1m, Asset.Usdt));

        Assert.Contains("1 USDT is not an amount of BTC", error.Message);
    }

    [Theory]
    [InlineData("1.2345", "0.01", "1.23")]
    [InlineData("-1.2345", "0.01", "-1.24")]
    [InlineData("5", "2", "4")]
    [InlineData("4", "2", "4")]
    [InlineData("-4", "2", "-4")]
    public void Lowering_goes_down_to_the_step(string quantity, string step, string expected) =>
        Assert.Equal(decimal.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), Rounding.LowerToStep(
            decimal.Parse(quantity, System.Globalization.CultureInfo.InvariantCulture),
            decimal.Parse(step, System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void Raising_goes_up_to_the_step()
    {
        Assert.Equal(1.24m, Rounding.RaiseToStep(1.2345m, 0.01m));
        Assert.Equal(1.23m, Rounding.RaiseToStep(1.23m, 0.01m));
    }

    [Fact]
    public void A_step_of_zero_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => Rounding.LowerToStep(1m, 0m));

    [Fact]
    public void Display_rounds_halves_away_from_zero() => Assert.Equal(-1.01m, Rounding.ForDisplay(-1.005m, 2));

    [Fact]
    public void Normalizing_drops_trailing_zeros_and_nothing_else()
    {
        Assert.Equal("1.5", Rounding.Normalize(1.5000m).ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal("100", Rounding.Normalize(100m).ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(1.0000000000000000000000000001m, Rounding.Normalize(1.0000000000000000000000000001m));
    }

    [Fact]
    public void There_is_no_share_of_nothing()
    {
        Assert.Null(Rounding.Percent(1m, 0m));
        Assert.Equal(25d, Rounding.Percent(1m, 4m));
    }

    [Fact]
    public void A_share_of_almost_nothing_is_large_but_no_overflow() => Assert.True(Rounding.Percent(1e20m, 1e-20m) > 1e40);
}
