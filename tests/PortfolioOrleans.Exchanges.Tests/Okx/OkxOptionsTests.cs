using PortfolioOrleans.Exchanges.Okx;
using PortfolioOrleans.Exchanges.Tests.Support;

namespace PortfolioOrleans.Exchanges.Tests.Okx;

public sealed class OkxOptionsTests
{
    [Theory]
    [InlineData(OkxRegion.Global, "https://www.okx.com/")]
    [InlineData(OkxRegion.Europe, "https://eea.okx.com/")]
    [InlineData(OkxRegion.UnitedStates, "https://us.okx.com/")]
    public void A_region_has_its_own_host(OkxRegion region, string host) => Assert.Equal(host, new OkxOptions { Region = region }.RestUrl.ToString());

    [Fact]
    public void A_host_that_is_named_wins() =>
        Assert.Equal("http://localhost:1/", new OkxOptions { RestUrl = new Uri("http://localhost:1"), Region = OkxRegion.Europe }.RestUrl.ToString());

    [Theory]
    [InlineData(true, "1")]
    [InlineData(false, null)]
    public void Every_request_to_the_demo_environment_says_so(bool demo, string? said)
    {
        var clock = ManualClock.AtNoon();
        var venue = new ScriptedVenue().On("/api/v5/asset/balances", """{"code":"0","data":[],"msg":""}""");
        var adapter = new OkxAdapter(new HttpClient(venue), new OpenGate(), new OkxOptions { Demo = demo }, clock, new Random(1));

        clock.Finish(() => adapter.GetBalancesAsync(Given.Credentials, Domain.Holdings.WalletKind.Funding, CancellationToken.None)).Answer();

        Assert.Equal(said, Assert.Single(venue.All).Headers.GetValueOrDefault("x-simulated-trading"));
    }
}
