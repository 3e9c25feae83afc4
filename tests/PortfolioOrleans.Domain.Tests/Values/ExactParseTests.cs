using System.Globalization;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Domain.Tests.Values;

public sealed class ExactParseTests
{
    [Theory]
    [InlineData("0.00000001", "0.00000001")]
    [InlineData("1E-8", "0.00000001")]
    [InlineData("-1.50", "-1.50")]
    [InlineData("+.5", "0.5")]
    [InlineData("12e3", "12000")]
    [InlineData("1.234567890123456789012345678", "1.234567890123456789012345678")]
    [InlineData("0.0000000000000000000000000001", "0.0000000000000000000000000001")]
    [InlineData("79228162514264337593543950335", "79228162514264337593543950335")]
    [InlineData("-79228162514264337593543950335", "-79228162514264337593543950335")]
    [InlineData("0", "0")]
    [InlineData("0.00", "0.00")]
    [InlineData("1.000000000000000000000000000000000000", "1.0000000000000000000000000000")]
    public void A_number_keeps_every_digit(string text, string digits) =>
        Assert.Equal(digits, Exact.Parse(text)?.ToString(CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("79228162514264337593543950336")]
    [InlineData("1e30")]
    [InlineData("0.00000000000000000000000000001")]
    [InlineData("1.2345678901234567890123456789012")]
    [InlineData("1E-29")]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("NaN")]
    [InlineData("1,000")]
    [InlineData("0x10")]
    [InlineData("1e")]
    [InlineData("1e99999999999")]
    public void What_fits_no_decimal_is_no_number_and_is_never_rounded(string? text) => Assert.Null(Exact.Parse(text));
}
