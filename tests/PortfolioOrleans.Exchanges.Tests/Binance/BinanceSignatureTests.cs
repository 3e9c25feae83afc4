using PortfolioOrleans.Exchanges.Binance;
using PortfolioOrleans.Exchanges.Http;
using PortfolioOrleans.Exchanges.Tests.Support;

namespace PortfolioOrleans.Exchanges.Tests.Binance;

/// <summary>The exchange's own examples, with its own example secret.</summary>
public sealed class BinanceSignatureTests
{
    private const string Secret = "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j";

    private static readonly VenueEndpoint Endpoint = new BinanceEndpoints(new BinanceOptions()).KeyRestrictions;

    [Theory]
    [InlineData(
        "symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559",
        "c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71")]
    [InlineData(
        "symbol=%EF%BC%91%EF%BC%92%EF%BC%93%EF%BC%94%EF%BC%95%EF%BC%96&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559",
        "e1353ec6b14d888f1164ae9af8228a3dbd508bc82eb867db8ab6046442f33ef3")]
    [InlineData("timestamp=1499827319559&recvWindow=5000", "6cd35332399b004466463b9ad65a112a14f31fb9ddfd5e19bd7298fbd491dbc7")]
    [InlineData(
        "apiKey=vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A&price=52000.00&quantity=0.01000000&recvWindow=100&side=SELL&symbol=BTCUSDT&timeInForce=GTC&timestamp=1645423376532&type=LIMIT",
        "aa1b5712c094bc4e57c05a1a5c1fd8d88dcd628338ea863fec7b88e59fe2db24")]
    public void The_examples_of_the_exchange_come_out(string payload, string signature) =>
        Assert.Equal(signature, BinanceSignature.Of(payload, Secret));

    [Fact]
    public void What_is_sent_is_what_was_signed_with_the_signature_last()
    {
        var protocol = new BinanceProtocol(new BinanceOptions(), new BinanceEndpoints(new BinanceOptions()));
        var call = new VenueCall(Endpoint, Query.Of(("coin", "１２３"), ("note", "a b&c")), new ExchangeCredentials("the-key", Secret));

        using var message = protocol.Compose(call, ManualClock.Noon).Message;

        var sent = message.RequestUri!.PathAndQuery;
        var signed = sent[(sent.IndexOf('?') + 1)..sent.IndexOf("&signature=", StringComparison.Ordinal)];
        Assert.Equal("coin=%EF%BC%91%EF%BC%92%EF%BC%93&note=a%20b%26c&recvWindow=5000&timestamp=1772452800000", signed);
        Assert.EndsWith($"&signature={BinanceSignature.Of(signed, Secret)}", sent, StringComparison.Ordinal);
        Assert.Equal("the-key", Assert.Single(message.Headers.GetValues("X-MBX-APIKEY")));
    }

    [Fact]
    public void A_public_request_carries_no_key()
    {
        var protocol = new BinanceProtocol(new BinanceOptions(), new BinanceEndpoints(new BinanceOptions()));

        using var message = protocol.Compose(new VenueCall(new BinanceEndpoints(new BinanceOptions()).SpotPrices), ManualClock.Noon).Message;

        Assert.Equal("https://api.binance.com/api/v3/ticker/price", message.RequestUri!.AbsoluteUri);
        Assert.Equal(["User-Agent"], message.Headers.Select(header => header.Key));
    }

    /// <summary>The vector of the venue's documentation of its WebSocket API.</summary>
    [Fact]
    public void Parameters_of_a_socket_request_are_signed_by_name_and_not_encoded()
    {
        var parameters = new Dictionary<string, string>
        {
            ["symbol"] = "BTCUSDT",
            ["side"] = "SELL",
            ["type"] = "LIMIT",
            ["timeInForce"] = "GTC",
            ["quantity"] = "0.01000000",
            ["price"] = "52000.00",
            ["recvWindow"] = "100",
            ["timestamp"] = "1645423376532",
            ["apiKey"] = "vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A",
        };

        Assert.Equal(
            "aa1b5712c094bc4e57c05a1a5c1fd8d88dcd628338ea863fec7b88e59fe2db24",
            BinanceSignature.OfParameters(parameters, "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j"));
    }
}
