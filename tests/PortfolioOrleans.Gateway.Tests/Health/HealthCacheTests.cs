using System.Net;

namespace PortfolioOrleans.Gateway.Tests.Health;

public sealed class HealthCacheTests(GatewayHost host) : IClassFixture<GatewayHost>
{
    [Fact]
    public async Task Anyone_may_ask_and_the_database_is_asked_once_a_second()
    {
        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync("/health/ready")).Status);
        host.World.DatabaseIsDown = true;

        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync("/health/ready")).Status);
        host.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await host.GetAsync("/health/ready")).Status);
    }
}
