using PortfolioOrleans.Testing;
using PortfolioOrleans.VenueSimulator;

namespace PortfolioOrleans.Exchanges.Tests.Gate;

/// <summary>Two hundred accounts of one venue, for six minutes. What they use is measured by `./test bench sync`.</summary>
public sealed class ManyAccountsTests
{
    [Theory]
    [InlineData(SimulatedVenue.Binance)]
    [InlineData(SimulatedVenue.Okx)]
    public void All_are_read_in_time_and_the_venue_never_has_to_refuse(SimulatedVenue venue)
    {
        var report = ManyAccounts.Run(venue, accounts: 200, TimeSpan.FromMinutes(6));

        Assert.Empty(report.Troubles);
        Assert.Equal((0, 0), (report.Refused, report.NeverRead));
        Assert.True(report.Oldest < TimeSpan.FromMinutes(4), $"The oldest reading was {report.Oldest} old: {report.Slowest}.");
    }
}
