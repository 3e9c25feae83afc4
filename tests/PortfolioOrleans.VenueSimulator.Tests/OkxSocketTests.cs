using System.Net.WebSockets;
using System.Text.Json;
using PortfolioOrleans.VenueSimulator.Control;

namespace PortfolioOrleans.VenueSimulator.Tests;

/// <summary>OKX's sockets, over real ones.</summary>
public sealed class OkxSocketTests : IAsyncLifetime
{
    private Hosted _hosted = null!;

    public async Task InitializeAsync() => _hosted = await Hosted.StartAsync();

    public async Task DisposeAsync() => await _hosted.DisposeAsync();

    [Fact]
    public async Task Ping_is_answered_with_pong()
    {
        var line = await ConnectAsync("public");

        await line.SendTextAsync("ping");

        Assert.Equal("pong", await line.NextTextAsync());
    }

    [Fact]
    public async Task Thirty_silent_seconds_end_the_connection()
    {
        var line = await ConnectAsync("public");
        _hosted.Clock.Advance(TimeSpan.FromSeconds(29));
        await line.SendTextAsync("ping");
        Assert.Equal("pong", await line.NextTextAsync());

        _hosted.Clock.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(1, _hosted.World.Statistics(SimulatedVenue.Okx).OpenSockets);
        _hosted.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Null(await line.NextTextAsync());
        Assert.Equal((WebSocketCloseStatus)4004, line.CloseStatus);
    }

    [Fact]
    public async Task Public_channels_speak_at_once_and_when_something_changes()
    {
        var line = await ConnectAsync("public");
        _hosted.World.SetPrice("BTC", 50_000m);

        Assert.Equal("50000", Row(await SubscribeAsync(line, new { channel = "tickers", instId = "BTC-USDT" })).GetProperty("last").GetString());
        Assert.Equal("50000", Row(await SubscribeAsync(line, new { channel = "mark-price", instId = "BTC-USDT-SWAP" })).GetProperty("markPx").GetString());
        Assert.Equal("50000", Row(await SubscribeAsync(line, new { channel = "index-tickers", instId = "BTC-USDT" })).GetProperty("idxPx").GetString());
        Assert.Equal(17, (await SubscribeAsync(line, new { channel = "instruments", instType = "SWAP" })).GetProperty("data").GetArrayLength());
        Assert.Equal("BTC-USDT-SWAP", Row(await SubscribeAsync(line, new { channel = "funding-rate", instId = "BTC-USDT-SWAP" })).GetProperty("instId").GetString());
        _hosted.World.SetPrice("BTC", 51_000m);

        var changed = new[] { await line.NextAsync(), await line.NextAsync(), await line.NextAsync() };
        Assert.Equal(["tickers", "mark-price", "index-tickers"], changed.Select(push => push.GetProperty("arg").GetProperty("channel").GetString()));
        Assert.Equal("51000", Row(changed[0]).GetProperty("last").GetString());
    }

    [Fact]
    public async Task After_unsubscribing_nothing_comes()
    {
        var line = await ConnectAsync("public");
        await SubscribeAsync(line, new { channel = "tickers", instId = "BTC-USDT" });

        await line.SendAsync(new { op = "unsubscribe", args = new[] { new { channel = "tickers", instId = "BTC-USDT" } } });
        Assert.Equal("unsubscribe", Text(await line.NextAsync(), "event"));
        _hosted.World.SetPrice("BTC", 1_000m);
        await line.SendTextAsync("ping");

        Assert.Equal("pong", await line.NextTextAsync());
    }

    [Fact]
    public async Task Maintenance_is_told_on_the_status_channel()
    {
        var line = await ConnectAsync("public");
        await line.SendAsync(new { op = "subscribe", args = new[] { new { channel = "status" } } });
        Assert.Equal("subscribe", Text(await line.NextAsync(), "event"));

        _hosted.World.Inject(new FaultOrder { Kind = FaultKind.Maintenance, Venue = SimulatedVenue.Okx });
        _hosted.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("ongoing", Row(await line.NextAsync()).GetProperty("state").GetString());
    }

    [Theory]
    [InlineData("public", """{"op":"subscribe","args":[{"channel":"tickers","instId":"NOPE"}]}""", "60018")]
    [InlineData("public", """{"op":"subscribe","args":[{"channel":"account"}]}""", "60018")]
    [InlineData("private", """{"op":"subscribe","args":[{"channel":"tickers","instId":"BTC-USDT"}]}""", "60018")]
    [InlineData("private", """{"op":"subscribe","args":[{"channel":"account"}]}""", "60011")]
    [InlineData("business", """{"op":"subscribe","args":[{"channel":"deposit-info"}]}""", "60011")]
    [InlineData("public", """{"op":"dance","args":[{}]}""", "60012")]
    [InlineData("public", "not json", "60012")]
    [InlineData("public", """{"op":"subscribe"}""", "60012")]
    [InlineData("private", """{"op":"login","args":[{}]}""", "60004")]
    [InlineData("private", """{"op":"login","args":["me"]}""", "60004")]
    public async Task What_it_does_not_take_it_says(string route, string text, string code)
    {
        var line = await ConnectAsync(route);

        await line.SendTextAsync(text);
        var reply = await line.NextAsync();

        Assert.Equal(("error", code), (Text(reply, "event"), Text(reply, "code")));
    }

    [Fact]
    public async Task A_login_is_checked_in_every_part()
    {
        var account = Open();
        var line = await ConnectAsync("private");

        Assert.Equal("60006", await LogInAsync(line, account, offsetSeconds: -31));
        Assert.Equal("60005", await LogInAsync(line, account with { Key = "other" }));
        Assert.Equal("60024", await LogInAsync(line, account with { Passphrase = "other" }));
        Assert.Equal("60007", await LogInAsync(line, account with { Secret = "other" }));
        _hosted.World.SetAllowedIps(account.AccountId, ["10.0.0.1"]);
        Assert.Equal("60009", await LogInAsync(line, account));
        _hosted.World.SetAllowedIps(account.AccountId, []);
        Assert.Equal("0", await LogInAsync(line, account));
    }

    [Fact]
    public async Task Private_channels_begin_with_a_snapshot()
    {
        var account = Open();
        Fund(account, 5_000m);
        _hosted.World.Fill(account.AccountId, new FillOrder { Symbol = "ETH-USDT-SWAP", Side = TradeSide.Buy, Quantity = 10m, Price = 3_000m, Fee = 1m });
        var line = await LoggedInAsync(account, "private");

        var balance = await SubscribeAsync(line, new { channel = "account" });
        var positions = await SubscribeAsync(line, new { channel = "positions", instType = "ANY" });
        var both = await SubscribeAsync(line, new { channel = "balance_and_position" });

        Assert.Equal("snapshot", Text(balance, "eventType"));
        Assert.Equal("4999", Text(Row(balance).GetProperty("details")[0], "cashBal"));
        Assert.Equal(("10", "ETH-USDT-SWAP"), (Text(Row(positions), "pos"), Text(Row(positions), "instId")));
        Assert.Equal(("snapshot", "4999"), (Text(Row(both), "eventType"), Text(Row(both).GetProperty("balData")[0], "cashBal")));
        Assert.NotEmpty(both.GetProperty("arg").GetProperty("uid").GetString()!);
    }

    [Fact]
    public async Task An_account_without_anything_pushes_no_details()
    {
        var line = await LoggedInAsync(Open(), "private");

        Assert.Equal(0, Row(await SubscribeAsync(line, new { channel = "account" })).GetProperty("details").GetArrayLength());
    }

    [Fact]
    public async Task Account_and_positions_are_pushed_regularly_unless_only_changes_are_wanted()
    {
        var account = Open();
        var (regular, quiet) = (await LoggedInAsync(account, "private"), await LoggedInAsync(account, "private"));
        await SubscribeAsync(regular, new { channel = "account" });
        await SubscribeAsync(quiet, new { channel = "account", extraParams = "{\"updateInterval\": \"0\"}" });

        _hosted.Clock.Advance(TimeSpan.FromSeconds(5));
        await quiet.SendTextAsync("ping");

        Assert.Equal("snapshot", Text(await regular.NextAsync(), "eventType"));
        Assert.Equal("pong", await quiet.NextTextAsync());
    }

    [Fact]
    public async Task A_trade_is_told_on_every_private_channel()
    {
        var account = Open();
        Fund(account, 5_000m);
        var line = await LoggedInAsync(account, "private");
        foreach (var channel in (object[])[new { channel = "account" }, new { channel = "positions", instType = "SWAP" }, new { channel = "balance_and_position" }])
        {
            await SubscribeAsync(line, channel);
        }

        await line.SendAsync(new { op = "subscribe", args = new[] { new { channel = "orders", instType = "ANY" } } });
        Assert.Equal("subscribe", Text(await line.NextAsync(), "event"));
        Trade(TradeSide.Sell, 3_000m);
        Trade(TradeSide.Buy, 2_900m);

        var opened = await ChannelsAsync(5);
        Assert.Equal("4999", Text(opened["account"][0].GetProperty("details")[0], "cashBal"));
        Assert.Equal("-10", Text(opened["positions"][0], "pos"));
        Assert.Equal("filled", Text(opened["balance_and_position"][0], "eventType"));
        Assert.Equal(["live", "filled"], opened["orders"].Select(order => Text(order, "state")));
        Assert.Equal(["", "10"], opened["orders"].Select(order => Text(order, "tradeId").Length == 0 ? "" : Text(order, "fillSz")));

        var closed = await ChannelsAsync(5);
        Assert.Equal(("0", "100"), (Text(closed["positions"][0], "pos"), Text(closed["positions"][0], "realizedPnl") is "99" ? "100" : "wrong"));
        Assert.Equal("100", Text(closed["orders"][1], "fillPnl"));
        Assert.Equal("5098", Text(closed["balance_and_position"][0].GetProperty("balData")[0], "cashBal"));

        void Trade(TradeSide side, decimal price) =>
            _hosted.World.Fill(account.AccountId, new FillOrder { Symbol = "ETH-USDT-SWAP", Side = side, Quantity = 10m, Price = price, Fee = 1m });

        async Task<Dictionary<string, List<JsonElement>>> ChannelsAsync(int count)
        {
            var pushes = new List<JsonElement>();
            while (pushes.Count < count)
            {
                pushes.Add(await line.NextAsync());
            }

            return pushes.GroupBy(push => Text(push.GetProperty("arg"), "channel")).ToDictionary(group => group.Key, group => group.Select(Row).ToList());
        }
    }

    [Fact]
    public async Task Transfers_and_funding_are_told_with_their_reason()
    {
        var account = Open();
        Fund(account, 5_000m);
        _hosted.World.Fill(account.AccountId, new FillOrder { Symbol = "ETH-USDT-SWAP", Side = TradeSide.Buy, Quantity = 10m, Price = 3_000m });
        var line = await LoggedInAsync(account, "private");
        await SubscribeAsync(line, new { channel = "balance_and_position" });

        _hosted.World.PayFunding(account.AccountId, new FundingOrder { Symbol = "ETH-USDT-SWAP", Rate = 0.0001m });
        _hosted.World.Transfer(account.AccountId, new TransferOrder { Asset = "USDT", Amount = 1m, From = Wallet.Trading, To = Wallet.Funding });

        Assert.Equal("funding_fee", Text(Row(await line.NextAsync()), "eventType"));
        Assert.Equal("transferred", Text(Row(await line.NextAsync()), "eventType"));
    }

    [Fact]
    public async Task Deposits_and_withdrawals_are_business()
    {
        var account = Open();
        var line = await LoggedInAsync(account, "business");
        foreach (var channel in (string[])["deposit-info", "withdrawal-info"])
        {
            await line.SendAsync(new { op = "subscribe", args = new[] { new { channel } } });
            Assert.Equal("subscribe", Text(await line.NextAsync(), "event"));
        }

        var coming = _hosted.World.Deposit(account.AccountId, new FundsOrder { Asset = "USDT", Amount = 10m, Pending = true });
        _hosted.World.SettleFunds(account.AccountId, coming.Id, succeeded: true);
        _hosted.World.Withdraw(account.AccountId, new FundsOrder { Asset = "USDT", Amount = 3m, Fee = 1m });

        Assert.Equal("0", Text(Row(await line.NextAsync()), "state"));
        Assert.Equal("2", Text(Row(await line.NextAsync()), "state"));
        Assert.Equal(("3", "1"), (await line.NextAsync()) is var sent ? (Text(Row(sent), "amt"), Text(Row(sent), "fee")) : default);
    }

    [Fact]
    public async Task Others_hear_nothing()
    {
        var (mine, other) = (Open(), _hosted.World.OpenAccount(new NewAccount { Venue = SimulatedVenue.Okx, Label = "other" }));
        var line = await LoggedInAsync(mine, "business");
        await line.SendAsync(new { op = "subscribe", args = new[] { new { channel = "deposit-info" } } });
        await line.NextAsync();

        _hosted.World.Deposit(other.AccountId, new FundsOrder { Asset = "USDT", Amount = 1m });
        _hosted.World.Deposit(mine.AccountId, new FundsOrder { Asset = "USDT", Amount = 2m });

        Assert.Equal("2", Text(Row(await line.NextAsync()), "amt"));
    }

    [Fact]
    public async Task A_revoked_key_ends_its_connections()
    {
        var account = Open();
        var line = await LoggedInAsync(account, "private");

        _hosted.World.RevokeKey(account.AccountId);

        Assert.Null(await line.NextTextAsync());
    }

    [Fact]
    public async Task An_upgrade_is_announced()
    {
        var line = await ConnectAsync("public");

        _hosted.World.AnnounceShutdown(SimulatedVenue.Okx);

        Assert.Equal(("notice", "64008"), (await line.NextAsync()) is var notice ? (Text(notice, "event"), Text(notice, "code")) : default);
    }

    [Fact]
    public async Task Three_connections_a_second_are_enough()
    {
        for (var i = 0; i < 3; i++)
        {
            await ConnectAsync("public");
        }

        await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync("public"));
        _hosted.Clock.Advance(TimeSpan.FromSeconds(1));
        await ConnectAsync("public");
    }

    private AccountSummary Open() => _hosted.World.OpenAccount(new NewAccount { Venue = SimulatedVenue.Okx, Label = "mine" });

    private void Fund(AccountSummary account, decimal usdt)
    {
        _hosted.World.Deposit(account.AccountId, new FundsOrder { Asset = "USDT", Amount = usdt });
        _hosted.World.Transfer(account.AccountId, new TransferOrder { Asset = "USDT", Amount = usdt, From = Wallet.Funding, To = Wallet.Trading });
    }

    private Task<Line> ConnectAsync(string route) => _hosted.ConnectAsync(SimulatedVenue.Okx, $"/ws/v5/{route}");

    private async Task<Line> LoggedInAsync(AccountSummary account, string route)
    {
        var line = await ConnectAsync(route);
        Assert.Equal("0", await LogInAsync(line, account));
        return line;
    }

    /// <returns>The code of the answer; "0" is success.</returns>
    private async Task<string> LogInAsync(Line line, AccountSummary account, int offsetSeconds = 0)
    {
        var timestamp = $"{_hosted.Now.AddSeconds(offsetSeconds).ToUnixTimeSeconds()}";
        var sign = Signed.Base64(account.Secret, timestamp + "GET/users/self/verify");
        await line.SendAsync(new { op = "login", args = new[] { new { apiKey = account.Key, passphrase = account.Passphrase, timestamp, sign } } });
        return Text(await line.NextAsync(), "code");
    }

    /// <summary>Subscribes, checks that it was acknowledged, and returns the first push.</summary>
    private static async Task<JsonElement> SubscribeAsync(Line line, object arg)
    {
        await line.SendAsync(new { op = "subscribe", args = new[] { arg } });
        var acknowledged = await line.NextAsync();
        Assert.Equal("subscribe", Text(acknowledged, "event"));
        Assert.True(JsonElement.DeepEquals(JsonSerializer.SerializeToElement(arg), acknowledged.GetProperty("arg")));
        return await line.NextAsync();
    }

    private static JsonElement Row(JsonElement push) => push.GetProperty("data")[0];

    private static string Text(JsonElement row, string name) => row.GetProperty(name).GetString()!;
}
