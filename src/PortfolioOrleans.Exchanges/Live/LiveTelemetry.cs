using System.Diagnostics;
using System.Diagnostics.Metrics;
using PortfolioOrleans.Exchanges.Http;

namespace PortfolioOrleans.Exchanges.Live;

/// <summary>What live feeds look like from outside: attempts to connect by outcome, and breaks by reason.</summary>
internal static class LiveTelemetry
{
    private static readonly Meter Meter = new(ExchangeTelemetry.Name);

    private static readonly Counter<long> Attempts =
        Meter.CreateCounter<long>("exchange.live.attempts", "{connection}", "Attempts to open a live connection, by outcome: \"ok\", or the kind of fault.");

    private static readonly Counter<long> Breaks =
        Meter.CreateCounter<long>("exchange.live.breaks", "{break}", "Times from which on a feed could not be heard, by the kind of fault.");

    public static void Attempted(string venue, ExchangeFault? fault) =>
        Attempts.Add(1, new TagList { { "exchange.venue", venue }, { "outcome", fault?.Kind.ToString() ?? "ok" } });

    public static void Lost(string venue, ExchangeFault fault) =>
        Breaks.Add(1, new TagList { { "exchange.venue", venue }, { "outcome", fault.Kind.ToString() } });
}
