using System.Net;
using PortfolioOrleans.VenueSimulator.Control;

namespace PortfolioOrleans.VenueSimulator.Tests;

/// <summary>Who gets an answer from OKX, and what the others are told.</summary>
public class OkxAccessTests
{
    private const string Target = "/api/v5/account/config";

    private readonly Bench _bench = new();
    private readonly AccountSummary _account;

    public OkxAccessTests() => _account = _bench.Open(SimulatedVenue.Okx);

    [Theory]
    [InlineData(30_000, null)]
    [InlineData(30_001, "50102")]
    [InlineData(-30_000, null)]
    [InlineData(-30_001, "50102")]
    public void A_timestamp_is_at_most_thirty_seconds_off(int offsetMs, string? code) =>
        Expect(_bench.Okx.Okx(_account, _bench.Now.AddMilliseconds(offsetMs), Target), code is null ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, code ?? "0");

    [Theory]
    [InlineData("OK-ACCESS-KEY", "50103")]
    [InlineData("OK-ACCESS-PASSPHRASE", "50104")]
    [InlineData("OK-ACCESS-SIGN", "50106")]
    [InlineData("OK-ACCESS-TIMESTAMP", "50107")]
    public void Every_header_is_needed(string name, string code)
    {
        var request = Signed.OkxRequest(_account, _bench.Now, Target);
        request.Headers.Remove(name);

        Expect(_bench.Okx.Ask(request), HttpStatusCode.Unauthorized, code);
    }

    [Theory]
    [InlineData("OK-ACCESS-KEY", "somebody-else", "50111")]
    [InlineData("OK-ACCESS-PASSPHRASE", "wrong", "50105")]
    [InlineData("OK-ACCESS-SIGN", "AAAA", "50113")]
    [InlineData("OK-ACCESS-TIMESTAMP", "1772452800", "50112")]
    [InlineData("x-simulated-trading", "1", "50101")]
    public void Every_header_has_to_be_right(string name, string value, string code)
    {
        var request = Signed.OkxRequest(_account, _bench.Now, Target);
        request.Headers.Remove(name);
        request.Headers.Add(name, value);

        Expect(_bench.Okx.Ask(request), HttpStatusCode.Unauthorized, code);
    }

    [Fact]
    public void The_signature_covers_the_query_as_it_was_sent()
    {
        var request = Signed.OkxRequest(_account, _bench.Now, "/api/v5/account/balance?ccy=BTC");
        request.RequestUri = new Uri("/api/v5/account/balance?ccy=ETH", UriKind.Relative);

        Expect(_bench.Okx.Ask(request), HttpStatusCode.Unauthorized, "50113");
        Expect(_bench.Okx.Okx(_account, _bench.Now, "/api/v5/account/balance?ccy=BTC%2CETH"), HttpStatusCode.OK, "0");
    }

    [Fact]
    public void A_demo_key_works_with_the_demo_header_only()
    {
        var demo = _bench.World.OpenAccount(new NewAccount { Venue = SimulatedVenue.Okx, Label = "demo", Environment = KeyEnvironment.Demo });
        var request = Signed.OkxRequest(demo, _bench.Now, Target);
        request.Headers.Add("x-simulated-trading", "1");

        Expect(_bench.Okx.Ask(request), HttpStatusCode.OK, "0");
        Expect(_bench.Okx.Okx(demo, _bench.Now, Target), HttpStatusCode.Unauthorized, "50101");
    }

    [Fact]
    public void A_key_of_another_region_does_not_exist_here()
    {
        var elsewhere = _bench.World.OpenAccount(new NewAccount { Venue = SimulatedVenue.Okx, Label = "eea", Environment = KeyEnvironment.OtherRegion });

        Expect(_bench.Okx.Okx(elsewhere, _bench.Now, Target), HttpStatusCode.Unauthorized, "50119");
    }

    [Fact]
    public void Address_permission_and_revocation_are_told_apart()
    {
        _bench.World.SetAllowedIps(_account.AccountId, ["10.0.0.1"]);
        Expect(_bench.Okx.Okx(_account, _bench.Now, Target), HttpStatusCode.Unauthorized, "50110");

        _bench.World.SetAllowedIps(_account.AccountId, []);
        _bench.World.SetPermissions(_account.AccountId, [KeyPermission.Trade]);
        Expect(_bench.Okx.Okx(_account, _bench.Now, Target), HttpStatusCode.Unauthorized, "50120");

        _bench.World.RevokeKey(_account.AccountId);
        Expect(_bench.Okx.Okx(_account, _bench.Now, Target), HttpStatusCode.Unauthorized, "50111");
    }

    [Fact]
    public void The_configuration_tells_mode_rights_and_addresses()
    {
        _bench.World.SetPermissions(_account.AccountId, [KeyPermission.Trade, KeyPermission.Read]);
        _bench.World.SetAllowedIps(_account.AccountId, ["127.0.0.1", "10.0.0.1"]);
        _bench.World.SetPositionMode(_account.AccountId, hedged: true);

        var config = _bench.Okx.Okx(_account, _bench.Now, Target).Data[0];

        Assert.Equal("long_short_mode", config.GetProperty("posMode").GetString());
        Assert.Equal("read_only,trade", config.GetProperty("perm").GetString());
        Assert.Equal("127.0.0.1,10.0.0.1", config.GetProperty("ip").GetString());
    }

    [Theory]
    [InlineData("/api/v5/public/instruments", 400, "50014")]
    [InlineData("/api/v5/public/instruments?instType=COIN", 400, "51000")]
    [InlineData("/api/v5/public/instruments?instType=SPOT&instId=NOPE-USDT", 200, "51001")]
    [InlineData("/api/v5/market/ticker?instId=NOPE-USDT", 200, "51001")]
    [InlineData("/api/v5/market/index-tickers", 400, "50015")]
    [InlineData("/api/v5/market/candles?instId=BTC-USDT&bar=7m", 400, "51000")]
    [InlineData("/api/v5/market/candles?instId=BTC-USDT&limit=301", 400, "51000")]
    [InlineData("/api/v5/public/funding-rate?instId=BTC-USDT", 200, "51001")]
    [InlineData("/api/v5/nothing", 404, "404")]
    public void Public_requests_are_checked_too(string target, int status, string code) => Expect(_bench.Okx.Get(target), (HttpStatusCode)status, code);

    [Theory]
    [InlineData("/api/v5/trade/fills-history", 400, "50014")]
    [InlineData("/api/v5/trade/fills?limit=101", 400, "51000")]
    [InlineData("/api/v5/trade/fills?after=abc", 400, "51000")]
    [InlineData("/api/v5/account/leverage-info?instId=BTC-USDT-SWAP", 400, "50014")]
    [InlineData("/api/v5/account/leverage-info?instId=NOPE&mgnMode=cross", 200, "51001")]
    [InlineData("/api/v5/asset/bills?pagingType=3", 400, "51000")]
    public void Private_requests_are_checked_too(string target, int status, string code) =>
        Expect(_bench.Okx.Okx(_account, _bench.Now, target), (HttpStatusCode)status, code);

    private static void Expect(Reply reply, HttpStatusCode status, string code)
    {
        Assert.True(reply.Status == status, reply.Text);
        Assert.Equal(code, reply.Json.GetProperty("code").GetString());
    }
}
