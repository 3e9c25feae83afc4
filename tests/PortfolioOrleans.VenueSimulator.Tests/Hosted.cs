using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace PortfolioOrleans.VenueSimulator.Tests;

/// <summary>The venues on real ports, on a clock that stands.</summary>
internal sealed class Hosted : IAsyncDisposable
{
    private readonly List<Line> _lines = [];

    private Hosted(SimulatedVenues venues, ManualClock clock)
    {
        Venues = venues;
        Clock = clock;
        Binance = new HttpClient { BaseAddress = venues.BinanceAddress };
        Okx = new HttpClient { BaseAddress = venues.OkxAddress };
        Control = new HttpClient { BaseAddress = venues.ControlAddress };
    }

    public SimulatedVenues Venues { get; }

    public ManualClock Clock { get; }

    public DateTimeOffset Now => Clock.GetUtcNow();

    public SimulatedWorld World => Venues.World;

    public HttpClient Binance { get; }

    public HttpClient Okx { get; }

    public HttpClient Control { get; }

    public static async Task<Hosted> StartAsync(DateTimeOffset? start = null, bool walk = false, string? stateFile = null, int seed = 7)
    {
        var clock = new ManualClock(start ?? Bench.Noon);
        var options = new SimulatorOptions { Seed = seed, Clock = clock, MarketsWalk = walk, StateFile = stateFile };
        return new Hosted(await SimulatedVenues.StartAsync(options, CancellationToken.None), clock);
    }

    /// <summary>A real WebSocket to a path of the venue.</summary>
    public async Task<Line> ConnectAsync(SimulatedVenue venue, string path)
    {
        var address = new UriBuilder(new Uri(venue == SimulatedVenue.Binance ? Venues.BinanceAddress : Venues.OkxAddress, path)) { Scheme = "ws" }.Uri;
        var line = await Line.OpenAsync(address);
        _lines.Add(line);
        return line;
    }

    public async ValueTask DisposeAsync()
    {
        _lines.ForEach(line => line.Dispose());
        Binance.Dispose();
        Okx.Dispose();
        Control.Dispose();
        await Venues.DisposeAsync();
    }
}

/// <summary>The client's end of a WebSocket. Every wait is for a message and gives up after ten seconds.</summary>
internal sealed class Line : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly ClientWebSocket _socket = new();

    public static async Task<Line> OpenAsync(Uri address)
    {
        var line = new Line();
        using var patience = new CancellationTokenSource(Patience);
        await line._socket.ConnectAsync(address, patience.Token);
        return line;
    }

    public async Task SendAsync(object message) => await SendTextAsync(JsonSerializer.Serialize(message));

    public async Task SendTextAsync(string text)
    {
        using var patience = new CancellationTokenSource(Patience);
        await _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, patience.Token);
    }

    /// <summary>The next message; null when the server has closed.</summary>
    public async Task<string?> NextTextAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        using var message = new MemoryStream();
        var buffer = new byte[8192];
        while (true)
        {
            var part = await _socket.ReceiveAsync(buffer, patience.Token);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            message.Write(buffer, 0, part.Count);
            if (part.EndOfMessage)
            {
                return Encoding.UTF8.GetString(message.ToArray());
            }
        }
    }

    public async Task<JsonElement> NextAsync() =>
        JsonSerializer.Deserialize<JsonElement>(await NextTextAsync() ?? throw new InvalidOperationException($"closed: {_socket.CloseStatus}"));

    /// <summary>Skips what does not match.</summary>
    public async Task<JsonElement> UntilAsync(Func<JsonElement, bool> matches)
    {
        while (true)
        {
            if (await NextAsync() is var message && matches(message))
            {
                return message;
            }
        }
    }

    public async Task CloseAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", patience.Token);
    }

    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    public void Dispose() => _socket.Dispose();
}
