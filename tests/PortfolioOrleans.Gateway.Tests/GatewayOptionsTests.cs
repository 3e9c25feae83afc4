using Microsoft.Extensions.Options;

namespace PortfolioOrleans.Gateway.Tests;

public sealed class GatewayOptionsTests
{
    [Theory]
    [InlineData("MaxBodyBytes", "0")]
    [InlineData("TokenCacheTime", "1.00:00:00")]
    [InlineData("EventWindow", "3")]
    [InlineData("KeepAlive", "00:00:00")]
    [InlineData("ClientQueue", "2000")]
    public async Task A_bad_setting_stops_the_host_and_is_named(string key, string value)
    {
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => GatewayHost.StartAsync((key, value)));

        Assert.Contains(key, refusal.Message, StringComparison.Ordinal);
    }
}
