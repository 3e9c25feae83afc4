using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Timing;

namespace PortfolioOrleans.VenueSimulator.Tests;

/// <summary>Hours pass while somebody waits for them, and take no longer than what happens in them.</summary>
public class WeightClockTests
{
    private readonly WeightClock _clock = new(Bench.Noon);

    [Fact]
    public void Time_jumps_to_whoever_waits_least()
    {
        var order = new List<string>();

        _clock.Run(() => Task.WhenAll(Wait(3, "third"), Wait(1, "first"), Wait(2, "second")));

        Assert.Equal(["first at 13", "second at 14", "third at 15"], order);

        async Task Wait(int hours, string name)
        {
            await Task.Delay(TimeSpan.FromHours(hours), _clock);
            order.Add($"{name} at {_clock.GetUtcNow().Hour}");
        }
    }

    [Fact]
    public void Waiting_for_nothing_is_found_out()
    {
        using var cancelled = new CancellationTokenSource(TimeSpan.FromMinutes(1), _clock);

        Assert.Throws<TaskCanceledException>(() => _clock.Run(() => Task.Delay(TimeSpan.FromHours(1), _clock, cancelled.Token)));
        Assert.Equal(Bench.Noon.AddMinutes(1), _clock.GetUtcNow());
    }

    [Fact]
    public void A_long_history_is_read_in_minutes_that_take_no_time()
    {
        var world = new SimulatedWorld(new SimulatorOptions { Seed = 7, Clock = _clock });
        var account = world.OpenAccount(new NewAccount { Venue = SimulatedVenue.Binance, Label = "someone" });
        world.WriteHistory(account.AccountId, new HistoryOrder { Fills = 5_000, From = _clock.GetUtcNow().AddYears(-2) });
        world.SetLimit(SimulatedVenue.Binance, "api", 100); // Five pages in a minute.
        using var http = new HttpClient(world.CreateHandler(SimulatedVenue.Binance)) { BaseAddress = new Uri("http://venue.test") };
        var read = new List<string>();

        _clock.Run(() => ReadAsync("BTCUSDT"));

        Assert.Equal(world.FillsOf(account.AccountId).Where(fill => fill is { Symbol: "BTCUSDT", Wallet: Wallet.Spot }).Select(fill => fill.TradeId), read);
        Assert.InRange(_clock.GetUtcNow() - Bench.Noon, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10));
        Assert.Equal(100, world.Statistics(SimulatedVenue.Binance).BusiestMinutes["api"]);

        async Task ReadAsync(string symbol)
        {
            for (var (from, full) = (0L, true); full;)
            {
                var reply = http.Binance(account, _clock.GetUtcNow(), "/api/v3/myTrades", $"symbol={symbol}&fromId={from}&limit=50");
                if (reply.Status == HttpStatusCode.TooManyRequests)
                {
                    await Task.Delay(TimeSpan.FromSeconds(int.Parse(reply.Header("Retry-After")!)), _clock);
                    continue;
                }

                var page = reply.Json.EnumerateArray().Select(row => row.GetProperty("id").GetInt64()).ToList();
                full = page.Count == 50;
                from = full ? page[^1] + 1 : from;
                read.AddRange(page.Select(id => $"{id}"));
            }
        }
    }

    [Fact]
    public void A_day_of_live_events_with_cuts_and_repetitions_passes_in_a_moment()
    {
        var world = new SimulatedWorld(new SimulatorOptions { Seed = 7, Clock = _clock, MarketsWalk = false });
        var account = world.OpenAccount(new NewAccount { Venue = SimulatedVenue.Okx, Label = "someone" });
        world.Inject(new FaultOrder { Kind = FaultKind.DuplicateEvents, Venue = SimulatedVenue.Okx, Path = "/ws/v5/business" });
        var (deposits, connections) = (new HashSet<string>(), 0);
        using var beat = _clock.CreateTimer(_ => world.Tick(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        using var cut = _clock.CreateTimer(_ => world.DisconnectSockets(SimulatedVenue.Okx), null, TimeSpan.FromMinutes(90), TimeSpan.FromMinutes(90));
        using var paid = _clock.CreateTimer(
            _ => world.Deposit(account.AccountId, new FundsOrder { Asset = "USDT", Amount = 1m }), null, TimeSpan.FromMinutes(7), TimeSpan.FromMinutes(7));

        _clock.Run(async () =>
        {
            while (_clock.GetUtcNow() < Bench.Noon.AddDays(1))
            {
                using var socket = world.ConnectSocket(SimulatedVenue.Okx, "/ws/v5/business");
                connections++;
                await SendAsync(socket, Login(account));
                await SendAsync(socket, """{"op":"subscribe","args":[{"channel":"deposit-info"}]}""");
                using var pings = _clock.CreateTimer(_ => _ = SendAsync(socket, "ping"), null, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(20));
                await ListenAsync(socket);
            }
        });

        // A deposit each seven minutes, less those that fell into the very moment of a cut; cuts are told by their sockets.
        Assert.InRange(deposits.Count, 203, 206);
        Assert.InRange(connections, 16, 17);

        async Task ListenAsync(WebSocket socket)
        {
            var buffer = new byte[8192];
            try
            {
                while (_clock.GetUtcNow() < Bench.Noon.AddDays(1))
                {
                    var part = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                    var text = Encoding.UTF8.GetString(buffer, 0, part.Count);
                    if (text.Contains("depId", StringComparison.Ordinal))
                    {
                        deposits.Add(JsonSerializer.Deserialize<JsonElement>(text).GetProperty("data")[0].GetProperty("depId").GetString()!);
                    }
                }
            }
            catch (WebSocketException)
            {
                return; // Cut; the caller opens another.
            }
        }
    }

    private string Login(AccountSummary account)
    {
        var timestamp = $"{_clock.GetUtcNow().ToUnixTimeSeconds()}";
        var sign = Signed.Base64(account.Secret, timestamp + "GET/users/self/verify");
        return JsonSerializer.Serialize(new { op = "login", args = new[] { new { apiKey = account.Key, passphrase = account.Passphrase, timestamp, sign } } });
    }

    private static async Task SendAsync(WebSocket socket, string text)
    {
        if (socket.State == WebSocketState.Open)
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }
    }
}
