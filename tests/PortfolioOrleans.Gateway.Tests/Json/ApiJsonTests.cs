using System.Globalization;
using System.Text.Json;
using PortfolioOrleans.Domain.Exposure;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Gateway.Json;

namespace PortfolioOrleans.Gateway.Tests.Json;

public sealed class ApiJsonTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("0.000", "0")]
    [InlineData("-0.00", "0")]
    [InlineData("1.500", "1.5")]
    [InlineData("100", "100")]
    [InlineData("0.0000000000000000000000000001", "0.0000000000000000000000000001")]
    [InlineData("-79228162514264337593543950335", "-79228162514264337593543950335")]
    [InlineData("7.9228162514264337593543950335", "7.9228162514264337593543950335")]
    [InlineData("1234567.89000", "1234567.89")]
    public void A_decimal_leaves_as_exactly_its_digits(string value, string text)
    {
        var json = JsonSerializer.Serialize(decimal.Parse(value, CultureInfo.InvariantCulture), ApiJson.Full);

        Assert.Equal($"\"{text}\"", json);
    }

    [Fact]
    public void Any_decimal_comes_back_as_it_was_and_never_with_an_exponent()
    {
        var rng = new Random(20260304);
        for (var round = 0; round < 5_000; round++)
        {
            var value = new decimal(rng.Next(), rng.Next(), rng.Next(), rng.Next(2) == 0, (byte)rng.Next(29));

            var json = JsonSerializer.Serialize(value, ApiJson.Full);

            Assert.Equal(value, JsonSerializer.Deserialize<decimal>(json, ApiJson.Full));
            Assert.DoesNotContain('E', json);
            Assert.False(json.Contains('.', StringComparison.Ordinal) && json.EndsWith("0\"", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Where_amounts_are_withheld_no_decimal_leaves_and_numbers_do()
    {
        var json = JsonSerializer.Serialize(
            new { Amount = 5.5m, Missing = (decimal?)null, ByName = new Dictionary<string, decimal> { ["BTC"] = 1m }, SharePct = 12.5, Count = 3 }, ApiJson.Withheld);

        Assert.Equal("""{"amount":null,"missing":null,"by_name":{"BTC":null},"share_pct":12.5,"count":3}""", json);
    }

    [Fact]
    public void Times_leave_in_utc_with_a_z()
    {
        var berlin = new DateTimeOffset(2026, 3, 4, 13, 0, 0, 250, TimeSpan.FromHours(1));

        Assert.Equal("\"2026-03-04T12:00:00.25Z\"", JsonSerializer.Serialize(berlin, ApiJson.Full));
    }

    [Theory]
    [InlineData("2026-03-04", "2026-03-04T00:00:00Z")]
    [InlineData("2026-03-04T12:30Z", "2026-03-04T12:30:00Z")]
    [InlineData("2026-03-04T12:30:15", "2026-03-04T12:30:15Z")]
    [InlineData("2026-03-04T14:30:15+02:00", "2026-03-04T12:30:15Z")]
    [InlineData("2026-03-04T12:30:15.1234567Z", "2026-03-04T12:30:15.1234567Z")]
    public void Times_are_read_in_any_zone(string text, string utc)
    {
        Assert.True(UtcTime.TryParse(text, out var time));
        Assert.Equal($"\"{utc}\"", JsonSerializer.Serialize(time, ApiJson.Full));
    }

    [Fact]
    public void Words_are_spelt_as_the_trade_does()
    {
        Assert.Equal("\"LONG\"", JsonSerializer.Serialize(PositionSide.Long, ApiJson.Full));
        Assert.Equal("\"TOXIC\"", JsonSerializer.Serialize(PositionCategory.Toxic, ApiJson.Full));
        Assert.Equal("\"futures\"", JsonSerializer.Serialize(WalletKind.Futures, ApiJson.Full));
        Assert.Equal("\"isolated\"", JsonSerializer.Serialize(MarginMode.Isolated, ApiJson.Full));
    }

    [Theory]
    [InlineData(0.052, 5.2)]
    [InlineData(0.07, 7)]
    [InlineData(0.29, 29)]
    public void A_fraction_becomes_the_nearest_percentage(double fraction, double percent)
    {
        Assert.Equal(percent, Percent.Of((decimal)fraction));
    }
}
