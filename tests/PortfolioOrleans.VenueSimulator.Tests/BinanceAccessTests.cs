using System.Net;
using System.Net.Http.Headers;
using PortfolioOrleans.VenueSimulator.Control;

namespace PortfolioOrleans.VenueSimulator.Tests;

/// <summary>Who gets an answer from Binance, and what the others are told.</summary>
public class BinanceAccessTests
{
    private const string Path = "/sapi/v1/account/apiRestrictions";

    private readonly Bench _bench = new();
    private readonly AccountSummary _account;

    public BinanceAccessTests() => _account = _bench.Open(SimulatedVenue.Binance);

    [Theory]
    [InlineData(-5_000, null, null)]
    [InlineData(-5_001, null, -1021)]
    [InlineData(999, null, null)]
    [InlineData(1_000, null, -1021)]
    [InlineData(1_000, "60000", -1021)]
    [InlineData(-60_000, "60000", null)]
    [InlineData(-60_001, "60000", -1021)]
    [InlineData(0, "60001", -1131)]
    [InlineData(-2, "1.5", -1021)]
    [InlineData(-1, "1.5", null)]
    [InlineData(0, "1.2345", -1100)]
    [InlineData(0, "abc", -1100)]
    public void A_timestamp_is_less_than_a_second_early_and_at_most_the_window_late(int offsetMs, string? window, int? code)
    {
        var parameters = window is null ? "" : $"recvWindow={window}";

        var reply = _bench.Binance.Binance(_account, _bench.Now.AddMilliseconds(offsetMs), Path, parameters);

        Expect(reply, code is null ? HttpStatusCode.OK : HttpStatusCode.BadRequest, code);
    }

    [Fact]
    public void Microseconds_are_timestamps_too()
    {
        var query = $"timestamp={_bench.Now.ToUnixTimeMilliseconds()}000";

        Expect(Ask($"{query}&signature={Signed.Hex(_account.Secret, query)}"), HttpStatusCode.OK, null);
    }

    [Fact]
    public void The_venue_judges_timestamps_by_its_own_clock()
    {
        _bench.World.SetClockSkew(SimulatedVenue.Binance, TimeSpan.FromSeconds(-10));

        Expect(_bench.Binance.Binance(_account, _bench.Now, Path), HttpStatusCode.BadRequest, -1021);
        Expect(_bench.Binance.Binance(_account, _bench.Now.AddSeconds(-10), Path), HttpStatusCode.OK, null);
        Assert.Equal(_bench.Now.AddSeconds(-10).ToUnixTimeMilliseconds(), _bench.Binance.Get("/api/v3/time").Json.GetProperty("serverTime").GetInt64());
    }

    [Fact]
    public void Hex_may_be_upper_case()
    {
        var query = $"timestamp={_bench.Now.ToUnixTimeMilliseconds()}";

        Expect(Ask($"{query}&signature={Signed.Hex(_account.Secret, query).ToUpperInvariant()}"), HttpStatusCode.OK, null);
    }

    [Fact]
    public void Query_and_body_are_signed_as_one_without_a_sign_between_them()
    {
        var (query, body) = ("asset=USDT&recvWindow=5000", $"needBtcValuation=true&timestamp={_bench.Now.ToUnixTimeMilliseconds()}");
        var request = new HttpRequestMessage(HttpMethod.Post, $"/sapi/v3/asset/getUserAsset?{query}")
        {
            Content = new StringContent($"{body}&signature={Signed.Hex(_account.Secret, query + body)}", new MediaTypeHeaderValue("application/x-www-form-urlencoded")),
        };
        request.Headers.Add("X-MBX-APIKEY", _account.Key);

        Expect(_bench.Binance.Ask(request), HttpStatusCode.OK, null);
    }

    [Fact]
    public void A_signature_that_is_not_last_is_no_signature()
    {
        var query = $"timestamp={_bench.Now.ToUnixTimeMilliseconds()}";

        Expect(Ask($"signature={Signed.Hex(_account.Secret, query)}&{query}"), HttpStatusCode.BadRequest, -1022);
    }

    [Theory]
    [InlineData("", -1102)]
    [InlineData("timestamp=NOW", -1102)]
    [InlineData("timestamp=", -1105)]
    [InlineData("timestamp=12a", -1100)]
    [InlineData("timestamp=NOW&signature=xyz", -1100)]
    [InlineData("timestamp=NOW&signature=0000000000000000000000000000000000000000000000000000000000000000", -1022)]
    [InlineData("timestamp=NOW&timestamp=NOW&signature=0000000000000000000000000000000000000000000000000000000000000000", -1101)]
    public void What_is_missing_or_malformed_is_named(string query, int code) =>
        Expect(Ask(query.Replace("NOW", $"{_bench.Now.ToUnixTimeMilliseconds()}")), HttpStatusCode.BadRequest, code);

    [Theory]
    [InlineData(null, -2014)]
    [InlineData("with space", -2014)]
    [InlineData("unknownkey", -2015)]
    public void A_key_has_to_be_well_formed_and_known(string? key, int code)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"{Path}?timestamp={_bench.Now.ToUnixTimeMilliseconds()}&signature={new string('0', 64)}");
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("X-MBX-APIKEY", key);
        }

        Expect(_bench.Binance.Ask(request), HttpStatusCode.Unauthorized, code);
    }

    [Fact]
    public void A_key_works_from_its_addresses_only()
    {
        _bench.World.SetAllowedIps(_account.AccountId, ["10.0.0.1"]);

        Expect(_bench.Binance.Binance(_account, _bench.Now, Path), HttpStatusCode.Unauthorized, -2015);
        Expect(_bench.Client(SimulatedVenue.Binance, "10.0.0.1").Binance(_account, _bench.Now, Path), HttpStatusCode.OK, null);
    }

    [Fact]
    public void A_key_that_may_not_read_reads_nothing()
    {
        _bench.World.SetPermissions(_account.AccountId, [KeyPermission.Trade]);

        Expect(_bench.Binance.Binance(_account, _bench.Now, Path), HttpStatusCode.Unauthorized, -2015);
    }

    [Fact]
    public void A_revoked_key_is_unknown_until_it_is_given_back()
    {
        _bench.World.RevokeKey(_account.AccountId);
        Expect(_bench.Binance.Binance(_account, _bench.Now, Path), HttpStatusCode.Unauthorized, -2015);

        _bench.World.RevokeKey(_account.AccountId, revoked: false);
        Expect(_bench.Binance.Binance(_account, _bench.Now, Path), HttpStatusCode.OK, null);
    }

    [Fact]
    public void Key_rights_are_told()
    {
        _bench.World.SetPermissions(_account.AccountId, [KeyPermission.Read, KeyPermission.Withdraw]);
        _bench.World.SetAllowedIps(_account.AccountId, ["127.0.0.1"]);

        var rights = _bench.Binance.Binance(_account, _bench.Now, Path).Json;

        Assert.True(rights.GetProperty("enableReading").GetBoolean());
        Assert.True(rights.GetProperty("enableWithdrawals").GetBoolean());
        Assert.True(rights.GetProperty("ipRestrict").GetBoolean());
        Assert.False(rights.GetProperty("enableSpotAndMarginTrading").GetBoolean());
    }

    [Theory]
    [InlineData("/api/v3/ticker/price?symbol=NOPE", 400, -1121)]
    [InlineData("/api/v3/exchangeInfo?symbols=%5B%22BTCUSDT%22,%22NOPE%22%5D", 400, -1121)]
    [InlineData("/api/v3/exchangeInfo?symbols=BTCUSDT", 400, -1100)]
    [InlineData("/api/v3/ticker/price?symbol=btcusdt", 400, -1100)]
    [InlineData("/api/v3/ticker/price?symbol=BTCUSDT&symbols=%5B%22BTCUSDT%22%5D", 400, -1128)]
    [InlineData("/api/v3/ticker/24hr?type=WIDE", 400, -1139)]
    [InlineData("/api/v3/klines?symbol=BTCUSDT&interval=7m", 400, -1120)]
    [InlineData("/api/v3/klines?interval=1m", 400, -1102)]
    [InlineData("/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=1001", 400, -1130)]
    [InlineData("/api/v3/time?colour=red", 400, -1104)]
    [InlineData("/api/v3/nothing", 404, -5000)]
    [InlineData("/fapi/v1/premiumIndex?symbol=ETHBTC", 400, -1121)]
    public void Public_requests_are_checked_too(string target, int status, int code) => Expect(_bench.Binance.Get(target), (HttpStatusCode)status, code);

    [Theory]
    [InlineData("/api/v3/myTrades", "", -1102)]
    [InlineData("/api/v3/myTrades", "symbol=BTCUSDT&fromId=1&startTime=1", -1128)]
    [InlineData("/api/v3/myTrades", "symbol=BTCUSDT&startTime=1772366400000&endTime=1772452800001", -1127)]
    [InlineData("/api/v3/myTrades", "symbol=BTCUSDT&limit=1001", -1130)]
    [InlineData("/api/v3/myTrades", "symbol=BTCUSDT&limit=0", -1130)]
    [InlineData("/api/v3/account", "colour=red", -1104)]
    [InlineData("/sapi/v1/asset/transfer", "", -1102)]
    [InlineData("/sapi/v1/asset/transfer", "type=NOWHERE", -1130)]
    [InlineData("/sapi/v1/capital/deposit/hisrec", "startTime=1&endTime=7776000002", -1127)]
    [InlineData("/fapi/v1/userTrades", "", -1102)]
    [InlineData("/fapi/v1/userTrades", "symbol=BTCUSDT&startTime=1&endTime=604800002", -1127)]
    public void Private_requests_are_checked_too(string path, string parameters, int code) =>
        Expect(_bench.Binance.Binance(_account, _bench.Now, path, parameters), HttpStatusCode.BadRequest, code);

    private Reply Ask(string query)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"{Path}?{query}");
        request.Headers.Add("X-MBX-APIKEY", _account.Key);
        return _bench.Binance.Ask(request);
    }

    private static void Expect(Reply reply, HttpStatusCode status, int? code)
    {
        Assert.True(reply.Status == status, reply.Text);
        if (code is { } expected)
        {
            Assert.Equal(expected, reply.Code);
        }
    }
}
