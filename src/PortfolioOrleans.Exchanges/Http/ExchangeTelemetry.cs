using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace PortfolioOrleans.Exchanges.Http;

/// <summary>What the exchanges look like from outside: requests by outcome, how long they took, what they weighed. Paths only, never queries or keys.</summary>
internal static class ExchangeTelemetry
{
    public const string Name = "PortfolioOrleans.Exchanges";

    public static readonly ActivitySource Activities = new(Name);

    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Requests =
        Meter.CreateCounter<long>("exchange.requests", "{request}", "Requests by venue, endpoint and outcome: \"ok\", or the kind of fault.");

    private static readonly Histogram<double> Duration =
        Meter.CreateHistogram<double>("exchange.request.duration", "s", "Time from sending a request to having read its answer.");

    private static readonly Counter<long> Weight =
        Meter.CreateCounter<long>("exchange.request.weight", "{weight}", "Weight sent, as the venue counts it.");

    private static readonly Counter<long> Refusals =
        Meter.CreateCounter<long>("exchange.refusals", "{request}", "Requests the venue's gate did not let out, by reason.");

    public static Activity? Start(VenueCall call, string venue)
    {
        var activity = Activities.StartActivity($"{call.Endpoint.Method} {call.Endpoint.Path}", ActivityKind.Client);
        activity?.SetTag("exchange.venue", venue)
            .SetTag("http.request.method", call.Endpoint.Method.Method)
            .SetTag("server.address", call.Endpoint.Host)
            .SetTag("url.path", call.Endpoint.Path);
        return activity;
    }

    public static void Sent(Activity? activity, string venue, VenueCall call, ExchangeFault? fault, TimeSpan took)
    {
        var outcome = fault?.Kind.ToString() ?? "ok";
        var tags = new TagList { { "exchange.venue", venue }, { "url.path", call.Endpoint.Path }, { "outcome", outcome } };
        Requests.Add(1, tags);
        Duration.Record(took.TotalSeconds, tags);
        Weight.Add(call.Endpoint.Weight, new TagList { { "exchange.venue", venue }, { "server.address", call.Endpoint.Host } });

        if (fault is not null)
        {
            activity?.SetTag("error.type", outcome).SetStatus(ActivityStatusCode.Error, fault.Detail);
        }
    }

    public static void Refused(string venue, VenueCall call, ExchangeFault refusal) => Refusals.Add(
        1, new TagList { { "exchange.venue", venue }, { "url.path", call.Endpoint.Path }, { "outcome", refusal.Kind.ToString() } });
}
