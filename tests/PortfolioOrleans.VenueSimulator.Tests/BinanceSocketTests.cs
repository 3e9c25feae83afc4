using System.Net.WebSockets;
using System.Text.Json;
using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Traffic;

namespace PortfolioOrleans.VenueSimulator.Tests;

/// <summary>Binance's sockets, over real ones.</summary>
public sealed class BinanceSocketTests : IAsyncLifetime
{
    private Hosted _hosted = null!;

    public async Task InitializeAsync() => _hosted = await Hosted.StartAsync();

    public async Task DisposeAsync() => await _hosted.DisposeAsync();

    [Fact]
    public async Task A_mini_ticker_comes_when_the_price_has_changed()
    {
        var line = await _hosted.ConnectAsync(SimulatedVenue.Binance, "/ws/btcusdt@miniTicker");

        _hosted.World.SetPrice("BTC", 50_000m);
        var first = await line.NextAsync();
        _hosted.Clock.Advance(TimeSpan.FromSeconds(5)); // Frozen: nothing to say.
        _hosted.World.SetPrice("BTC", 51_000m);
        var second = await line.NextAsync();

        Assert.Equal(("24hrMiniTicker", "BTCUSDT", "50000.00000000"), (Text(first, "e"), Text(first, "s"), Text(first, "c")));
        Assert.Equal("51000.00000000", Text(second, "c"));
    }

    [Fact]
    public async Task Combined_streams_say_which_stream_speaks()
    {
        var line = await _hosted.ConnectAsync(SimulatedVenue.Binance, "/stream?streams=btcusdt%40bookTicker/!miniTicker@arr");

        _hosted.Clock.Advance(TimeSpan.FromSeconds(1));
        var (book, tickers) = (await line.NextAsync(), await line.NextAsync());

        Assert.Equal("btcusdt@bookTicker", Text(book, "stream"));
        Assert.False(book.GetProperty("data").TryGetProperty("e", out _));
        Assert.Equal("!miniTicker@arr", Text(tickers, "stream"));
        Assert.Equal(27, tickers.GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task Streams_can_be_added_listed_and_removed()
    {
        var line = await _hosted.ConnectAsync(SimulatedVenue.Binance, "/stream");

        await line.SendAsync(new { method = "SUBSCRIBE", @params = new[] { "btcusdt@miniTicker", "ethusdt@miniTicker" }, id = 1 });
        var subscribed = await line.NextAsync();
        await line.SendAsync(new { method = "UNSUBSCRIBE", @params = new[] { "btcusdt@miniTicker" }, id = "two" });
        var unsubscribed = await line.NextAsync();
        await line.SendAsync(new { method = "LIST_SUBSCRIPTIONS", id = 3 });
        var listed = await line.NextAsync();
        _hosted.Clock.Advance(TimeSpan.FromSeconds(1));
        var pushed = await line.NextAsync();

        Assert.Equal((JsonValueKind.Null, 1), (subscribed.GetProperty("result").ValueKind, subscribed.GetProperty("id").GetInt32()));
        Assert.Equal("two", Text(unsubscribed, "id"));
        Assert.Equal(["ethusdt@miniTicker"], listed.GetProperty("result").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal("ethusdt@miniTicker", Text(pushed, "stream"));
    }

    [Fact]
    public async Task A_candle_that_ends_is_sent_as_closed()
    {
        _hosted.World.ResumeMarkets();
        var line = await _hosted.ConnectAsync(SimulatedVenue.Binance, "/ws/btcusdt@kline_1m");

        _hosted.Clock.Advance(TimeSpan.FromSeconds(61));
        var closed = (await line.UntilAsync(message => message.GetProperty("k").GetProperty("x").GetBoolean())).GetProperty("k");
        var next = (await line.NextAsync()).GetProperty("k");

        Assert.Equal(Bench.Noon.ToUnixTimeMilliseconds(), closed.GetProperty("t").GetInt64());
        Assert.Equal(closed.GetProperty("T").GetInt64() + 1, next.GetProperty("t").GetInt64());
        Assert.False(next.GetProperty("x").GetBoolean());
    }

    [Fact]
    public async Task Futures_streams_speak_on_their_own_route_only()
    {
        var market = await _hosted.ConnectAsync(SimulatedVenue.Binance, "/market/ws");
        var wrong = await _hosted.ConnectAsync(SimulatedVenue.Binance, "/public/ws");
        foreach (var line in (Line[])[market, wrong])
        {
            await line.SendAsync(new { method = "SUBSCRIBE", @params = new[] { "btcusdt@markPrice@1s", "!markPrice@arr@1s" }, id = 1 });
            Assert.Equal(JsonValueKind.Null, (await line.NextAsync()).GetProperty("result").ValueKind);
        }

        _hosted.Clock.Advance(TimeSpan.FromSeconds(1));
        await wrong.SendAsync(new { method = "LIST_SUBSCRIPTIONS", id = 2 });

        var mark = await market.NextAsync();
        Assert.Equal(("markPriceUpdate", "BTCUSDT"), (Text(mark, "e"), Text(mark, "s")));
        Assert.Equal(13, (await market.NextAsync()).GetArrayLength());
        Assert.Equal(2, (await wrong.NextAsync()).GetProperty("id").GetInt32()); // Nothing came before it.
    }

    [Theory]
    [InlineData("not json", 3)]
    [InlineData("""{"id":1}""", 2)]
    [InlineData("""{"method":"SHOUT","id":1}""", 2)]
    public async Task What_a_stream_connection_does_not_understand_it_says(string text, int code)
    {
        var line = await _hosted.ConnectAsync(SimulatedVenue.Binance, "/ws");

        await line.SendTextAsync(text);

        Assert.Equal(code, (await line.NextAsync()).GetProperty("error").GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task Who_talks_too_much_is_disconnected()
    {
        var line = await _hosted.ConnectAsync(SimulatedVenue.Binance, "/ws");
        for (var i = 0; i < 6; i++)
        {
            await line.SendAsync(new { method = "LIST_SUBSCRIPTIONS", id = i });
        }

        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(i, (await line.NextAsync()).GetProperty("id").GetInt32());
        }

        Assert.Null(await line.NextTextAsync());
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, line.CloseStatus);
    }

    [Fact]
    public async Task A_connection_lives_a_day()
    {
        var line = await _hosted.ConnectAsync(SimulatedVenue.Binance, "/ws/btcusdt@trade");

        _hosted.Clock.Advance(TimeSpan.FromHours(23.99));
        Assert.Equal(1, _hosted.World.Statistics(SimulatedVenue.Binance).OpenSockets);
        _hosted.Clock.Advance(TimeSpan.FromHours(0.01));

        Assert.Null(await line.NextTextAsync());
    }

    [Fact]
    public async Task A_shutdown_is_announced_and_sockets_can_be_dropped()
    {
        var (raw, combined) = (await _hosted.ConnectAsync(SimulatedVenue.Binance, "/ws"), await _hosted.ConnectAsync(SimulatedVenue.Binance, "/stream"));
        var api = await _hosted.ConnectAsync(SimulatedVenue.Binance, "/ws-api/v3");

        _hosted.World.AnnounceShutdown(SimulatedVenue.Binance);

        Assert.Equal("serverShutdown", Text(await raw.NextAsync(), "e"));
        Assert.Equal("!serverShutdown", Text(await combined.NextAsync(), "stream"));
        Assert.Equal("serverShutdown", Text((await api.NextAsync()).GetProperty("event"), "e"));
        Assert.Equal(3, _hosted.World.DisconnectSockets(SimulatedVenue.Binance));
        await Assert.ThrowsAsync<WebSocketException>(raw.NextTextAsync);
    }

    [Fact]
    public async Task A_client_that_leaves_is_forgotten()
    {
        var line = await _hosted.ConnectAsync(SimulatedVenue.Binance, "/ws/btcusdt@miniTicker");
        var polite = await _hosted.ConnectAsync(SimulatedVenue.Binance, "/ws");

        line.Dispose();
        await polite.CloseAsync();

        await Eventually.HoldsAsync(() => _hosted.World.Statistics(SimulatedVenue.Binance).OpenSockets == 0);
    }

    [Fact]
    public void A_client_that_does_not_read_is_given_up()
    {
        var (session, _) = _hosted.World.Connect(SimulatedVenue.Binance, new VenueRequest("GET", "/ws/btcusdt@bookTicker", "", _ => null, "127.0.0.1"));
        for (var i = 1; i <= 10_001; i++)
        {
            _hosted.World.SetPrice("BTC", 1_000m * (i % 2 + 1));
        }

        var frames = 0;
        while (session!.Frames.TryRead(out var frame))
        {
            frames++;
        }

        Assert.Equal(10_000, frames);
        Assert.True(session.Frames.Completion.IsCompleted);
    }

    [Fact]
    public async Task A_path_without_a_socket_is_refused()
    {
        await Assert.ThrowsAsync<WebSocketException>(() => _hosted.ConnectAsync(SimulatedVenue.Binance, "/elsewhere"));
    }

    [Fact]
    public async Task The_WebSocket_API_tells_the_time_and_its_weight()
    {
        var line = await _hosted.ConnectAsync(SimulatedVenue.Binance, "/ws-api/v3");

        await line.SendAsync(new { id = "t", method = "time" });
        var reply = await line.NextAsync();

        Assert.Equal(("t", 200), (Text(reply, "id"), reply.GetProperty("status").GetInt32()));
        Assert.Equal(_hosted.Now.ToUnixTimeMilliseconds(), reply.GetProperty("result").GetProperty("serverTime").GetInt64());
        Assert.Equal(3, reply.GetProperty("rateLimits")[0].GetProperty("count").GetInt32()); // Two for connecting.
    }

    [Fact]
    public async Task The_spot_user_stream_tells_deposits_trades_and_withdrawals()
    {
        var account = Open("spot");
        var line = await SubscribedAsync(account);

        var id = account.AccountId;
        _hosted.World.Deposit(id, new FundsOrder { Asset = "USDT", Amount = 1_000m });
        _hosted.World.Fill(id, new FillOrder { Symbol = "BTCUSDT", Side = TradeSide.Buy, Quantity = 0.01m, Price = 50_000m });
        var withdrawal = _hosted.World.Withdraw(id, new FundsOrder { Asset = "USDT", Amount = 100m, Fee = 1m, Pending = true });
        _hosted.World.SettleFunds(id, withdrawal.Id, succeeded: true);

        var deposited = await EventAsync(line, "outboundAccountPosition");
        Assert.Equal(("USDT", "1000.00000000"), (Text(deposited.GetProperty("B")[0], "a"), Text(deposited.GetProperty("B")[0], "f")));
        Assert.Equal("1000.00000000", Text(await EventAsync(line, "balanceUpdate"), "d"));

        var accepted = await EventAsync(line, "executionReport");
        Assert.Equal(("NEW", -1, JsonValueKind.Null), (Text(accepted, "x"), accepted.GetProperty("t").GetInt32(), accepted.GetProperty("N").ValueKind));
        var traded = await EventAsync(line, "executionReport");
        Assert.Equal(
            ("TRADE", "FILLED", "0.01000000", "50000.00000000", "0.00001000", "BTC"),
            (Text(traded, "x"), Text(traded, "X"), Text(traded, "l"), Text(traded, "L"), Text(traded, "n"), Text(traded, "N")));
        var position = await EventAsync(line, "outboundAccountPosition");
        Assert.Equal(
            [("BTC", "0.00999000"), ("USDT", "500.00000000")],
            position.GetProperty("B").EnumerateArray().Select(row => (Text(row, "a"), Text(row, "f"))));

        var held = (await EventAsync(line, "outboundAccountPosition")).GetProperty("B")[0];
        Assert.Equal(("399.00000000", "101.00000000"), (Text(held, "f"), Text(held, "l")));
        var sent = (await EventAsync(line, "outboundAccountPosition")).GetProperty("B")[0];
        Assert.Equal(("399.00000000", "0.00000000"), (Text(sent, "f"), Text(sent, "l")));
        Assert.Equal("-101.00000000", Text(await EventAsync(line, "balanceUpdate"), "d"));
    }

    [Fact]
    public async Task One_account_subscribes_once_and_ends_with_its_key()
    {
        var account = Open("spot");
        var line = await SubscribedAsync(account);

        await line.SendAsync(Subscription(account, "again"));
        Assert.Equal(-2035, (await line.NextAsync()).GetProperty("error").GetProperty("code").GetInt32());
        await line.SendAsync(new { id = 3, method = "session.subscriptions" });
        Assert.Equal(0, Assert.Single((await line.NextAsync()).GetProperty("result").EnumerateArray()).GetProperty("subscriptionId").GetInt32());

        _hosted.World.RevokeKey(account.AccountId);

        await EventAsync(line, "eventStreamTerminated");
        await line.SendAsync(Subscription(account, "late"));
        var refused = await line.NextAsync();
        Assert.Equal((401, -2015), (refused.GetProperty("status").GetInt32(), refused.GetProperty("error").GetProperty("code").GetInt32()));
    }

    [Fact]
    public async Task After_unsubscribing_nothing_comes()
    {
        var account = Open("spot");
        var line = await SubscribedAsync(account);

        await line.SendAsync(new { id = 2, method = "userDataStream.unsubscribe", @params = new { subscriptionId = 0 } });
        Assert.Equal(200, (await line.NextAsync()).GetProperty("status").GetInt32());
        _hosted.World.Deposit(account.AccountId, new FundsOrder { Asset = "BTC", Amount = 1m });
        await line.SendAsync(new { id = 3, method = "ping" });

        Assert.Equal(3, (await line.NextAsync()).GetProperty("id").GetInt32());
    }

    [Fact]
    public async Task The_WebSocket_API_refuses_as_HTTP_does()
    {
        _hosted.World.SetLimit(SimulatedVenue.Binance, "api", 3);
        var account = Open("spot");
        var line = await _hosted.ConnectAsync(SimulatedVenue.Binance, "/ws-api/v3");

        await line.SendAsync(new { id = 1, method = "no.such" });
        Assert.Equal(400, (await line.NextAsync()).GetProperty("status").GetInt32());
        await line.SendAsync(Subscription(account, "x"));
        var refused = await line.NextAsync();

        Assert.Equal((429, -1003), (refused.GetProperty("status").GetInt32(), refused.GetProperty("error").GetProperty("code").GetInt32()));
        Assert.Equal(_hosted.Now.AddMinutes(1).ToUnixTimeMilliseconds(), refused.GetProperty("error").GetProperty("data").GetProperty("retryAfter").GetInt64());
    }

    [Fact]
    public async Task The_futures_user_stream_tells_transfers_trades_and_funding()
    {
        var account = Open("futures");
        var key = ListenKey(account);
        var line = await _hosted.ConnectAsync(SimulatedVenue.Binance, $"/private/ws/{key}");

        var id = account.AccountId;
        _hosted.World.SetPrice("BTC", 50_000m);
        _hosted.World.Deposit(id, new FundsOrder { Asset = "USDT", Amount = 1_000m });
        _hosted.World.Transfer(id, new TransferOrder { Asset = "USDT", Amount = 600m, From = Wallet.Spot, To = Wallet.Futures });
        _hosted.World.Fill(id, new FillOrder { Symbol = "BTCUSDT", Futures = true, Side = TradeSide.Sell, Quantity = 0.01m });
        _hosted.World.PayFunding(id, new FundingOrder { Symbol = "BTCUSDT", Rate = 0.0002m });
        _hosted.World.Fill(id, new FillOrder { Symbol = "BTCUSDT", Futures = true, Side = TradeSide.Buy, Quantity = 0.01m, Price = 49_000m });
        _hosted.World.SetLeverage(id, new LeverageOrder { Symbol = "BTCUSDT", Leverage = 7 });

        var transferred = (await line.NextAsync()).GetProperty("a");
        Assert.Equal(
            ("DEPOSIT", "600.00000000", "600.00000000"),
            (Text(transferred, "m"), Text(transferred.GetProperty("B")[0], "wb"), Text(transferred.GetProperty("B")[0], "bc")));

        Assert.Equal("NEW", Text((await line.NextAsync()).GetProperty("o"), "x"));
        var lite = await line.NextAsync();
        Assert.Equal("TRADE_LITE", Text(lite, "e"));
        var opened = (await line.NextAsync()).GetProperty("a");
        Assert.Equal(("ORDER", "599.75000000", "0.00000000"), (Text(opened, "m"), Text(opened.GetProperty("B")[0], "wb"), Text(opened.GetProperty("B")[0], "bc")));
        Assert.Equal(
            ("-0.01", "50000", "BOTH", "cross"),
            opened.GetProperty("P")[0] is var position ? (Text(position, "pa"), Text(position, "ep"), Text(position, "ps"), Text(position, "mt")) : default);
        var traded = (await line.NextAsync()).GetProperty("o");
        Assert.Equal(("TRADE", "0.25", lite.GetProperty("t").GetInt64()), (Text(traded, "x"), Text(traded, "n"), traded.GetProperty("t").GetInt64()));

        var funding = (await line.NextAsync()).GetProperty("a");
        Assert.Equal(("FUNDING_FEE", "0.10000000"), (Text(funding, "m"), Text(funding.GetProperty("B")[0], "bc")));
        Assert.Equal(0, funding.GetProperty("P").GetArrayLength());

        var closed = await line.UntilAsync(message => Text(message, "e") == "ACCOUNT_UPDATE");
        Assert.Equal("0", Text(closed.GetProperty("a").GetProperty("P")[0], "pa"));
        var closing = await line.UntilAsync(message => Text(message, "e") == "ORDER_TRADE_UPDATE" && Text(message.GetProperty("o"), "x") == "TRADE");
        Assert.Equal("10", Text(closing.GetProperty("o"), "rp"));
        Assert.Equal(7, (await line.NextAsync()).GetProperty("ac").GetProperty("l").GetInt32());
    }

    [Fact]
    public async Task A_listen_key_is_the_same_until_it_ends_and_says_so()
    {
        var account = Open("futures");
        var key = ListenKey(account);
        var line = await _hosted.ConnectAsync(SimulatedVenue.Binance, $"/private/stream?streams={key}");
        _hosted.Clock.Advance(TimeSpan.FromMinutes(59));

        Assert.Equal(key, ListenKey(account, HttpMethod.Put)); // Another hour from here.
        _hosted.Clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(key, ListenKey(account));
        _hosted.Clock.Advance(TimeSpan.FromMinutes(61));

        var expired = await line.NextAsync();
        Assert.Equal((key, "listenKeyExpired"), (Text(expired, "stream"), Text(expired.GetProperty("data"), "e")));
        Assert.Equal(-1125, AskListenKey(account, HttpMethod.Put).Code);
        Assert.NotEqual(key, ListenKey(account));
    }

    [Fact]
    public async Task Deleting_a_listen_key_ends_it_for_everybody()
    {
        var account = Open("futures");
        var key = ListenKey(account);
        var line = await _hosted.ConnectAsync(SimulatedVenue.Binance, $"/private/ws?listenKey={key}");
        _hosted.Clock.Advance(TimeSpan.FromSeconds(1));

        AskListenKey(account, HttpMethod.Delete);
        _hosted.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("listenKeyExpired", Text(await line.NextAsync(), "e"));
    }

    [Fact]
    public async Task Pushed_events_can_come_twice_swapped_or_not_at_all()
    {
        var account = Open("spot");
        var line = await SubscribedAsync(account);

        Inject(FaultKind.DuplicateEvents, 1);
        Deposit(1);
        Assert.Equal(["outboundAccountPosition", "outboundAccountPosition", "balanceUpdate"], await KindsAsync(3));
        Inject(FaultKind.ReorderEvents, 1);
        Deposit(2);
        Assert.Equal(["balanceUpdate", "outboundAccountPosition"], await KindsAsync(2));
        Inject(FaultKind.DropEvents, 1);
        Deposit(3);
        Assert.Equal(["balanceUpdate"], await KindsAsync(1));

        void Inject(FaultKind kind, int count) =>
            _hosted.World.Inject(new FaultOrder { Kind = kind, Venue = SimulatedVenue.Binance, Key = account.Key, Count = count });

        void Deposit(decimal amount) => _hosted.World.Deposit(account.AccountId, new FundsOrder { Asset = "BTC", Amount = amount });

        async Task<List<string>> KindsAsync(int count)
        {
            var kinds = new List<string>();
            while (kinds.Count < count)
            {
                kinds.Add(Text((await line.NextAsync()).GetProperty("event"), "e"));
            }

            return kinds;
        }
    }

    [Fact]
    public async Task An_event_that_waits_for_another_is_sent_alone_in_the_end()
    {
        var line = await _hosted.ConnectAsync(SimulatedVenue.Binance, "/ws/btcusdt@miniTicker");
        _hosted.World.Inject(new FaultOrder { Kind = FaultKind.ReorderEvents, Venue = SimulatedVenue.Binance, Count = 1 });

        _hosted.Clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("BTCUSDT", Text(await line.NextAsync(), "s"));
    }

    [Fact]
    public async Task A_silent_socket_stays_open_and_says_nothing()
    {
        var line = await _hosted.ConnectAsync(SimulatedVenue.Binance, "/ws-api/v3");
        var silence = _hosted.World.Inject(new FaultOrder { Kind = FaultKind.SilentSockets, Venue = SimulatedVenue.Binance });

        await line.SendAsync(new { id = 1, method = "ping" });
        await Eventually.HoldsAsync(() => _hosted.World.Statistics(SimulatedVenue.Binance).Paths.ContainsKey("/ws-api/v3 ping"));
        _hosted.World.ClearFault(silence.Id);
        await line.SendAsync(new { id = 2, method = "ping" });

        Assert.Equal(2, (await line.NextAsync()).GetProperty("id").GetInt32());
    }

    private AccountSummary Open(string label) => _hosted.World.OpenAccount(new NewAccount { Venue = SimulatedVenue.Binance, Label = label });

    private async Task<Line> SubscribedAsync(AccountSummary account)
    {
        var line = await _hosted.ConnectAsync(SimulatedVenue.Binance, "/ws-api/v3");
        await line.SendAsync(Subscription(account, "s"));
        Assert.Equal(200, (await line.NextAsync()).GetProperty("status").GetInt32());
        return line;
    }

    private object Subscription(AccountSummary account, string id)
    {
        var timestamp = _hosted.Now.ToUnixTimeMilliseconds();
        var signature = Signed.Hex(account.Secret, $"apiKey={account.Key}&timestamp={timestamp}");
        return new { id, method = "userDataStream.subscribe.signature", @params = new { timestamp, apiKey = account.Key, signature } };
    }

    private static async Task<JsonElement> EventAsync(Line line, string kind)
    {
        var message = await line.NextAsync();
        Assert.Equal(0, message.GetProperty("subscriptionId").GetInt32());
        Assert.Equal(kind, Text(message.GetProperty("event"), "e"));
        return message.GetProperty("event");
    }

    private string ListenKey(AccountSummary account, HttpMethod? method = null) =>
        Text(AskListenKey(account, method ?? HttpMethod.Post).Json, "listenKey");

    private Reply AskListenKey(AccountSummary account, HttpMethod method)
    {
        var request = new HttpRequestMessage(method, "/fapi/v1/listenKey");
        request.Headers.Add("X-MBX-APIKEY", account.Key);
        return _hosted.Binance.Ask(request);
    }

    private static string Text(JsonElement row, string name) => row.GetProperty(name).GetString()!;
}
