using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using PortfolioOrleans.VenueSimulator.Control;

namespace PortfolioOrleans.VenueSimulator.Tests;

/// <summary>Sockets without a network, and everything that can be done to one of them.</summary>
public class SocketTroubleTests
{
    private readonly Bench _bench = new();

    [Fact]
    public async Task A_socket_in_process_carries_what_a_real_one_would()
    {
        using var socket = _bench.World.ConnectSocket(SimulatedVenue.Okx, "/ws/v5/public");

        await SendAsync(socket, "ping");

        Assert.Equal("pong", await ReadAsync(socket));
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", CancellationToken.None);
        Assert.Equal((WebSocketState.Closed, 0), (socket.State, _bench.World.Sockets.Count));
        Assert.Throws<WebSocketException>(() => _bench.World.ConnectSocket(SimulatedVenue.Okx, "/ws/v5/nowhere"));
    }

    [Fact]
    public async Task A_long_message_comes_in_parts()
    {
        using var socket = _bench.World.ConnectSocket(SimulatedVenue.Binance, "/ws/btcusdt@miniTicker");
        _bench.World.Tick();

        var buffer = new byte[16];
        var first = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);

        Assert.Equal((16, false), (first.Count, first.EndOfMessage));
        Assert.EndsWith("}", await ReadAsync(socket));
    }

    [Fact]
    public async Task One_socket_is_cut_and_the_other_stays()
    {
        using var cut = _bench.World.ConnectSocket(SimulatedVenue.Binance, "/ws/btcusdt@miniTicker");
        using var stays = _bench.World.ConnectSocket(SimulatedVenue.Binance, "/ws/ethusdt@miniTicker");

        _bench.World.DisconnectSocket(_bench.World.Sockets[0].Id);
        _bench.World.Tick();

        await Assert.ThrowsAsync<WebSocketException>(() => ReadAsync(cut));
        Assert.Contains("ETHUSDT", await ReadAsync(stays));
        Assert.Equal(["ethusdt@miniTicker"], Assert.Single(_bench.World.Sockets).Listening);
    }

    [Fact]
    public async Task One_socket_falls_silent_and_stays_connected()
    {
        using var silent = _bench.World.ConnectSocket(SimulatedVenue.Binance, "/ws/btcusdt@miniTicker");
        using var other = _bench.World.ConnectSocket(SimulatedVenue.Binance, "/ws/btcusdt@miniTicker");
        _bench.World.Inject(new FaultOrder { Kind = FaultKind.SilentSockets, Venue = SimulatedVenue.Binance, Socket = _bench.World.Sockets[0].Id });

        _bench.World.Tick();

        Assert.Contains("BTCUSDT", await ReadAsync(other));
        Assert.False(silent.ReceiveAsync(new byte[1].AsMemory(), CancellationToken.None).IsCompleted);
        Assert.Equal(WebSocketState.Open, silent.State);
    }

    [Fact]
    public async Task A_shutdown_is_announced_and_then_happens()
    {
        using var socket = _bench.World.ConnectSocket(SimulatedVenue.Binance, "/stream");

        _bench.World.AnnounceShutdown(SimulatedVenue.Binance, TimeSpan.FromSeconds(10));
        Assert.Contains("serverShutdown", await ReadAsync(socket));
        _bench.Clock.Advance(TimeSpan.FromSeconds(10));
        _bench.World.Tick();

        Assert.Equal("", await ReadAsync(socket));
        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, socket.CloseStatus);
    }

    [Fact]
    public async Task A_socket_lives_as_long_as_it_may()
    {
        _bench.World.SetLimit(SimulatedVenue.Binance, "socket_lifetime", 600);
        using var socket = _bench.World.ConnectSocket(SimulatedVenue.Binance, "/ws");

        _bench.Clock.Advance(TimeSpan.FromSeconds(600));
        _bench.World.Tick();

        Assert.Equal("", await ReadAsync(socket));
    }

    [Fact]
    public void The_three_hundred_and_first_connection_in_five_minutes_is_refused()
    {
        for (var i = 0; i < 300; i++)
        {
            _bench.World.ConnectSocket(SimulatedVenue.Binance, "/ws").Dispose();
        }

        Assert.Contains("429", Assert.Throws<WebSocketException>(() => _bench.World.ConnectSocket(SimulatedVenue.Binance, "/ws")).Message);
        _bench.World.ConnectSocket(SimulatedVenue.Binance, "/ws", ip: "10.0.0.1").Dispose();
        _bench.Clock.Advance(TimeSpan.FromMinutes(5));
        _bench.World.ConnectSocket(SimulatedVenue.Binance, "/ws").Dispose();
    }

    [Fact]
    public async Task A_listen_key_expires_when_told_to()
    {
        var account = _bench.OpenFutures(100m);
        var key = _bench.Binance.Binance(account, _bench.Now, "/fapi/v1/listenKey", "", HttpMethod.Post).Json.GetProperty("listenKey").GetString();
        using var socket = _bench.World.ConnectSocket(SimulatedVenue.Binance, $"/private/ws/{key}");
        _bench.World.Tick();
        Assert.Equal([account.Key], Assert.Single(_bench.World.Sockets).Keys);

        _bench.World.ExpireListenKeys(account.AccountId);

        Assert.Contains("listenKeyExpired", await ReadAsync(socket));
        Assert.Equal(-1125, _bench.Binance.Binance(account, _bench.Now, "/fapi/v1/listenKey", "", HttpMethod.Put).Code);
    }

    [Fact]
    public async Task A_user_stream_is_terminated_and_can_be_opened_again()
    {
        var account = _bench.Open(SimulatedVenue.Binance, ("USDT", 1m));
        using var socket = _bench.World.ConnectSocket(SimulatedVenue.Binance, "/ws-api/v3");
        await SubscribeAsync(socket, account);
        Assert.Contains("subscriptionId", await ReadAsync(socket));

        _bench.World.TerminateUserStreams(account.AccountId);

        Assert.Contains("eventStreamTerminated", await ReadAsync(socket));
        await SubscribeAsync(socket, account);
        Assert.Contains("\"status\":200", await ReadAsync(socket));
    }

    [Fact]
    public async Task Earn_receipts_are_in_the_spot_stream()
    {
        var account = _bench.Open(SimulatedVenue.Binance, ("USDT", 100m));
        using var socket = _bench.World.ConnectSocket(SimulatedVenue.Binance, "/ws-api/v3");
        await SubscribeAsync(socket, account);
        await ReadAsync(socket);

        _bench.World.SubscribeEarn(account.AccountId, new EarnOrder { Asset = "USDT", Amount = 40m });

        var position = JsonSerializer.Deserialize<JsonElement>(await ReadAsync(socket)).GetProperty("event");
        Assert.Equal(
            [("USDT", "60.00000000"), ("LDUSDT", "40.00000000")],
            position.GetProperty("B").EnumerateArray().Select(row => (row.GetProperty("a").GetString()!, row.GetProperty("f").GetString()!)));
        Assert.Contains("\"a\":\"USDT\",\"d\":\"-40.00000000\"", await ReadAsync(socket));
        Assert.Contains("\"a\":\"LDUSDT\",\"d\":\"40.00000000\"", await ReadAsync(socket));
    }

    [Fact]
    public async Task A_liquidation_is_a_calculated_fill_under_the_venues_own_name()
    {
        var account = _bench.OpenFutures(1_000m);
        var key = _bench.Binance.Binance(account, _bench.Now, "/fapi/v1/listenKey", "", HttpMethod.Post).Json.GetProperty("listenKey").GetString();
        using var socket = _bench.World.ConnectSocket(SimulatedVenue.Binance, $"/private/ws/{key}");

        _bench.World.Fill(account.AccountId, new FillOrder { Symbol = "BTCUSDT", Futures = true, Side = TradeSide.Sell, Quantity = 0.01m, Forced = ForcedTrade.Liquidation });

        var order = JsonSerializer.Deserialize<JsonElement>(await ReadAsync(socket)).GetProperty("o");
        Assert.Equal("NEW_INSURANCE", order.GetProperty("X").GetString());
        Assert.StartsWith("autoclose-", order.GetProperty("c").GetString());
        await ReadAsync(socket);
        await ReadAsync(socket);
        Assert.Equal("CALCULATED", JsonSerializer.Deserialize<JsonElement>(await ReadAsync(socket)).GetProperty("o").GetProperty("x").GetString());
    }

    private Task SubscribeAsync(WebSocket socket, AccountSummary account)
    {
        var timestamp = _bench.Now.ToUnixTimeMilliseconds();
        var signature = Signed.Hex(account.Secret, $"apiKey={account.Key}&timestamp={timestamp}");
        return SendAsync(socket, JsonSerializer.Serialize(new
        {
            id = 1,
            method = "userDataStream.subscribe.signature",
            @params = new { apiKey = account.Key, timestamp, signature },
        }));
    }

    private static Task SendAsync(WebSocket socket, string text) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    /// <summary>The rest of the next message, "" at the end. Never waits long: in process everything is there at once.</summary>
    private static async Task<string> ReadAsync(WebSocket socket)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(), patience.Token);
            text.Append(Encoding.UTF8.GetString(buffer, 0, part.Count));
            if (part.EndOfMessage)
            {
                return text.ToString();
            }
        }
    }
}
