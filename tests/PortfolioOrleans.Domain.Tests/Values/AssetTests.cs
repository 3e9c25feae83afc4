using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Domain.Tests.Values;

public sealed class AssetTests
{
    [Theory]
    [InlineData("BTC")]
    [InlineData("1000SATS")]
    [InlineData("stETH")]
    [InlineData("币安人生")]
    public void Any_code_a_venue_uses_is_kept_to_the_letter(string code) => Assert.Equal(code, Asset.Parse(code).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("BT\nC")]
    public void Blank_text_and_control_characters_are_no_asset(string text)
    {
        var error = Assert.Throws<FormatException>(() => Asset.Parse(text));

        Assert.Contains("1 to 64 characters", error.Message);
    }

    [Fact]
    public void A_code_of_65_characters_is_no_asset() => Assert.False(Asset.TryParse(new string('A', 65), out _));

    [Fact]
    public void Case_tells_assets_apart() => Assert.NotEqual(Asset.Parse("stETH"), Asset.Parse("STETH"));

    [Fact]
    public void The_default_is_no_asset()
    {
        Assert.True(default(Asset).IsNone);
        Assert.Equal("", default(Asset).ToString());
    }

    [Fact]
    public void A_symbol_divides_at_its_last_hyphen()
    {
        var symbol = Symbol.Parse("A-B-USDT");

        Assert.Equal("A-B", symbol.Base.Code);
        Assert.Equal(Asset.Usdt, symbol.Quote);
        Assert.Equal("A-B-USDT", symbol.ToString());
    }

    [Theory]
    [InlineData("BTCUSDT")]
    [InlineData("-USDT")]
    [InlineData("BTC-")]
    public void A_symbol_without_two_sides_is_refused(string text) => Assert.Throws<FormatException>(() => Symbol.Parse(text));
}
