using PortfolioOrleans.Exchanges.Http;
using PortfolioOrleans.Exchanges.Okx;
using PortfolioOrleans.Exchanges.Tests.Support;

namespace PortfolioOrleans.Exchanges.Tests.Okx;

public sealed class OkxSignatureTests
{
    private const string Secret = "dummy-okx-secret-0123456789";

    private static readonly DateTimeOffset Moment = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    [Theory]
    [InlineData("2026-01-02T03:04:05.678Z", "GET", "/api/v5/account/balance?ccy=BTC,ETH", "", "qqZHvuZVaH694gq7zffcbqftBAjrzd1PCM09H0jE0Ws=")]
    [InlineData(
        "2026-01-02T03:04:05.678Z", "POST", "/api/v6/dex/market/price",
        """[{"chainIndex":"1","tokenContractAddress":"0xdac17f958d2ee523a2206206994597c13d831ec7"}]""",
        "tGXypfT6L+xA+loIJNtriwxjSHZ4eec1wMub+fuXf1Q=")]
    [InlineData("1767323045", "GET", "/users/self/verify", "", "OKdN9he72aJ3NSu/UKeu/ye9ucXrH1QrDih8O0k2b/Q=")]
    public void The_known_signatures_come_out(string stamp, string method, string path, string body, string signature) =>
        Assert.Equal(signature, OkxSignature.Of(stamp, method, path, body, Secret));

    [Theory]
    [InlineData(678, "2026-01-02T03:04:05.678Z")]
    [InlineData(7, "2026-01-02T03:04:05.007Z")]
    [InlineData(0, "2026-01-02T03:04:05.000Z")]
    public void A_stamp_has_milliseconds(int milliseconds, string stamp) =>
        Assert.Equal(stamp, OkxSignature.Stamp(new DateTimeOffset(2026, 1, 2, 3, 4, 5, milliseconds, TimeSpan.Zero)));

    [Fact]
    public void What_is_sent_is_what_was_signed()
    {
        var options = new OkxOptions { RestUrl = new Uri("https://eea.okx.com/") };
        var endpoints = new OkxEndpoints(options);
        var call = new VenueCall(endpoints.TradingBalance, Query.Of(("ccy", "BTC,ETH")), new ExchangeCredentials("the-key", Secret, "the-passphrase"));

        using var message = new OkxProtocol(options, endpoints).Compose(call, Moment).Message;

        Assert.Equal("https://eea.okx.com/api/v5/account/balance?ccy=BTC%2CETH", message.RequestUri!.AbsoluteUri);
        Assert.Equal(
            OkxSignature.Of("2026-01-02T03:04:05.678Z", "GET", message.RequestUri.PathAndQuery, "", Secret),
            Header("OK-ACCESS-SIGN"));
        Assert.Equal("2026-01-02T03:04:05.678Z", Header("OK-ACCESS-TIMESTAMP"));
        Assert.Equal("the-key", Header("OK-ACCESS-KEY"));
        Assert.Equal("the-passphrase", Header("OK-ACCESS-PASSPHRASE"));
        Assert.False(message.Headers.Contains("x-simulated-trading"));

        string Header(string name) => Assert.Single(message.Headers.GetValues(name));
    }

    [Fact]
    public void The_demo_environment_is_named_on_every_request()
    {
        var options = new OkxOptions { Demo = true };
        var endpoints = new OkxEndpoints(options);

        using var message = new OkxProtocol(options, endpoints).Compose(new VenueCall(endpoints.Time), Moment).Message;

        Assert.Equal("1", Assert.Single(message.Headers.GetValues("x-simulated-trading")));
    }

    [Fact]
    public void A_key_without_its_passphrase_is_not_sent()
    {
        var given = new Given();

        var reply = given.Ask(() => given.Okx.GetKeyRightsAsync(new ExchangeCredentials("key", "secret"), CancellationToken.None));

        Assert.Equal(FaultKind.CredentialsRejected, reply.Fault().Kind);
        Assert.Contains("passphrase", reply.Fault().Detail, StringComparison.Ordinal);
        Assert.Empty(given.Venue.All);
    }
}
