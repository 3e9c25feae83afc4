using System.Net;
using System.Text.Json;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Binance;
using PortfolioOrleans.Exchanges.Tests.Live;
using PortfolioOrleans.Exchanges.Tests.Support;

namespace PortfolioOrleans.Exchanges.Tests.Binance;

/// <summary>Binance's connections: where they lead, what is said, when they are made anew.</summary>
public sealed class BinanceFeedTests
{
    private const string Subscribed = """{"id":"subscribe","status":200,"result":{"subscriptionId":0}}""";
    private const string FuturesKeyPath = "/fapi/v1/listenKey";

    private readonly Given _given = new();

    public BinanceFeedTests()
    {
        _given.Venue
            .On(FuturesKeyPath, """{"listenKey":"futures-key"}""")
            .On("/dapi/v1/listenKey", """{"listenKey":"coin-key"}""");
        _given.Sockets.OnDial = Answer;
    }

    [Fact]
    public void Spot_and_both_kinds_of_futures_are_heard_each_at_its_own_address()
    {
        var hearing = Follow();

        Assert.Equal(
            ["wss://api.binance.test/ws-api/v3", "wss://fapi.binance.test/dstream/ws/coin-key", "wss://fapi.binance.test/private/ws/futures-key"],
            _given.Sockets.Dialled.Select(socket => socket.Address.AbsoluteUri).Order(StringComparer.Ordinal));
        Assert.Equal(
            new HashSet<WalletKind> { WalletKind.Spot, WalletKind.Futures, WalletKind.CoinFutures },
            hearing.Take().Cast<LiveEvent.Opened>().SelectMany(opened => opened.Wallets).ToHashSet());
    }

    [Fact]
    public void The_subscription_is_signed_over_its_parameters_by_name_with_the_venues_time()
    {
        _given.Venue.On("/api/v3/time", _ => ScriptedVenue.Json($$"""{"serverTime":{{_given.Clock.GetUtcNow().AddSeconds(30).ToUnixTimeMilliseconds()}}}"""));

        Follow();

        var request = JsonDocument.Parse(Spot.Sent[0]).RootElement;
        Assert.Equal("userDataStream.subscribe.signature", request.GetProperty("method").GetString());
        var parameters = request.GetProperty("params");
        var timestamp = _given.Clock.GetUtcNow().AddSeconds(30).ToUnixTimeMilliseconds();
        Assert.Equal($"{timestamp}", parameters.GetProperty("timestamp").GetString());
        Assert.Equal(
            BinanceSignature.Of($"apiKey=the-key&recvWindow=5000&timestamp={timestamp}", "the-secret"), parameters.GetProperty("signature").GetString());
    }

    [Fact]
    public void A_listen_key_is_asked_for_with_the_key_alone()
    {
        Follow();

        var asked = Assert.Single(_given.Venue.AskedFor(FuturesKeyPath));
        Assert.Equal(("POST", "", "the-key"), (asked.Method, asked.Query, asked.Headers["X-MBX-APIKEY"]));
    }

    [Fact]
    public void A_listen_key_is_renewed_every_half_hour_and_never_ended()
    {
        var hearing = Follow();

        hearing.Advance(TimeSpan.FromMinutes(95));
        hearing.Stop();

        Assert.Equal(["POST", "PUT", "PUT", "PUT"], _given.Venue.AskedFor(FuturesKeyPath).Select(asked => asked.Method));
    }

    [Fact]
    public void A_listen_key_that_the_venue_has_forgotten_is_asked_for_anew()
    {
        var hearing = Follow();
        hearing.Take();
        _given.Venue.On(FuturesKeyPath, asked => asked.Method == "PUT"
            ? ScriptedVenue.Json("""{"code":-1125,"msg":"This listenKey does not exist."}""", HttpStatusCode.BadRequest)
            : ScriptedVenue.Json("""{"listenKey":"another-key"}"""));

        hearing.Advance(TimeSpan.FromMinutes(31));

        Assert.Equal("lost:Unreachable opened", hearing.Take().Story());
        Assert.EndsWith("/another-key", _given.Sockets.Dialled[^1].Address.AbsolutePath, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"stream":"x","data":{"e":"listenKeyExpired","E":1,"listenKey":"futures-key"}}""", false)]
    [InlineData("""{"subscriptionId":0,"event":{"e":"eventStreamTerminated","E":1728973001334}}""", true)]
    public void A_stream_that_says_it_has_ended_is_followed_by_another(string message, bool isSpot)
    {
        var hearing = Follow();
        hearing.Take();

        (isSpot ? Spot : Futures).Say(message);
        hearing.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("lost:Unreachable opened", hearing.Take().Story());
    }

    [Fact]
    public void A_shutdown_that_is_announced_is_met_without_a_gap()
    {
        var hearing = Follow();
        hearing.Take();

        Spot.Say("""{"event":{"e":"serverShutdown","E":1770123456789}}""");
        hearing.Advance(TimeSpan.FromSeconds(5));
        Spot.Say("""{"subscriptionId":0,"event":{"e":"balanceUpdate","E":1,"a":"BTC","d":"1","T":1}}""");

        Assert.Equal("BalanceMoved", hearing.Take().Story());
        Assert.Equal(3, _given.Sockets.Open.Count());
    }

    [Theory]
    [InlineData("""{"id":"subscribe","status":401,"error":{"code":-2015,"msg":"Invalid API-key, IP, or permissions for action."}}""", FaultKind.CredentialsRejected, true)]
    [InlineData("""{"id":"subscribe","status":400,"error":{"code":-1022,"msg":"Signature for this request is not valid: the-key."}}""", FaultKind.CredentialsRejected, true)]
    [InlineData("""{"id":"subscribe","status":400,"error":{"code":-1021,"msg":"Timestamp outside."}}""", FaultKind.ClockSkew, false)]
    [InlineData("""{"id":"subscribe","status":429,"error":{"code":-1003,"msg":"Too much.","data":{"serverTime":1,"retryAfter":1772452830000}}}""", FaultKind.RateLimited, false)]
    [InlineData("""{"id":"subscribe","status":418,"error":{"code":-1003,"msg":"Banned.","data":{"retryAfter":1772452830000}}}""", FaultKind.Banned, false)]
    public void A_refused_subscription_ends_spot_where_nothing_can_mend_it(string reply, FaultKind kind, bool isForGood)
    {
        _given.Sockets.OnDial = socket => Answer(socket, reply);
        var hearing = Follow();

        var lost = Assert.Single(hearing.Take().OfType<LiveEvent.Lost>(), event_ => event_.Wallets.Contains(WalletKind.Spot));
        Assert.Equal(kind, lost.Fault.Kind);
        Assert.DoesNotContain("the-key", lost.Fault.Detail, StringComparison.Ordinal);
        Assert.Equal(kind is FaultKind.RateLimited or FaultKind.Banned ? TimeSpan.FromSeconds(30) : null, lost.Fault.RetryAfter);

        _given.Sockets.OnDial = Answer;
        hearing.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(!isForGood, hearing.Take().OfType<LiveEvent.Opened>().Any(opened => opened.Wallets.Contains(WalletKind.Spot)));
        Assert.False(hearing.HasEnded);
    }

    [Fact]
    public void An_account_without_futures_is_heard_in_spot()
    {
        _given.Venue
            .On(FuturesKeyPath, _ => ScriptedVenue.Json("""{"code":-4109,"msg":"This account is inactive."}""", HttpStatusCode.BadRequest))
            .On("/dapi/v1/listenKey", _ => ScriptedVenue.Json("""{"code":-4109,"msg":"This account is inactive."}""", HttpStatusCode.BadRequest));

        var events = Follow().Take();

        Assert.Equal([WalletKind.Spot], events.OfType<LiveEvent.Opened>().SelectMany(opened => opened.Wallets));
        Assert.All(events.OfType<LiveEvent.Lost>(), lost => Assert.Equal(FaultKind.NotAvailable, lost.Fault.Kind));
    }

    [Fact]
    public void A_portfolio_margin_account_is_heard_as_one_wallet()
    {
        _given.Venue
            .On("/papi/v1/balance", """[{"asset":"USDT","crossMarginFree":"1"}]""")
            .On("/papi/v1/listenKey", """{"listenKey":"pm-key"}""");

        var hearing = Follow();
        hearing.Take();
        var socket = _given.Sockets.Dialled.Single(each => each.Address.AbsolutePath == "/pm/ws/pm-key");
        socket.Say("""{"e":"ACCOUNT_UPDATE","fs":"UM","E":1564745798939,"T":1564745798938,"a":{"m":"ORDER","B":[{"a":"USDT","wb":"1","cw":"1","bc":"0"}],"P":[]}}""");

        Assert.Equal(WalletKind.PortfolioMargin, Assert.IsType<LiveEvent.Stirred>(Assert.Single(hearing.Take())).Wallet);
        Assert.Equal(2, _given.Sockets.Dialled.Count);
    }

    [Fact]
    public void A_line_that_is_silent_is_asked_once_a_minute()
    {
        var hearing = Follow();

        hearing.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal(10, Spot.Sent.Count(text => text.Contains("\"ping\"", StringComparison.Ordinal)));
        Assert.Equal(10, Futures.Sent.Count(text => text.Contains("LIST_SUBSCRIPTIONS", StringComparison.Ordinal)));
        Assert.Equal(3, _given.Sockets.Dialled.Count);
    }

    [Fact]
    public void Prices_and_marks_and_dollars_come_from_three_streams()
    {
        var hearing = new Hearing<MarketReading>(_given.Clock, _given.Binance.Live!.FollowMarketAsync);
        var (prices, marks) = (Dialled("/ws/!miniTicker@arr"), Dialled("/market/ws/!markPrice@arr@1s"));

        prices.Say("""
            [{"e":"24hrMiniTicker","E":1772452800000,"s":"BTCUSDT","c":"60000","o":"1","h":"1","l":"1","v":"1","q":"1"},
             {"e":"24hrMiniTicker","E":1772452800000,"s":"LUNAUSDT","c":"1","o":"1","h":"1","l":"1","v":"1","q":"1"},
             {"e":"24hrMiniTicker","E":1772452800000,"s":"NOBODY","c":"1","o":"1","h":"1","l":"1","v":"1","q":"1"}]
            """);
        marks.Say("""{"stream":"!markPrice@arr@1s","data":[{"e":"markPriceUpdate","E":1772452800000,"s":"BTCUSDT","p":"60001.5","i":"60000","r":"","T":0}]}""");
        Dialled("/market/ws/!assetIndex@arr").Say("""
            [{"e":"assetIndexUpdate","E":1772452800000,"s":"USDTUSD","i":"0.9996","b":"0.0001","a":"0.0001","B":"1","A":"1","q":"0","g":"0","Q":"1","G":"1"},
             {"e":"assetIndexUpdate","E":1772452800000,"s":"ETHUSD","i":"3000","b":"0.05","a":"0.05","B":"1","A":"1","q":"0","g":"0","Q":"1","G":"1"}]
            """);
        hearing.Advance(TimeSpan.FromSeconds(1));

        var heard = hearing.Take();
        var told = heard.SelectMany(reading => reading.Prices).ToList();
        Assert.Contains(new Price(new Symbol(Asset.Btc, Asset.Usdt), 60_000m, ManualClock.Noon), told);
        Assert.Contains(new Price(new Symbol(Asset.Usdt, Asset.Usd), 0.9996m, ManualClock.Noon), told); // An index is no price of anything but a stablecoin.
        Assert.Equal(["BNFCR/USD", "BTC/USDT", "USDT/USD"], told.Select(price => $"{price.Symbol.Base}/{price.Symbol.Quote}").Order());
        Assert.Equal(60_001.5m, heard.SelectMany(reading => reading.Marks).Single(mark => mark.Key == "BTCUSDT").Value);
    }

    [Fact]
    public void A_stream_that_acknowledges_and_stays_silent_is_replaced()
    {
        _given.Sockets.OnDial = socket => socket.Say("""{"result":null,"id":1}""");
        var hearing = new Hearing<MarketReading>(_given.Clock, _given.Binance.Live!.FollowMarketAsync);

        hearing.Advance(TimeSpan.FromSeconds(13));

        Assert.Equal(2, _given.Sockets.Dialled.Count(socket => socket.Address.AbsolutePath == "/market/ws/!markPrice@arr@1s"));
        Assert.Contains(hearing.Take(), reading => reading.Gap?.Kind == FaultKind.Unreachable);
    }

    private ScriptedSocket Spot => Dialled("/ws-api/v3");

    private ScriptedSocket Futures => _given.Sockets.Dialled.Last(socket => socket.Address.AbsolutePath.StartsWith("/private/", StringComparison.Ordinal));

    private ScriptedSocket Dialled(string path) => _given.Sockets.Dialled.Last(socket => socket.Address.AbsolutePath == path);

    private Hearing<LiveEvent> Follow() => new(_given.Clock, stop => _given.Binance.Live!.FollowAccountAsync(Given.Credentials, stop));

    private static void Answer(ScriptedSocket socket) => Answer(socket, Subscribed);

    private static void Answer(ScriptedSocket socket, string subscribed) => socket.OnSent = text => socket.Say(
        text.Contains("subscribe.signature", StringComparison.Ordinal) ? subscribed
        : text.Contains("\"ping\"", StringComparison.Ordinal) ? """{"id":"ping","status":200,"result":{}}"""
        : """{"result":["key"],"id":1}""");
}
