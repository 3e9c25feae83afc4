using System.Globalization;
using System.Text.Json;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Tests.Wire;

public sealed class WireNodeTests
{
    [Theory]
    [InlineData("""{"x":"0.00012300"}""", "0.00012300")]
    [InlineData("""{"x":0.000123}""", "0.000123")]
    [InlineData("""{"x":"1E-8"}""", "0.00000001")]
    [InlineData("""{"x":1e-8}""", "0.00000001")]
    [InlineData("""{"x":"-7.545600000000006"}""", "-7.545600000000006")]
    [InlineData("""{"x":"50300000001.44911105"}""", "50300000001.44911105")]
    [InlineData("""{"x":"9999999999.0000000000000000"}""", "9999999999")]
    public void A_number_is_read_exactly_whichever_way_it_is_written(string json, string expected) =>
        Assert.Equal(decimal.Parse(expected, CultureInfo.InvariantCulture), Node(json).Number("x"));

    [Theory]
    [InlineData("""{"x":""}""")]
    [InlineData("""{"x":null}""")]
    [InlineData("{}")]
    public void What_does_not_apply_is_null(string json)
    {
        Assert.Null(Node(json).Number("x"));
        Assert.Null(Node(json).Text("x"));
        Assert.Null(Node(json).Time("x"));
        Assert.Null(Node(json).Flag("x"));
        Assert.Null(Node(json).UtcText("x"));
    }

    [Theory]
    [InlineData("""{"x":"1e400"}""")]
    [InlineData("""{"x":"99999999999999999999999999999999"}""")]
    [InlineData("""{"x":1e25}""")]
    [InlineData("""{"x":"-1e25"}""")]
    [InlineData("""{"x":"NaN"}""")]
    [InlineData("""{"x":"Infinity"}""")]
    [InlineData("""{"x":"1,5"}""")]
    [InlineData("""{"x":"1.5.5"}""")]
    [InlineData("""{"x":"0x10"}""")]
    [InlineData("""{"x":"\u0031"}""")]
    [InlineData("""{"x":true}""")]
    [InlineData("""{"x":[1]}""")]
    [InlineData("""{"x":{"y":1}}""")]
    public void An_absurd_number_is_refused_by_name(string json)
    {
        var refusal = Assert.Throws<WireException>(() => Node(json).Number("x"));

        Assert.StartsWith("x ", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.00000000000000000000000000001")] // 1E-29
    [InlineData("1E-29")]
    [InlineData("1234567890.12345678901234567891")]
    [InlineData("-0.12345678901234567890123456789")]
    public void An_amount_with_more_digits_than_can_be_held_is_refused_by_name_and_a_market_price_or_a_figure_is_rounded(string digits)
    {
        var node = Node($$"""{"x":"{{digits}}","y":{{digits}}}""");

        Assert.Equal(["x has more digits than can be held", "y has more digits than can be held"], new[] { "x", "y" }.Select(name => Assert.Throws<WireException>(() => node.Number(name)).Message));
        Assert.Throws<WireException>(() => node.Amount("x"));
        Assert.Throws<WireException>(() => node.BookedPrice("x"));
        Assert.NotNull(node.Figure("x"));
        Assert.True(digits[0] == '-' || node.Price("x") is null or > 0m);
    }

    [Theory]
    [InlineData("1E-8", "0.00000001")]
    [InlineData("0.0000000000000000000000000001", "0.0000000000000000000000000001")]
    [InlineData("-1.234567890123456789012345678", "-1.234567890123456789012345678")]
    [InlineData("1234567890.12345678901234567800000", "1234567890.123456789012345678")]
    [InlineData("1.5e3", "1500")]
    public void The_smallest_and_the_longest_that_can_be_held_keep_every_digit(string digits, string expected)
    {
        Assert.Equal(decimal.Parse(expected, CultureInfo.InvariantCulture), Node($$"""{"x":"{{digits}}"}""").Number("x"));
        Assert.Equal(decimal.Parse(expected, CultureInfo.InvariantCulture), Node($$"""{"x":{{digits}}}""").Number("x"));
    }

    [Fact]
    public void An_amount_below_zero_is_refused() => Assert.Throws<WireException>(() => Node("""{"x":"-0.1"}""").Amount("x"));

    [Theory]
    [InlineData("""{"x":"0.00000000"}""", null)]
    [InlineData("""{"x":"4.5"}""", 4.5)]
    public void A_price_of_zero_is_no_price(string json, double? expected) => Assert.Equal((decimal?)expected, Node(json).Price("x"));

    [Theory]
    [InlineData("""{"x":8082457372019390060}""", "8082457372019390060")]
    [InlineData("""{"x":"8082457372019390060"}""", "8082457372019390060")]
    [InlineData("""{"x":123456789012345678901234567890}""", "123456789012345678901234567890")]
    public void An_id_keeps_its_digits(string json, string expected) => Assert.Equal(expected, Node(json).Text("x"));

    [Theory]
    [InlineData("""{"x":1597026383085}""")]
    [InlineData("""{"x":"1597026383085"}""")]
    public void A_time_is_milliseconds_in_utc(string json) =>
        Assert.Equal(new DateTimeOffset(2020, 8, 10, 2, 26, 23, 85, TimeSpan.Zero), Node(json).Time("x"));

    [Theory]
    [InlineData("""{"x":1597026383085000}""")]
    [InlineData("""{"x":-1}""")]
    [InlineData("""{"x":"yesterday"}""")]
    public void A_time_that_cannot_be_is_refused(string json) => Assert.Throws<WireException>(() => Node(json).Time("x"));

    [Fact]
    public void A_time_of_zero_is_no_time() => Assert.Null(Node("""{"x":0}""").Time("x"));

    [Theory]
    [InlineData("""{"x":true}""", true)]
    [InlineData("""{"x":"false"}""", false)]
    [InlineData("""{"x":"True"}""", true)]
    public void A_flag_may_be_a_text(string json, bool expected) => Assert.Equal(expected, Node(json).Flag("x"));

    [Theory]
    [InlineData("币安人生")]
    [InlineData("1000SATS")]
    [InlineData("stETH")]
    public void An_asset_may_be_called_anything(string code) => Assert.Equal(code, Node($$"""{"x":"{{code}}"}""").Asset("x").Code);

    [Theory]
    [InlineData("""{"x":"\ud800"}""")]
    [InlineData("""{"x":"a\u0000b"}""")]
    [InlineData("""{"x":" "}""")]
    public void What_cannot_be_an_asset_is_refused(string json) => Assert.Throws<WireException>(() => Node(json).Asset("x"));

    [Fact]
    public void A_refusal_says_where_in_the_answer()
    {
        var root = Node("""{"data":[{"details":[{"eq":"1"},{"eq":"one"}]}]}""");

        var refusal = Assert.Throws<WireException>(() => root.RequiredRows("data", row => row.Rows("details", detail => detail.Number("eq"))));

        Assert.Equal("data[0].details[1].eq is not a number that can be held", refusal.Message);
    }

    [Theory]
    [InlineData("""{"data":{}}""", "data is not a list")]
    [InlineData("""{"data":[1]}""", "data[0] is not an object")]
    [InlineData("""{}""", "data is missing")]
    [InlineData("""[]""", "the answer is not an object")]
    public void A_wrong_shape_is_refused(string json, string message)
    {
        var refusal = Assert.Throws<WireException>(() => Node(json).RequiredRows("data", row => row.Text("x")));

        Assert.Equal(message, refusal.Message);
    }

    private static WireNode Node(string json) => new(JsonDocument.Parse(json).RootElement);
}
