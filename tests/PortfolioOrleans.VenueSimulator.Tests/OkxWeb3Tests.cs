using System.Net;
using System.Text;
using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.OkxWeb3;

namespace PortfolioOrleans.VenueSimulator.Tests;

/// <summary>What OKX Web3 answers, and whom.</summary>
public sealed class OkxWeb3Tests
{
    private const string Address = "0x00000000000000000000000000000000000a11ce";
    private const string Usdc = "0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48";
    private const string Fake = "0x0000000000000000000000000000000000bad001";

    private readonly Bench _bench = new();
    private readonly HttpClient _web3;
    private readonly AccountSummary _project;

    public OkxWeb3Tests()
    {
        _web3 = _bench.Client(SimulatedVenue.OkxWeb3);
        _project = _bench.World.OpenAccount(new NewAccount { Venue = SimulatedVenue.OkxWeb3, Label = "project" });
        _bench.World.ListToken(new Web3Token { Chain = "1", Contract = "", Symbol = "ETH", Price = 2_000m });
        _bench.World.ListToken(new Web3Token { Chain = "1", Contract = Usdc, Symbol = "USDC", Price = 0.9998m, Decimals = 6, Recognized = true });
        _bench.World.ListToken(new Web3Token { Chain = "1", Contract = Fake, Symbol = "USDT", Price = 1m, Risk = true });
        _bench.World.MoveToken(Address, "1", "", 1.5m);
        _bench.World.MoveToken(Address, "1", Usdc, 100m);
        _bench.World.MoveToken(Address, "1", Fake, 5_000m);
    }

    [Theory]
    [InlineData("0", 2)]
    [InlineData("1", 3)]
    public void Risky_tokens_are_left_out_by_a_zero_where_tokens_are_listed(string exclude, int rows) => Assert.Equal(
        rows, Get($"/api/v6/dex/balance/all-token-balances-by-address?address={Address}&chains=1&excludeRiskToken={exclude}").Data[0].GetProperty("tokenAssets").GetArrayLength());

    [Theory]
    [InlineData("true", "3099.98")]
    [InlineData("false", "8099.98")]
    public void And_by_a_true_where_they_are_added_up(string exclude, string total) => Assert.Equal(
        total, Get($"/api/v6/dex/balance/total-value-by-address?address={Address}&chains=1&excludeRiskToken={exclude}").Data[0].GetProperty("totalValue").GetString());

    [Theory]
    [InlineData("/api/v6/dex/balance/all-token-balances-by-address?address=ADDRESS&chains=1&excludeRiskToken=true", "51000")]
    [InlineData("/api/v6/dex/balance/total-value-by-address?address=ADDRESS&chains=1&excludeRiskToken=1", "51000")]
    [InlineData("/api/v6/dex/balance/total-value-by-address?address=0xABCDEF0000000000000000000000000000000000&chains=1", "51000")]
    [InlineData("/api/v6/dex/balance/total-value-by-address?address=ADDRESS", "50014")]
    [InlineData("/api/v6/dex/post-transaction/transactions-by-address?address=ADDRESS&chains=1&limit=21", "51000")]
    public void What_the_venue_would_refuse_is_refused(string target, string code) =>
        Assert.Equal(code, Get(target.Replace("ADDRESS", Address, StringComparison.Ordinal)).Json.GetProperty("code").GetString());

    [Fact]
    public void A_trial_plan_is_one_request_a_second()
    {
        var target = $"/api/v6/dex/balance/total-value-by-address?address={Address}&chains=1";
        Get(target);

        var refused = Get(target, wait: false);
        _bench.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal((HttpStatusCode)429, refused.Status);
        Assert.Equal("50011", refused.Json.GetProperty("code").GetString());
        Assert.Equal(HttpStatusCode.OK, Get(target, wait: false).Status);
    }

    [Fact]
    public void A_used_up_quota_is_answered_with_a_bill()
    {
        _bench.World.SetLimit(SimulatedVenue.OkxWeb3, "quota", 1);
        var target = $"/api/v6/dex/balance/total-value-by-address?address={Address}&chains=1";
        Get(target);

        var reply = Get(target);

        Assert.Equal(HttpStatusCode.PaymentRequired, reply.Status);
        Assert.NotNull(reply.Header("PAYMENT-REQUIRED"));
    }

    [Fact]
    public void A_body_is_a_part_of_what_is_signed()
    {
        const string Target = "/api/v6/dex/market/price";
        var body = $$"""[{"chainIndex":"1","tokenContractAddress":""},{"chainIndex":"1","tokenContractAddress":"{{Usdc}}"},{"chainIndex":"1","tokenContractAddress":"0x01"}]""";

        var good = Post(Target, body, body);
        var forged = Post(Target, body, "[]");

        Assert.Equal(["2000", "0.9998"], good.Data.EnumerateArray().Select(row => row.GetProperty("price").GetString()));
        Assert.Equal("50113", forged.Json.GetProperty("code").GetString());
    }

    [Fact]
    public void Information_says_what_is_recognized()
    {
        var body = $$"""[{"chainIndex":"1","tokenContractAddress":"{{Usdc}}"},{"chainIndex":"1","tokenContractAddress":"{{Fake}}"}]""";

        var rows = Post("/api/v6/dex/market/token/basic-info", body, body).Data;

        Assert.Equal("6", rows[0].GetProperty("decimal").GetString());
        Assert.True(rows[0].GetProperty("tagList").GetProperty("communityRecognized").GetBoolean());
        Assert.False(rows[1].GetProperty("tagList").GetProperty("communityRecognized").GetBoolean());
    }

    [Fact]
    public void Transfers_are_newest_first_and_paged_by_a_cursor()
    {
        for (var i = 0; i < 30; i++)
        {
            _bench.World.MoveToken(Address, "1", Usdc, 1m);
        }

        var target = $"/api/v6/dex/post-transaction/transactions-by-address?address={Address}&chains=1";
        var first = Get(target).Data[0];
        var second = Get($"{target}&cursor={first.GetProperty("cursor").GetString()}").Data[0];

        Assert.Equal((20, 13), (first.GetProperty("transactions").GetArrayLength(), second.GetProperty("transactions").GetArrayLength()));
        Assert.Equal("", second.GetProperty("cursor").GetString());
        Assert.Equal("ETH", second.GetProperty("transactions")[12].GetProperty("symbol").GetString());
    }

    [Fact]
    public void A_key_that_was_revoked_opens_nothing()
    {
        _bench.World.RevokeKey("project");

        Assert.Equal("50111", Get($"/api/v6/dex/balance/total-value-by-address?address={Address}&chains=1").Json.GetProperty("code").GetString());
    }

    [Fact]
    public void Nobody_gives_away_what_is_not_there() => Assert.Equal(
        "insufficient_funds", Assert.Throws<ControlException>(() => _bench.World.MoveToken(Address, "1", Usdc, -101m)).Code);

    private Reply Get(string target, bool wait = true)
    {
        _bench.Clock.Advance(wait ? TimeSpan.FromSeconds(1) : TimeSpan.Zero);
        return _web3.Ask(Signed.OkxRequest(_project, _bench.Now, target));
    }

    private Reply Post(string target, string body, string signedBody)
    {
        _bench.Clock.Advance(TimeSpan.FromSeconds(1));
        var request = Signed.OkxRequest(_project, _bench.Now, target);
        request.Method = HttpMethod.Post;
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        var stamp = request.Headers.GetValues("OK-ACCESS-TIMESTAMP").Single();
        request.Headers.Remove("OK-ACCESS-SIGN");
        request.Headers.Add("OK-ACCESS-SIGN", Signed.Base64(_project.Secret, $"{stamp}POST{target}{signedBody}"));
        return _web3.Ask(request);
    }
}
