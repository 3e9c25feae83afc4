using System.Numerics;
using PortfolioOrleans.Exchanges.Tokens;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Tests.Tokens;

public sealed class TokenAmountTests
{
    [Theory]
    [InlineData("0", 18, "0")]
    [InlineData("1", 18, "0.000000000000000001")]
    [InlineData("1500000000000000000", 18, "1.5")]
    [InlineData("123456789012345678", 0, "123456789012345678")]
    [InlineData("250500000", 6, "250.5")]
    [InlineData("1", 28, "0.0000000000000000000000000001")]
    public void What_fits_is_exact(string raw, int decimals, string amount) =>
        Assert.Equal(decimal.Parse(amount), TokenAmount.From(BigInteger.Parse(raw), decimals));

    /// <summary>98,765,432,109,876.543210987654321098 has 32 digits; 29 fit.</summary>
    [Fact]
    public void What_does_not_fit_is_cut_off_toward_zero() =>
        Assert.Equal(98765432109876.543210987654321m, TokenAmount.From(BigInteger.Parse("98765432109876543210987654321098"), 18));

    [Fact]
    public void More_decimals_than_a_decimal_has_are_cut_off() => Assert.Equal(0.12m, TokenAmount.From(12 * BigInteger.Pow(10, 38), 40));

    [Theory]
    [InlineData(18)]
    [InlineData(0)]
    public void More_than_any_asset_has_is_refused(int decimals)
    {
        var raw = (BigInteger.One << 256) - 1;

        Assert.Null(TokenAmount.From(raw, decimals));
        Assert.Contains("FUN", Assert.Throws<WireException>(() => TokenAmount.Require(raw, decimals, "FUN")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_largest_amount_is_the_largest_that_venues_may_state()
    {
        Assert.Equal(WireNode.Largest, TokenAmount.From((BigInteger)WireNode.Largest, 0));
        Assert.Null(TokenAmount.From((BigInteger)WireNode.Largest + 1, 0));
    }

    [Theory]
    [InlineData(1, 3, "0.3333333333333333333333333333")]
    [InlineData(2_000, 1, "2000")]
    [InlineData(1, 2_000_000, "0.0000005")]
    public void A_ratio_keeps_what_digits_there_are(long dividend, long divisor, string ratio) => Assert.Equal(decimal.Parse(ratio), TokenAmount.Ratio(dividend, divisor));

    [Fact]
    public void A_ratio_that_says_nothing_is_none()
    {
        Assert.Null(TokenAmount.Ratio(0, 1));
        Assert.Null(TokenAmount.Ratio(1, 0));
        Assert.Null(TokenAmount.Ratio(1, BigInteger.Pow(10, 25)));
        Assert.Null(TokenAmount.Ratio(BigInteger.Pow(10, 60), 1));
    }
}
