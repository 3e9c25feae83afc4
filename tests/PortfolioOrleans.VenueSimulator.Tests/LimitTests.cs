using System.Net;
using PortfolioOrleans.VenueSimulator.Control;

namespace PortfolioOrleans.VenueSimulator.Tests;

/// <summary>Requests cost weight, and too much of it is refused.</summary>
public class LimitTests
{
    private readonly Bench _bench = new();

    [Theory]
    [InlineData("/api/v3/time", 1)]
    [InlineData("/api/v3/exchangeInfo", 20)]
    [InlineData("/api/v3/ticker/price", 4)]
    [InlineData("/api/v3/ticker/price?symbol=BTCUSDT", 2)]
    [InlineData("/api/v3/ticker/24hr", 80)]
    [InlineData("/api/v3/ticker/24hr?symbol=BTCUSDT&type=MINI", 2)]
    [InlineData("/api/v3/klines?symbol=BTCUSDT&interval=1m", 2)]
    [InlineData("/fapi/v1/premiumIndex", 10)]
    [InlineData("/fapi/v1/premiumIndex?symbol=BTCUSDT", 1)]
    [InlineData("/fapi/v1/ticker/24hr", 40)]
    [InlineData("/fapi/v1/klines?symbol=BTCUSDT&interval=1m&limit=1500", 10)]
    public void The_header_tells_the_weight_used_in_this_minute(string target, int weight)
    {
        Assert.Equal($"{weight}", _bench.Binance.Get(target).Header("X-MBX-USED-WEIGHT-1M"));
        Assert.Equal($"{2 * weight}", _bench.Binance.Get(target).Header("X-MBX-USED-WEIGHT-1M"));

        _bench.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal($"{weight}", _bench.Binance.Get(target).Header("X-MBX-USED-WEIGHT-1M"));
    }

    [Fact]
    public void Wallet_endpoints_count_each_for_itself_by_address_or_by_customer()
    {
        var account = _bench.Open(SimulatedVenue.Binance);

        Assert.Equal("5", Ask("/sapi/v3/asset/getUserAsset", HttpMethod.Post).Header("X-SAPI-USED-IP-WEIGHT-1M"));
        Assert.Equal("1", Ask("/sapi/v1/account/apiRestrictions").Header("X-SAPI-USED-IP-WEIGHT-1M"));
        Assert.Equal("18000", Ask("/sapi/v1/capital/withdraw/history").Header("X-SAPI-USED-UID-WEIGHT-1M"));
        for (var i = 0; i < 9; i++)
        {
            Ask("/sapi/v1/capital/withdraw/history");
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, Ask("/sapi/v1/capital/withdraw/history").Status);

        Reply Ask(string path, HttpMethod? method = null) => _bench.Binance.Binance(account, _bench.Now, path, method: method);
    }

    [Fact]
    public void Over_the_limit_is_refused_until_the_minute_ends()
    {
        _bench.World.SetLimit(SimulatedVenue.Binance, "api", 40);
        _bench.Clock.Advance(TimeSpan.FromSeconds(15.5));

        Assert.Equal(HttpStatusCode.OK, _bench.Binance.Get("/api/v3/exchangeInfo").Status);
        Assert.Equal(HttpStatusCode.OK, _bench.Binance.Get("/api/v3/exchangeInfo").Status);
        var refused = _bench.Binance.Get("/api/v3/time");

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.Status);
        Assert.Equal(-1003, refused.Code);
        Assert.Equal("45", refused.Header("Retry-After"));
        Assert.Equal(HttpStatusCode.OK, _bench.Binance.Get("/fapi/v1/time").Status);
        Assert.Equal(HttpStatusCode.OK, _bench.Client(SimulatedVenue.Binance, "10.0.0.9").Get("/api/v3/time").Status);
        _bench.Clock.Advance(TimeSpan.FromSeconds(45));
        Assert.Equal(HttpStatusCode.OK, _bench.Binance.Get("/api/v3/time").Status);
    }

    [Fact]
    public void Going_on_all_the_same_is_banned_and_each_ban_is_twice_as_long()
    {
        _bench.World.SetLimit(SimulatedVenue.Binance, "fapi", 1);
        _bench.World.SetLimit(SimulatedVenue.Binance, "ban_after", 2);

        Assert.Equal([200, 429, 429, 418], Burst());
        var banned = _bench.Binance.Get("/fapi/v1/time");
        Assert.Equal("120", banned.Header("Retry-After"));
        Assert.Contains($"IP banned until {_bench.Now.AddMinutes(2).ToUnixTimeMilliseconds()}", banned.Text);
        Assert.Equal(HttpStatusCode.OK, _bench.Binance.Get("/api/v3/time").Status); // Another host of the venue.

        _bench.Clock.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal([200, 429, 429, 418], Burst());
        Assert.Equal("240", _bench.Binance.Get("/fapi/v1/time").Header("Retry-After"));

        int[] Burst() => [.. Enumerable.Range(0, 4).Select(_ => (int)_bench.Binance.Get("/fapi/v1/time").Status)];
    }

    [Fact]
    public void A_limit_can_be_the_venues_own_again()
    {
        _bench.World.SetLimit(SimulatedVenue.Binance, "api", 0);
        Assert.Equal(HttpStatusCode.TooManyRequests, _bench.Binance.Get("/api/v3/time").Status);

        _bench.World.SetLimit(SimulatedVenue.Binance, "api", null);

        Assert.Equal(HttpStatusCode.OK, _bench.Binance.Get("/api/v3/time").Status);
    }

    [Fact]
    public void Exchange_information_tells_the_limits_in_force()
    {
        _bench.World.SetLimit(SimulatedVenue.Binance, "fapi", 1_234);

        Assert.Equal(6_000, _bench.Binance.Get("/api/v3/exchangeInfo?symbol=BTCUSDT").Json.GetProperty("rateLimits")[0].GetProperty("limit").GetInt32());
        Assert.Equal(1_234, _bench.Binance.Get("/fapi/v1/exchangeInfo").Json.GetProperty("rateLimits")[0].GetProperty("limit").GetInt32());
    }

    [Fact]
    public void OKX_counts_requests_for_each_endpoint_and_key()
    {
        var (one, other) = (_bench.Open(SimulatedVenue.Okx, "one"), _bench.Open(SimulatedVenue.Okx, "other"));
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(HttpStatusCode.OK, Ask(one, "/api/v5/account/config").Status);
        }

        var refused = Ask(one, "/api/v5/account/config");

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.Status);
        Assert.Equal("50011", refused.Json.GetProperty("code").GetString());
        Assert.Equal(HttpStatusCode.OK, Ask(other, "/api/v5/account/config").Status);
        Assert.Equal(HttpStatusCode.OK, Ask(one, "/api/v5/account/balance").Status);
        _bench.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(HttpStatusCode.OK, Ask(one, "/api/v5/account/config").Status);

        Reply Ask(AccountSummary account, string target) => _bench.Okx.Okx(account, _bench.Now, target);
    }

    [Fact]
    public void OKX_counts_public_requests_by_address()
    {
        _bench.World.SetLimit(SimulatedVenue.Okx, "/api/v5/public/time", 1);

        Assert.Equal(HttpStatusCode.OK, _bench.Okx.Get("/api/v5/public/time").Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, _bench.Okx.Get("/api/v5/public/time").Status);
        Assert.Equal(HttpStatusCode.OK, _bench.Client(SimulatedVenue.Okx, "10.0.0.9").Get("/api/v5/public/time").Status);
    }

    [Fact]
    public void Statistics_count_requests_weight_and_refusals()
    {
        _bench.World.SetLimit(SimulatedVenue.Binance, "api", 21);
        _bench.Binance.Get("/api/v3/exchangeInfo");
        _bench.Binance.Get("/api/v3/time");
        _bench.Binance.Get("/api/v3/time");
        _bench.Binance.Get("/api/v3/nothing/at/all");

        var statistics = _bench.World.Statistics(SimulatedVenue.Binance);

        Assert.Equal((4, 1), (statistics.Requests, statistics.Refused));
        Assert.Equal(new PathStatistics(2, 1, 2), statistics.Paths["/api/v3/time"]);
        Assert.Equal(new PathStatistics(1, 1, 0), statistics.Paths["(unknown path)"]);
    }

    [Fact]
    public void A_limit_that_does_not_exist_cannot_be_changed()
    {
        Assert.Equal("unknown_limit", Assert.Throws<ControlException>(() => _bench.World.SetLimit(SimulatedVenue.Okx, "api", 1)).Code);
    }
}
