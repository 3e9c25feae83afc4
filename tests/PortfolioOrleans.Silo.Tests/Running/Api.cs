using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace PortfolioOrleans.Silo.Tests.Running;

/// <summary>A running service as one token sees it.</summary>
internal sealed class Api : IDisposable
{
    private readonly HttpClient _http;

    public Api(string url, string? token)
    {
        _http = new HttpClient { BaseAddress = new Uri(url), Timeout = TimeSpan.FromSeconds(30) };
        if (token is not null)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    /// <summary>Everything that was answered, to search for what should not be in it.</summary>
    public List<string> Answers { get; } = [];

    public async Task<JsonNode> GetAsync(string path) => (await SendAsync(HttpMethod.Get, path)).Expect(HttpStatusCode.OK);

    public Task<JsonNode> SnapshotAsync() => GetAsync("/api/portfolio/snapshot");

    public async Task<Answer> SendAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = body switch
        {
            null => null,
            string text => new StringContent(text, new MediaTypeHeaderValue("application/json")),
            _ => JsonContent.Create(body),
        };
        using var response = await _http.SendAsync(request);
        var answer = await response.Content.ReadAsStringAsync();
        lock (Answers)
        {
            Answers.Add(answer);
        }

        return new Answer(response.StatusCode, answer);
    }

    /// <summary>Asks until the snapshot is as wished.</summary>
    /// <exception cref="TimeoutException">It is not within the patience.</exception>
    public Task<JsonNode> SnapshotWhereAsync(Func<JsonNode, bool> wished, TimeSpan patience) => Eventually.GetAsync(
        async () => await SendAsync(HttpMethod.Get, "/api/portfolio/snapshot") is { Status: HttpStatusCode.OK } answer ? answer.Json : null,
        wished,
        patience);

    public async Task<bool> IsReadyAsync()
    {
        try
        {
            return (await SendAsync(HttpMethod.Get, "/health/ready")).Status == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>The events that come, until enough of them came.</summary>
    /// <param name="heard">Called for each.</param>
    public async Task<List<JsonNode>> EventsAsync(int count, long? after = null, TimeSpan? patience = null, Action? heard = null)
    {
        using var limit = new CancellationTokenSource(patience ?? TimeSpan.FromSeconds(30));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/portfolio/events");
        if (after is { } last)
        {
            request.Headers.Add("Last-Event-ID", last.ToString(CultureInfo.InvariantCulture));
        }

        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
        response.EnsureSuccessStatusCode();
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(limit.Token));
        var events = new List<JsonNode>();
        while (events.Count < count && await lines.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.StartsWith("data:", StringComparison.Ordinal))
            {
                events.Add(JsonNode.Parse(line["data:".Length..])!);
                heard?.Invoke();
            }
        }

        return events;
    }

    public void Dispose() => _http.Dispose();
}

internal sealed record Answer(HttpStatusCode Status, string Text)
{
    public JsonNode Json => JsonNode.Parse(Text)!;

    public JsonNode Expect(HttpStatusCode status)
    {
        Assert.True(Status == status, $"{(int)Status} instead of {(int)status}: {Text}");
        return Text.Length > 0 ? Json : new JsonObject();
    }
}

internal static class JsonReading
{
    public static decimal Amount(this JsonNode node, string name) => decimal.Parse(node[name]!.GetValue<string>(), CultureInfo.InvariantCulture);

    /// <summary>The venues that the snapshot's sources are at.</summary>
    public static string[] Venues(this JsonNode snapshot) =>
        [.. snapshot["sources"]!.AsArray().Select(source => source!["venue"]!.GetValue<string>()).Distinct().Order(StringComparer.Ordinal)];

    public static bool IsComplete(this JsonNode snapshot) => snapshot["complete"]!.GetValue<bool>();
}
