using System.Net;
using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Demo;

namespace PortfolioOrleans.VenueSimulator.Tests;

/// <summary>The same venue over sockets and in process.</summary>
public class FrontEndTests
{
    private static readonly string[] BinancePaths =
    [
        "/api/v3/time", "/api/v3/exchangeInfo", "/api/v3/ticker/price", "/api/v3/ticker/24hr", "/api/v3/ticker/price?symbol=NOPE", "/api/v3/none",
        "/fapi/v1/premiumIndex", "/fapi/v1/assetIndex", "/sapi/v1/system/status",
    ];

    private static readonly string[] BinancePrivatePaths =
    [
        "/api/v3/account", "/api/v3/openOrders", "/sapi/v1/account/apiRestrictions", "/fapi/v3/account", "/fapi/v3/positionRisk", "/fapi/v1/income",
        "/sapi/v1/capital/withdraw/history", "/api/v3/myTrades",
    ];

    private static readonly string[] OkxPaths =
    [
        "/api/v5/public/time", "/api/v5/public/instruments?instType=SWAP", "/api/v5/market/tickers?instType=SPOT",
        "/api/v5/market/candles?instId=BTC-USDT", "/api/v5/market/ticker?instId=NOPE",
    ];

    private static readonly string[] OkxPrivatePaths =
    [
        "/api/v5/account/balance", "/api/v5/account/positions", "/api/v5/asset/balances", "/api/v5/trade/fills?limit=2",
        "/api/v5/account/bills-archive?ccy=USDT", "/api/v5/trade/fills-history",
    ];

    [Fact]
    public async Task In_process_and_over_the_network_the_same_bytes_are_answered()
    {
        await using var hosted = await Hosted.StartAsync(walk: true);
        var bench = new Bench(walk: true);
        DemoWorld.Populate(hosted.World);
        DemoWorld.Populate(bench.World);
        var (binance, okx) = (bench.World.Accounts[0], bench.World.Accounts[1]);

        foreach (var path in BinancePaths)
        {
            Same(bench.Binance.Get(path), hosted.Binance.Get(path));
        }

        foreach (var path in BinancePrivatePaths)
        {
            Same(bench.Binance.Binance(binance, bench.Now, path), hosted.Binance.Binance(binance, bench.Now, path));
        }

        foreach (var path in OkxPaths)
        {
            Same(bench.Okx.Get(path), hosted.Okx.Get(path));
        }

        foreach (var path in OkxPrivatePaths)
        {
            Same(bench.Okx.Okx(okx, bench.Now, path), hosted.Okx.Okx(okx, bench.Now, path));
        }
    }

    [Fact]
    public void In_process_an_answer_is_there_before_the_call_returns()
    {
        var bench = new Bench();

        var answering = bench.Binance.GetAsync("/api/v3/time");

        Assert.True(answering.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task In_process_a_slow_answer_comes_with_the_clock()
    {
        var bench = new Bench();
        bench.World.Inject(new FaultOrder { Kind = FaultKind.Slow, Venue = SimulatedVenue.Binance, Delay = 3, Count = 1 });

        var answering = bench.Binance.GetAsync("/api/v3/time");
        bench.Clock.Advance(TimeSpan.FromSeconds(2.9));
        Assert.False(answering.IsCompleted);
        bench.Clock.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal(HttpStatusCode.OK, (await answering).StatusCode);
    }

    [Fact]
    public async Task In_process_a_request_can_be_given_up()
    {
        var bench = new Bench();
        bench.World.Inject(new FaultOrder { Kind = FaultKind.Slow, Venue = SimulatedVenue.Binance, Delay = 3 });
        using var giveUp = new CancellationTokenSource();

        var answering = bench.Binance.GetAsync("/api/v3/time", giveUp.Token);
        giveUp.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answering);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bench.Binance.GetAsync("/api/v3/time", giveUp.Token));
    }

    [Fact]
    public async Task A_port_that_is_taken_is_said_at_once_and_nothing_stays_open()
    {
        await using var hosted = await Hosted.StartAsync();

        await Assert.ThrowsAsync<IOException>(() => SimulatedVenues.StartAsync(
            new SimulatorOptions { ControlPort = hosted.Venues.ControlAddress.Port }, CancellationToken.None));
    }

    [Fact]
    public async Task A_body_that_is_far_too_big_is_refused()
    {
        await using var hosted = await Hosted.StartAsync();

        // The body is not sent before the server wants it, so that its refusal is read before the connection ends.
        using var handler = new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromSeconds(10) };
        using var http = new HttpClient(handler) { BaseAddress = hosted.Venues.BinanceAddress, DefaultRequestHeaders = { ExpectContinue = true } };
        using var content = new StringContent(new string('x', 2_000_000));
        var reply = await http.PostAsync("/sapi/v3/asset/getUserAsset", content);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, reply.StatusCode);
    }

    private static void Same(Reply inProcess, Reply overNetwork)
    {
        Assert.Equal(inProcess.Status, overNetwork.Status);
        Assert.Equal(inProcess.Text, overNetwork.Text);
        Assert.Equal($"{inProcess.Message.Content.Headers.ContentType}", $"{overNetwork.Message.Content.Headers.ContentType}");
        Assert.Equal(inProcess.Message.Headers.Select(header => $"{header.Key}: {header.Value.Single()}"), overNetwork.Message.Headers
            .Where(header => header.Key != "Date")
            .Select(header => $"{header.Key}: {header.Value.Single()}"));
    }
}
