using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Tests.Support;

namespace PortfolioOrleans.Exchanges.Tests.Http;

/// <summary>A venue that repeats in its words everything it was sent, and every string that comes out of an adapter searched for it.</summary>
public sealed class SecrecyTests
{
    private const string Key = "KEY1A2B3C4D5";
    private const string Secret = "SECRET6E7F8G9H";
    private const string Passphrase = "PASS!w0rd+/=";

    private static readonly ExchangeCredentials Credentials = new(Key, Secret, Passphrase);

    public static TheoryData<int, string> Refusals => new()
    {
        { 200, "" },
        { 200, "<html>{0}</html>" },
        { 200, """{{"code":"50111","msg":"{0}","data":[]}}""" },
        { 200, """{{"code":"{0}","msg":"","data":[]}}""" },
        { 200, """{{"code":"0","data":[{{"ccy":"{0}{0}{0}","eq":"1","bal":"1","depId":"1","ts":"1"}}]}}""" },
        { 200, """[{{"asset":"{0}{0}{0}","free":"{0}","symbol":"{0}","positionAmt":"{0}"}}]""" },
        { 400, """{{"code":-1100,"msg":"Illegal characters in {0}"}}""" },
        { 400, """{{"code":-1121,"msg":"{0}"}}""" },
        { 400, """{{"code":-1021,"msg":"{0}"}}""" },
        { 401, """{{"code":-2015,"msg":"{0}"}}""" },
        { 401, """{{"code":"50113","msg":"{0}"}}""" },
        { 403, "<html>{0}</html>" },
        { 404, "{0}" },
        { 418, """{{"code":-1003,"msg":"{0}"}}""" },
        { 429, """{{"code":"50011","msg":"{0}"}}""" },
        { 451, """{{"code":0,"msg":"{0}"}}""" },
        { 500, """{{"code":-1000,"msg":"{0}"}}""" },
        { 503, """{{"code":"50001","msg":"{0}"}}""" },
        { 503, """{{"code":"50005","msg":"{0}"}}""" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void No_fault_repeats_what_was_sent(int status, string body)
    {
        using var watched = new Watched();
        var given = new Given();
        foreach (var part in Parts)
        {
            AnswerEverything(given, asked => ScriptedVenue.Json(body.Replace("{{", "{").Replace("}}", "}").Replace("{0}", part(asked)), (HttpStatusCode)status));

            foreach (IExchangeAdapter adapter in new IExchangeAdapter[] { given.Binance, given.Okx })
            {
                Search(given, adapter, watched);
            }
        }

        watched.AssertClean();
    }

    [Theory]
    [InlineData("connection")]
    [InlineData("io")]
    public void No_exception_of_the_transport_comes_through(string kind)
    {
        using var watched = new Watched();
        var given = new Given();
        AnswerEverything(given, asked => throw (kind == "io"
            ? new IOException(asked.PathAndQuery)
            : new HttpRequestException($"could not send {asked.PathAndQuery} with {Key}")));

        Search(given, given.Binance, watched);
        Search(given, given.Okx, watched);

        watched.AssertClean();
    }

    [Fact]
    public void Credentials_print_as_nothing() => Assert.Equal("(credentials)", $"{Credentials}");

    /// <summary>The parts of a request a venue may repeat.</summary>
    private static IEnumerable<Func<Asked, string>> Parts =>
    [
        _ => Key,
        _ => Key.ToLowerInvariant(),
        _ => Secret,
        _ => Passphrase,
        _ => Uri.EscapeDataString(Passphrase),
        asked => asked.Parameter("signature") ?? asked.Headers.GetValueOrDefault("OK-ACCESS-SIGN") ?? Key,
        asked => asked.Query.Length > 0 ? asked.Query : Key,
        asked => string.Join(' ', asked.Headers.Values) + asked.PathAndQuery,
    ];

    private static void AnswerEverything(Given given, Func<Asked, HttpResponseMessage> answer)
    {
        foreach (var path in new[]
        {
            "/sapi/v3/asset/getUserAsset", "/sapi/v1/asset/get-funding-asset", "/sapi/v1/account/apiRestrictions", "/api/v3/account",
            "/sapi/v1/capital/deposit/hisrec", "/sapi/v1/capital/withdraw/history", "/fapi/v3/balance", "/fapi/v3/positionRisk", "/fapi/v1/symbolConfig",
            "/api/v5/account/config", "/api/v5/account/balance", "/api/v5/asset/balances", "/api/v5/account/positions", "/api/v5/asset/deposit-history",
            "/api/v5/asset/withdrawal-history",
        })
        {
            given.Venue.On(path, answer);
        }
    }

    /// <summary>Asks everything that is signed, and keeps every string of every reply.</summary>
    private static void Search(Given given, IExchangeAdapter adapter, Watched watched)
    {
        watched.Keep(given.Ask(() => adapter.GetKeyRightsAsync(Credentials, CancellationToken.None)));
        given.Clock.Advance(TimeSpan.FromDays(4)); // Past every ban.
        watched.Keep(given.Ask(() => adapter.GetFlowsAsync(Credentials, given.Clock.GetUtcNow().AddDays(-3), CancellationToken.None)));
        foreach (var wallet in adapter.Venue.Wallets)
        {
            given.Clock.Advance(TimeSpan.FromDays(4));
            watched.Keep(given.Ask(() => adapter.GetBalancesAsync(Credentials, wallet.Wallet, CancellationToken.None)));
            if (wallet.HasPositions)
            {
                given.Clock.Advance(TimeSpan.FromDays(4));
                watched.Keep(given.Ask(() => adapter.GetPositionsAsync(Credentials, wallet.Wallet, CancellationToken.None)));
            }
        }

        watched.Keep(given.Gate.Status());
    }

    /// <summary>Everything that was said: replies, health, metrics and traces.</summary>
    private sealed class Watched : IDisposable
    {
        private readonly List<string> _said = [];
        private readonly MeterListener _metrics = new();
        private readonly ActivityListener _traces;

        public Watched()
        {
            _metrics.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "PortfolioOrleans.Exchanges")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _metrics.SetMeasurementEventCallback<long>((_, _, tags, _) => Keep(tags));
            _metrics.SetMeasurementEventCallback<double>((_, _, tags, _) => Keep(tags));
            _metrics.Start();

            _traces = new ActivityListener
            {
                ShouldListenTo = source => source.Name == "PortfolioOrleans.Exchanges",
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = activity =>
                {
                    Keep(activity.DisplayName);
                    Keep(activity.StatusDescription ?? "");
                    Keep(activity.TagObjects.ToArray());
                },
            };
            ActivitySource.AddActivityListener(_traces);
        }

        public void Keep(object said)
        {
            lock (_said)
            {
                // A record prints all its members; an answer's arrays hold what the venue called its assets, which is nobody's secret.
                _said.Add(said.ToString() ?? "");
            }
        }

        public void AssertClean()
        {
            string[] all;
            lock (_said)
            {
                all = [.. _said]; // Other tests go on talking.
            }

            Assert.NotEmpty(all);
            Assert.All(all, said =>
            {
                Assert.DoesNotContain(Key, said, StringComparison.OrdinalIgnoreCase);
                Assert.DoesNotContain(Secret, said, StringComparison.OrdinalIgnoreCase);
                Assert.DoesNotContain(Passphrase, said, StringComparison.OrdinalIgnoreCase);
                Assert.DoesNotContain(Uri.EscapeDataString(Passphrase), said, StringComparison.OrdinalIgnoreCase);
                Assert.DoesNotContain("signature=", said, StringComparison.OrdinalIgnoreCase);
                Assert.DoesNotContain("timestamp=", said, StringComparison.OrdinalIgnoreCase);
            });
        }

        public void Dispose()
        {
            _metrics.Dispose();
            _traces.Dispose();
        }

        private void Keep(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (var (name, value) in tags)
            {
                Keep($"{name} {value}");
            }
        }
    }
}
