using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using PortfolioOrleans.Grains.Portfolios;
using PortfolioOrleans.Grains.Venues;

namespace PortfolioOrleans.Grains.Tests.Venues;

public sealed class CheckSyncOptionsTests
{
    /// <summary>What a start with these settings is refused for.</summary>
    private static IEnumerable<string> Wrong(PortfolioOptions portfolios, params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build();
        var options = new SyncOptions();
        new BindSyncOptions(configuration).Configure(options);
        return new CheckSyncOptions(configuration, Options.Create(portfolios)).Validate(Options.DefaultName, options).Failures ?? [];
    }

    [Fact]
    public void The_defaults_are_good() => Assert.Empty(Wrong(new()));

    [Theory]
    [InlineData("Sync:PricesPeriod", "00:00:00")]
    [InlineData("Sync:WakePeriod", "00:00:30")]
    [InlineData("Venues:binance:BalancesPeriod", "00:00:00.500")]
    public void A_period_out_of_range_is_named_by_its_key(string key, string value) => Assert.StartsWith($"{key}: ", Assert.Single(Wrong(new(), (key, value))));

    [Theory]
    [InlineData("Sync:BalancesPeriod", "00:03:00", "Portfolio:HoldingsMaxAge")]
    [InlineData("Sync:LivePeriod", "00:10:00", "Portfolio:HoldingsMaxAge")]
    [InlineData("Venues:okx:PositionsPeriod", "00:05:00", "Portfolio:HoldingsMaxAge")]
    [InlineData("Venues:okx:PricesPeriod", "00:01:00", "Portfolio:PricesMaxAge")]
    public void What_would_never_be_fresh_is_named_with_what_calls_it_old(string key, string value, string limit)
    {
        var wrong = Assert.Single(Wrong(new(), (key, value)));

        Assert.StartsWith($"{key} ", wrong);
        Assert.Contains(limit, wrong);
    }

    [Fact]
    public void Who_reads_seldom_may_call_less_of_it_old() => Assert.Empty(Wrong(
        new PortfolioOptions { HoldingsMaxAge = TimeSpan.FromMinutes(30), PricesMaxAge = TimeSpan.FromMinutes(5) },
        ("Sync:BalancesPeriod", "00:10:00"), ("Sync:PositionsPeriod", "00:10:00"), ("Venues:okx:PricesPeriod", "00:02:00")));
}
