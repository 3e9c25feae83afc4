using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using PortfolioOrleans.Gateway.Access;

namespace PortfolioOrleans.Gateway.Tests;

public sealed class GatewayMetricsTests(GatewayHost host) : IClassFixture<GatewayHost>
{
    [Fact]
    public async Task Operators_see_tokens_clients_events_and_resets()
    {
        var seen = new ConcurrentDictionary<string, long>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == GatewayMetrics.MeterName)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            seen.AddOrUpdate($"{instrument.Name} {(tags.Length > 0 ? tags[0].Value : "")} {Math.Sign(value)}", 1, (_, count) => count + 1));
        listener.Start();

        host.World["alice"].Snapshot = Given.Portfolio("alice");
        var token = await host.TokenAsync("alice", Scopes.Read);
        await host.GetAsync("/api/portfolio/snapshot", "an unknown token");
        await using (var client = await EventClient.OpenAsync(host, token, lastEventId: 77))
        {
            await client.TakeAsync(5);
        }

        await host.GetAsync("/api/portfolio/snapshot", token);
        await Eventually.TrueAsync(() => host.Hub.Clients == 0, "The client is noticed to be gone.");

        string[] expected =
        [
            "gateway.token.lookups asked 1", "gateway.token.lookups cached 1", "gateway.token.lookups unknown 1", "gateway.sse.clients  1",
            "gateway.sse.clients  -1", "gateway.sse.events  1", "gateway.sse.resets renumbered 1",
        ];
        Assert.Empty(expected.Except(seen.Keys));
    }
}
