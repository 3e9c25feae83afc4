using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace PortfolioOrleans.Gateway.Tests.Hosting;

/// <summary>One Server-Sent Event as a client sees it.</summary>
public sealed record ReceivedEvent(string? Id, string Type, string Data)
{
    public JsonNode Envelope => JsonNode.Parse(Data)!;

    public long Seq => (long)Envelope["seq"]!;
}

/// <summary>A client of an event stream, which reads only when asked to.</summary>
public sealed class EventClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http;
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _reader;

    private EventClient(HttpClient http, HttpResponseMessage response, StreamReader reader) => (_http, _response, _reader) = (http, response, reader);

    public HttpResponseMessage Response => _response;

    /// <summary>Comments that came between the events taken so far.</summary>
    public List<string> Comments { get; } = [];

    public static async Task<EventClient> OpenAsync(GatewayHost host, string token, long? lastEventId = null, string query = "")
    {
        var http = new HttpClient(new SocketsHttpHandler { ResponseDrainTimeout = TimeSpan.Zero }) { BaseAddress = host.Http.BaseAddress };
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/portfolio/events{query}");
        request.Headers.Authorization = new("Bearer", token);
        if (lastEventId is { } id)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", id.ToString(CultureInfo.InvariantCulture));
        }

        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return new EventClient(http, response, new StreamReader(await response.Content.ReadAsStreamAsync()));
    }

    /// <summary>The next event; null at the end of the stream.</summary>
    public async Task<ReceivedEvent?> NextAsync()
    {
        string? id = null, type = null, data = null;
        while (await _reader.ReadLineAsync().WaitAsync(Patience) is { } line)
        {
            if (line.Length == 0 && data is not null)
            {
                return new ReceivedEvent(id, type ?? "message", data);
            }

            var colon = line.IndexOf(": ", StringComparison.Ordinal);
            switch (colon < 0 ? line : line[..colon])
            {
                case "id":
                    id = line[4..];
                    break;
                case "event":
                    type = line[7..];
                    break;
                case "data":
                    Assert.Null(data);
                    data = line[6..];
                    break;
                case "" when colon == 0:
                    Comments.Add(line[2..]);
                    break;
            }
        }

        return null;
    }

    public async Task<List<ReceivedEvent>> TakeAsync(int count)
    {
        var events = new List<ReceivedEvent>(count);
        while (events.Count < count)
        {
            events.Add(await NextAsync() ?? throw new EndOfStreamException($"The stream ended after {events.Count} of {count} events."));
        }

        return events;
    }

    /// <summary>Reads up to an event, whatever comes before it.</summary>
    public async Task UntilAsync(long seq)
    {
        while ((await TakeAsync(1))[0].Seq < seq)
        {
            // Older ones, and resets.
        }
    }

    /// <summary>Waits for the next comment.</summary>
    public async Task<string> CommentAsync()
    {
        while (await _reader.ReadLineAsync().WaitAsync(Patience) is { } line)
        {
            if (line.StartsWith(": ", StringComparison.Ordinal))
            {
                return line[2..];
            }
        }

        throw new EndOfStreamException("The stream ended.");
    }

    public ValueTask DisposeAsync()
    {
        _reader.Dispose();
        _response.Dispose();
        _http.Dispose();
        return ValueTask.CompletedTask;
    }
}
