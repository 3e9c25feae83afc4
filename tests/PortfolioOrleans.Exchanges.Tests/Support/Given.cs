using PortfolioOrleans.Exchanges.Binance;
using PortfolioOrleans.Exchanges.Gate;
using PortfolioOrleans.Exchanges.Okx;

namespace PortfolioOrleans.Exchanges.Tests.Support;

/// <summary>A scripted venue with an adapter in front of it, and a clock that both go by.</summary>
internal sealed class Given
{
    public const string BinanceHost = "api.binance.test";
    public const string FuturesHost = "fapi.binance.test";
    public const string OkxHost = "okx.test";

    public static ExchangeCredentials Credentials { get; } = new("the-key", "the-secret", "the-passphrase");

    public ManualClock Clock { get; } = ManualClock.AtNoon();

    public ScriptedVenue Venue { get; } = new();

    /// <summary>What Binance's feeds connect to.</summary>
    public ScriptedSockets Sockets { get; } = new();

    public LocalVenueGate Gate { get; }

    public BinanceAdapter Binance { get; }

    public OkxAdapter Okx { get; }

    public Given(int seed = 1)
    {
        Gate = new LocalVenueGate(GateOptions.Default, Clock);
        var http = new HttpClient(Venue);
        Binance = new BinanceAdapter(
            http, Gate, new BinanceOptions { RestUrl = new Uri($"https://{BinanceHost}"), FuturesUrl = new Uri($"https://{FuturesHost}") }, Clock, new Random(seed), Sockets);
        Okx = new OkxAdapter(http, Gate, new OkxOptions { RestUrl = new Uri($"https://{OkxHost}") }, Clock, new Random(seed));

        Venue
            .On("/api/v3/time", _ => BinanceTime())
            .On("/fapi/v1/time", _ => BinanceTime())
            .On("/api/v5/public/time", _ => ScriptedVenue.Json($$"""{"code":"0","msg":"","data":[{"ts":"{{Clock.GetUtcNow().ToUnixTimeMilliseconds()}}"}]}"""))
            .On("/dapi/v1/time", _ => BinanceTime())
            .On("/dapi/v1/premiumIndex", "[]")
            .On("/dapi/v1/exchangeInfo", """{"symbols":[]}""")
            .On("/api/v3/exchangeInfo", Samples.BinanceSpotInstruments)
            .On("/fapi/v1/exchangeInfo", Samples.BinanceFuturesInstruments)
            .On("/api/v5/public/instruments", asked => ScriptedVenue.Json(Samples.OkxInstruments(asked.Parameter("instType"))));

        HttpResponseMessage BinanceTime() => ScriptedVenue.Json($$"""{"serverTime":{{Clock.GetUtcNow().ToUnixTimeMilliseconds()}}}""");
    }

    /// <summary>Asks, moving the clock to whatever the answer waits for.</summary>
    public ExchangeReply<T> Ask<T>(Func<Task<ExchangeReply<T>>> question) => Clock.Finish(question);
}
