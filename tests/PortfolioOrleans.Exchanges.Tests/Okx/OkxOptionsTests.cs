using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
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
    public void Settings_name_a_region_and_hosts_follow()
    {
        var options = new OkxOptions();

        new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Region"] = "europe", ["Demo"] = "true", ["RequestTimeout"] = "00:00:05" })
            .Build()
            .Bind(options);

        Assert.Equal(("https://eea.okx.com/", "wss://wseeapap.okx.com:8443/"), (options.RestUrl.ToString(), options.StreamUrl.ToString()));
    }

    [Fact]
    public void A_host_that_is_named_wins() =>
        Assert.Equal("http://localhost:1/", new OkxOptions { RestUrl = new Uri("http://localhost:1"), Region = OkxRegion.Europe }.RestUrl.ToString());

    [Theory]
    [InlineData(OkxRegion.Global, false, "wss://ws.okx.com:8443/")]
    [InlineData(OkxRegion.Global, true, "wss://wspap.okx.com:8443/")]
    [InlineData(OkxRegion.Europe, false, "wss://wseea.okx.com:8443/")]
    [InlineData(OkxRegion.Europe, true, "wss://wseeapap.okx.com:8443/")]
    [InlineData(OkxRegion.UnitedStates, false, "wss://wsus.okx.com:8443/")]
    public void Streams_are_the_regions_and_the_environments_own(OkxRegion region, bool demo, string host) =>
        Assert.Equal(host, new OkxOptions { Region = region, Demo = demo }.StreamUrl.ToString());

    [Theory]
    [InlineData("http://127.0.0.1:5", null, "ws://127.0.0.1:5/")]
    [InlineData("http://127.0.0.1:5", "ws://127.0.0.1:6", "ws://127.0.0.1:6/")]
    [InlineData("https://proxy.test", null, "wss://ws.okx.com:8443/")]
    public void Streams_of_a_venue_on_this_machine_are_beside_it(string rest, string? streams, string expected)
    {
        var options = new OkxOptions { RestUrl = new Uri(rest) };
        if (streams is not null)
        {
            options.StreamUrl = new Uri(streams);
        }

        Assert.Equal(expected, options.StreamUrl.ToString());
    }

    [Theory]
    [InlineData("https://ws.okx.com")]
    [InlineData("ws://ws.okx.com")]
    [InlineData("wss://ws.okx.com?key=1")]
    public void A_stream_where_a_key_could_be_overheard_is_refused(string address) => Assert.False(Validator.TryValidateProperty(
        new Uri(address), new ValidationContext(new OkxOptions()) { MemberName = nameof(OkxOptions.StreamUrl) }, []));

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
