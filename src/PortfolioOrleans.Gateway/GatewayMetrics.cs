using System.Diagnostics.Metrics;
using System.Text.Json;
using PortfolioOrleans.Gateway.Live;

namespace PortfolioOrleans.Gateway;

/// <summary>What operators see of the gateway; no figure of a user is in it.</summary>
public static class GatewayMetrics
{
    public const string MeterName = "PortfolioOrleans.Gateway";

    private static readonly Meter Meter = new(MeterName);

    private static readonly UpDownCounter<long> Clients =
        Meter.CreateUpDownCounter<long>("gateway.sse.clients", "{client}", "Clients that follow a portfolio now.");

    private static readonly Counter<long> Events =
        Meter.CreateCounter<long>("gateway.sse.events", "{event}", "Events sent to clients.");

    private static readonly Counter<long> Resets =
        Meter.CreateCounter<long>("gateway.sse.resets", "{reset}", "Times a client was given the newest snapshot instead of events, by reason.");

    private static readonly Counter<long> Tokens =
        Meter.CreateCounter<long>("gateway.token.lookups", "{lookup}", "Tokens looked up, by what answered: cached, asked, unknown, outage.");

    internal static void TokenFound(string answer) => Tokens.Add(1, new KeyValuePair<string, object?>("answer", answer));

    internal static void EventsSent(int count) => Events.Add(count);

    internal static void StreamReset(ResetReason reason) =>
        Resets.Add(1, new KeyValuePair<string, object?>("reason", JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString())));

    /// <summary>Counts a client for as long as what it returns is not disposed of.</summary>
    internal static IDisposable ClientFollows()
    {
        Clients.Add(1);
        return new Leaving();
    }

    private sealed class Leaving : IDisposable
    {
        public void Dispose() => Clients.Add(-1);
    }
}
