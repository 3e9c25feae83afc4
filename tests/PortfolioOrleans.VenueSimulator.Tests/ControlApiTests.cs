using System.Net;
using System.Net.Http.Headers;

namespace PortfolioOrleans.VenueSimulator.Tests;

/// <summary>The control API as somebody with curl meets it.</summary>
public sealed class ControlApiTests : IAsyncLifetime
{
    private Hosted _hosted = null!;

    public async Task InitializeAsync() => _hosted = await Hosted.StartAsync();

    public async Task DisposeAsync() => await _hosted.DisposeAsync();

    [Fact]
    public void A_whole_life_of_an_account()
    {
        var opened = Ask("POST", "accounts", """{"venue":"okx","label":"carol","owner":"carol","permissions":["read","trade"]}""").Json;
        var id = opened.GetProperty("account_id").GetString();
        Assert.NotEmpty(opened.GetProperty("secret").GetString()!);

        Ok("POST", "prices/set", """{"symbol":"BTC","price":"50000"}""");
        Ok("POST", "prices/set", """{"symbol":"USDT","price":1}""");
        Ok("POST", $"accounts/{id}/deposits", """{"asset":"USDT","amount":"20000"}""");
        Ok("POST", $"accounts/{id}/transfers", """{"asset":"USDT","amount":15000,"from":"funding","to":"trading"}""");
        Ok("PUT", $"accounts/{id}/leverage", """{"symbol":"BTC-USDT-SWAP","leverage":5}""");
        var fill = Ask("POST", $"accounts/{id}/fills", """{"symbol":"BTC-USDT-SWAP","side":"buy","quantity":"20","fee":"5"}""").Json;
        Ok("POST", "prices/multiply", """{"symbol":"BTC","factor":1.1}""");
        Ok("POST", $"accounts/{id}/funding", """{"symbol":"BTC-USDT-SWAP","rate":0.0001}""");
        var withdrawal = Ask("POST", $"accounts/{id}/withdrawals", """{"asset":"USDT","amount":"100","fee":"1","pending":true}""").Json;
        Ok("POST", $"accounts/{id}/withdrawals/{withdrawal.GetProperty("id").GetString()}/complete");

        var statement = Ask("GET", $"accounts/{id}").Json;
        Assert.Equal("50000", fill.GetProperty("price").GetString());

        // 20,000 - 5 fee + 0.2 x 5,000 unrealised - 0.2 x 55,000 x 0.0001 funding - 101 withdrawn.
        Assert.Equal("20892.9", statement.GetProperty("equity_usd").GetString());
        Assert.Equal("1000", statement.GetProperty("positions")[0].GetProperty("unrealized_pnl").GetString());
        Assert.Equal("20892.9", Ask("GET", "owners/carol").Json.GetProperty("equity_usd").GetString());
    }

    [Fact]
    public void Keys_modes_and_addresses_can_be_changed()
    {
        Ask("POST", "accounts", """{"venue":"binance","label":"dave","key":"davekey","secret":"davesecret"}""");

        Assert.Equal("withdraw", Ask("PUT", "accounts/dave/permissions", """{"permissions":["read","withdraw"]}""").Json.GetProperty("permissions")[1].GetString());
        Assert.Equal("10.1.1.1", Ask("PUT", "accounts/dave/ips", """{"allowed_ips":["10.1.1.1"]}""").Json.GetProperty("allowed_ips")[0].GetString());
        Assert.True(Ask("PUT", "accounts/dave/mode", """{"hedged":true}""").Json.GetProperty("hedged").GetBoolean());
        Assert.True(Ask("POST", "accounts/dave/revoke").Json.GetProperty("revoked").GetBoolean());
        Assert.False(Ask("POST", "accounts/dave/restore").Json.GetProperty("revoked").GetBoolean());
        Assert.Equal("davekey", Ask("GET", "accounts").Json[0].GetProperty("key").GetString());
    }

    [Fact]
    public void Trouble_can_be_made_seen_and_ended()
    {
        var fault = Ask("POST", "faults", """{"kind":"http_status","venue":"binance","status":503,"path":"/api/","count":3}""").Json;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, _hosted.Binance.Get("/api/v3/time").Status);
        Assert.Equal(2, Ask("GET", "faults").Json[0].GetProperty("left").GetInt32());
        Ok("DELETE", $"faults/{fault.GetProperty("id").GetString()}");
        Assert.Equal(HttpStatusCode.OK, _hosted.Binance.Get("/api/v3/time").Status);

        Ok("PUT", "limits", """{"venue":"binance","name":"api","limit":0}""");
        Assert.Equal(HttpStatusCode.TooManyRequests, _hosted.Binance.Get("/api/v3/time").Status);
        Ok("PUT", "limits", """{"venue":"binance","name":"api","limit":null}""");
        Ok("PUT", "skew", """{"venue":"binance","seconds":90}""");
        Assert.Equal(_hosted.Now.AddSeconds(90).ToUnixTimeMilliseconds(), _hosted.Binance.Get("/api/v3/time").Json.GetProperty("serverTime").GetInt64());

        Ok("POST", "faults", """{"kind":"down","venue":"okx"}""");
        Ok("DELETE", "faults?venue=okx");
        Assert.Equal(HttpStatusCode.OK, _hosted.Okx.Get("/api/v5/public/time").Status);
        Assert.Equal(0, Ask("POST", "sockets/disconnect?venue=okx").Json.GetProperty("disconnected").GetInt32());
        var statistics = Ask("GET", "statistics").Json[0];
        Assert.Equal(1, statistics.GetProperty("refused").GetInt32());
        Assert.Equal(3, statistics.GetProperty("paths").GetProperty("/api/v3/time").GetProperty("requests").GetInt32() - 1);
    }

    [Fact]
    public void Markets_can_be_frozen_and_looked_at()
    {
        Ok("POST", "prices/resume");
        Assert.False(Ask("GET", "prices").Json.GetProperty("frozen").GetBoolean());
        Ok("POST", "prices/freeze");

        var board = Ask("GET", "prices").Json;

        Assert.True(board.GetProperty("frozen").GetBoolean());
        Assert.Contains(
            board.GetProperty("quotes").EnumerateArray(),
            quote => quote.GetProperty("symbol").GetString() == "BTC-USD-SWAP" && quote.GetProperty("futures").GetBoolean());
    }

    [Theory]
    [InlineData("POST", "accounts", "{", 400, "bad_json")]
    [InlineData("POST", "accounts", "[]", 400, "bad_json")]
    [InlineData("POST", "accounts", "null", 400, "bad_json")]
    [InlineData("POST", "accounts", """{"label":"x"}""", 400, "bad_json")]
    [InlineData("POST", "accounts", """{"venue":"kraken","label":"x"}""", 400, "bad_json")]
    [InlineData("POST", "accounts", """{"venue":"okx","label":"x","colour":"red"}""", 400, "bad_json")]
    [InlineData("POST", "accounts", """{"venue":"okx","label":""}""", 400, "bad_value")]
    [InlineData("POST", "accounts", """{"venue":"binance","label":"x","key":"not a key"}""", 400, "bad_value")]
    [InlineData("POST", "accounts", """{"venue":"binance","label":"x","environment":"demo"}""", 400, "bad_value")]
    [InlineData("POST", "accounts", """{"venue":"binance","label":"x","allowed_ips":["home"]}""", 400, "bad_value")]
    [InlineData("GET", "accounts/nobody", "", 404, "unknown_account")]
    [InlineData("GET", "accounts/nobody?at=yesterday", "", 400, "bad_value")]
    [InlineData("GET", "owners/nobody", "", 404, "unknown_owner")]
    [InlineData("POST", "prices/set", """{"symbol":"BTC","price":"many"}""", 400, "bad_json")]
    [InlineData("POST", "prices/set", """{"symbol":"NOPE","price":1}""", 400, "unknown_symbol")]
    [InlineData("POST", "prices/multiply", """{"symbol":"BTC","factor":-1}""", 400, "bad_value")]
    [InlineData("POST", "faults", """{"kind":"http_status","venue":"okx"}""", 400, "bad_value")]
    [InlineData("DELETE", "faults/none", "", 404, "unknown_fault")]
    [InlineData("PUT", "limits", """{"venue":"okx","name":"nope","limit":1}""", 404, "unknown_limit")]
    [InlineData("PUT", "skew", """{"venue":"okx","seconds":1e9}""", 400, "bad_value")]
    [InlineData("POST", "sockets/disconnect", "", 404, "unknown_venue")]
    [InlineData("PATCH", "accounts", "", 404, "unknown_route")]
    [InlineData("GET", "", "", 404, "unknown_route")]
    public void What_makes_no_sense_is_refused_with_a_reason(string method, string route, string body, int status, string error)
    {
        var reply = Ask(method, route, body);

        Assert.Equal(status, (int)reply.Status);
        Assert.Equal(error, reply.Json.GetProperty("error").GetString());
        Assert.NotEmpty(reply.Json.GetProperty("message").GetString()!);
    }

    [Fact]
    public void Numbers_beyond_all_bounds_are_a_mistake_too()
    {
        Ask("POST", "accounts", """{"venue":"okx","label":"whale"}""");
        const string order = """{"symbol":"BTC-USD-SWAP","side":"buy","quantity":"1000000000000","price":"1000000000000","fee":0}""";
        Ok("POST", "accounts/whale/fills", order);

        var reply = Ask("POST", "accounts/whale/fills", order);

        Assert.Equal((400, "bad_value"), ((int)reply.Status, reply.Json.GetProperty("error").GetString()));
    }

    [Fact]
    public void It_says_that_it_is_there()
    {
        Assert.Equal("ok", Ask("GET", "health").Json.GetProperty("status").GetString());
        Ok("POST", "save");
    }

    private void Ok(string method, string route, string body = "")
    {
        var reply = Ask(method, route, body);
        Assert.True(reply.Status == HttpStatusCode.OK, reply.Text);
    }

    private Reply Ask(string method, string route, string body = "")
    {
        var content = new StringContent(body, MediaTypeHeaderValue.Parse("application/json"));
        return _hosted.Control.Ask(new HttpRequestMessage(new HttpMethod(method), $"/control/{route}") { Content = content });
    }
}
