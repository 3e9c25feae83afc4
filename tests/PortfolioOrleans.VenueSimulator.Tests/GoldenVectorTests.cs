using System.Net;
using PortfolioOrleans.VenueSimulator.Control;

namespace PortfolioOrleans.VenueSimulator.Tests;

/// <summary>Signatures that others have published or computed, held against the real front end.</summary>
public class GoldenVectorTests
{
    private const string BinanceKey = "vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A";
    private const string BinanceSecret = "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j";
    private const string OkxSecret = "dummy-okx-secret-0123456789";

    [Theory]
    [InlineData(
        "symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559",
        "c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71")]
    [InlineData(
        "symbol=%EF%BC%91%EF%BC%92%EF%BC%93%EF%BC%94%EF%BC%95%EF%BC%96&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559",
        "e1353ec6b14d888f1164ae9af8228a3dbd508bc82eb867db8ab6046442f33ef3")]
    [InlineData("timestamp=1499827319559&recvWindow=5000", "6cd35332399b004466463b9ad65a112a14f31fb9ddfd5e19bd7298fbd491dbc7")]
    public async Task Binance_takes_the_signatures_of_its_documentation(string query, string signature)
    {
        await using var hosted = await Hosted.StartAsync(DateTimeOffset.FromUnixTimeMilliseconds(1499827319559));
        Open(hosted.World);

        Assert.Equal(HttpStatusCode.OK, Ask(signature).Status);
        Assert.Equal(-1022, Ask(string.Concat(signature.Reverse())).Code);

        // An endpoint that ignores parameters it does not know; what is signed here is an order.
        Reply Ask(string signed)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, $"/sapi/v1/account/apiRestrictions?{query}&signature={signed}");
            request.Headers.Add("X-MBX-APIKEY", BinanceKey);
            return hosted.Binance.Ask(request);
        }
    }

    [Fact]
    public async Task The_Binance_WebSocket_API_takes_parameters_signed_in_the_order_of_their_names()
    {
        await using var hosted = await Hosted.StartAsync(DateTimeOffset.FromUnixTimeMilliseconds(1645423376532));
        Open(hosted.World);
        var line = await hosted.ConnectAsync(SimulatedVenue.Binance, "/ws-api/v3");

        await line.SendTextAsync($$$"""
            {"id":"a","method":"userDataStream.subscribe.signature","params":{"symbol":"BTCUSDT","side":"SELL","type":"LIMIT","timeInForce":"GTC",
             "quantity":"0.01000000","price":"52000.00","recvWindow":100,"timestamp":1645423376532,"apiKey":"{{{BinanceKey}}}",
             "signature":"aa1b5712c094bc4e57c05a1a5c1fd8d88dcd628338ea863fec7b88e59fe2db24"}}
            """);
        var reply = await line.NextAsync();

        Assert.Equal(200, reply.GetProperty("status").GetInt32());
        Assert.Equal(0, reply.GetProperty("result").GetProperty("subscriptionId").GetInt32());
    }

    [Fact]
    public async Task OKX_takes_a_signature_over_a_path_with_a_comma()
    {
        await using var hosted = await Hosted.StartAsync(DateTimeOffset.Parse("2026-01-02T03:04:05.678Z"));
        hosted.World.OpenAccount(new NewAccount { Venue = SimulatedVenue.Okx, Label = "golden", Key = "golden", Secret = OkxSecret, Passphrase = "pass" });

        var reply = Ask("/api/v5/account/balance?ccy=BTC,ETH");

        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.Equal("50113", Ask("/api/v5/account/balance?ccy=ETH,BTC").Json.GetProperty("code").GetString());

        Reply Ask(string target)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, target);
            request.Headers.Add("OK-ACCESS-KEY", "golden");
            request.Headers.Add("OK-ACCESS-PASSPHRASE", "pass");
            request.Headers.Add("OK-ACCESS-TIMESTAMP", "2026-01-02T03:04:05.678Z");
            request.Headers.Add("OK-ACCESS-SIGN", "qqZHvuZVaH694gq7zffcbqftBAjrzd1PCM09H0jE0Ws=");
            return hosted.Okx.Ask(request);
        }
    }

    [Fact]
    public async Task OKX_takes_a_login_signature()
    {
        await using var hosted = await Hosted.StartAsync(DateTimeOffset.FromUnixTimeSeconds(1767323045));
        hosted.World.OpenAccount(new NewAccount { Venue = SimulatedVenue.Okx, Label = "golden", Key = "golden", Secret = OkxSecret, Passphrase = "pass" });
        var line = await hosted.ConnectAsync(SimulatedVenue.Okx, "/ws/v5/private");

        var login = new { apiKey = "golden", passphrase = "pass", timestamp = "1767323045", sign = "OKdN9he72aJ3NSu/UKeu/ye9ucXrH1QrDih8O0k2b/Q=" };
        await line.SendAsync(new { op = "login", args = new[] { login } });
        var reply = await line.NextAsync();

        Assert.Equal(("login", "0"), (reply.GetProperty("event").GetString(), reply.GetProperty("code").GetString()));
    }

    private static void Open(SimulatedWorld world) =>
        world.OpenAccount(new NewAccount { Venue = SimulatedVenue.Binance, Label = "golden", Key = BinanceKey, Secret = BinanceSecret });
}
