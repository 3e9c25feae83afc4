using System.Diagnostics;
using System.Diagnostics.Metrics;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Exchanges.Tests.Support;

namespace PortfolioOrleans.Exchanges.Tests.Http;

public sealed class ExchangeTelemetryTests
{
    [Fact]
    public void A_request_is_counted_timed_weighed_and_traced_by_its_path()
    {
        var measured = new List<(string Instrument, double Value, Dictionary<string, object?> Tags)>();
        var metrics = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "PortfolioOrleans.Exchanges")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        metrics.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        metrics.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        metrics.Start();

        Activity? traced = null;
        using var traces = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "PortfolioOrleans.Exchanges",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => traced = activity.OperationName == "GET /fapi/v3/balance" && activity.GetTagItem("test") is null ? activity : traced,
        };
        ActivitySource.AddActivityListener(traces);

        var given = new Given();
        given.Venue.On("/fapi/v3/balance", _ =>
        {
            given.Clock.Advance(TimeSpan.FromMilliseconds(250));
            return ScriptedVenue.Json("<html>");
        });
        given.Ask(() => given.Binance.GetBalancesAsync(Given.Credentials, WalletKind.Futures, CancellationToken.None));

        metrics.Dispose(); // Other tests go on being measured.
        var tried = measured.Where(one => one.Instrument == "exchange.requests" && "/fapi/v3/balance".Equals(one.Tags["url.path"])).ToList();
        Assert.True(tried.Count >= 3, "Three tries, and those of any other test at the same moment.");
        Assert.Contains(tried, one => "Unreadable".Equals(one.Tags["outcome"]) && "binance".Equals(one.Tags["exchange.venue"]));
        Assert.Contains(measured, one => one is { Instrument: "exchange.request.duration", Value: 0.25 });
        Assert.Contains(measured, one => one is { Instrument: "exchange.request.weight", Value: 5 });
        Assert.NotNull(traced);
        Assert.Equal("/fapi/v3/balance", traced.GetTagItem("url.path"));

        void Note(System.Diagnostics.Metrics.Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            lock (measured)
            {
                measured.Add((instrument.Name, value, new Dictionary<string, object?>(tags.ToArray())));
            }
        }
    }
}
