using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges;
using PortfolioOrleans.Grains.Accounts;

namespace PortfolioOrleans.Grains.Tests.Accounts;

/// <summary>A wallet that held one coin at noon, by the venue's time.</summary>
public sealed class WalletStateTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    private static readonly WalletState Held = new(WalletKind.Spot, [AssetBalance.Of(Asset.Btc, 1m)], Noon, "down just now", false, [], null, null);

    private static WalletState After(decimal coins, TimeSpan later) => Held.After(
        new WalletReading(WalletKind.Spot, false, new Rows<AssetBalance>([AssetBalance.Of(Asset.Btc, coins)], Noon + later, null), null));

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    public void The_reading_with_the_newer_venue_time_wins(int seconds)
    {
        var after = After(2m, TimeSpan.FromSeconds(seconds));

        Assert.Equal((2m, Noon.AddSeconds(seconds), null), (after.Balances[0].Total, after.BalancesAsOf, after.Fault));
    }

    [Fact]
    public void One_that_comes_late_changes_nothing_but_that_the_venue_answers()
    {
        var after = After(2m, TimeSpan.FromSeconds(-30));

        Assert.Equal((1m, Noon, null), (after.Balances[0].Total, after.BalancesAsOf, after.Fault));
    }

    /// <summary>Else it would show old numbers as fresh ones until the true time has caught up.</summary>
    [Fact]
    public void A_venue_that_set_its_clock_back_is_believed_again_at_once()
    {
        var after = After(2m, TimeSpan.FromMinutes(-10));

        Assert.Equal((2m, Noon.AddMinutes(-10)), (after.Balances[0].Total, after.BalancesAsOf));
    }

    [Fact]
    public void A_failure_keeps_the_numbers_and_says_why()
    {
        var after = Held.After(new WalletReading(
            WalletKind.Spot, false, new Rows<AssetBalance>([], default, new ExchangeFault(FaultKind.Maintenance, "closed for work")), null));

        Assert.Equal((1m, Noon, "closed for work"), (after.Balances[0].Total, after.BalancesAsOf, after.Fault));
    }
}
