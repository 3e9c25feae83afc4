using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Web;

namespace PortfolioOrleans.Exchanges.Tests.Support;

/// <summary>A venue that answers what it was told to, at once and on the caller's thread, and remembers what it was asked.</summary>
internal sealed class ScriptedVenue : HttpMessageHandler
{
    private readonly ConcurrentDictionary<string, Func<Asked, CancellationToken, Task<HttpResponseMessage>>> _routes = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<Asked> _asked = new();

    public IReadOnlyList<Asked> All => [.. _asked];

    public IReadOnlyList<Asked> AskedFor(string path) => [.. _asked.Where(asked => asked.Path == path)];

    public ScriptedVenue On(string path, string json) => On(path, _ => Json(json));

    public ScriptedVenue On(string path, Func<Asked, HttpResponseMessage> answer) => On(path, (asked, _) => Task.FromResult(answer(asked)));

    public ScriptedVenue On(string path, Func<Asked, CancellationToken, Task<HttpResponseMessage>> answer)
    {
        _routes[path] = answer;
        return this;
    }

    /// <summary>First the one, then the next; the last for ever after.</summary>
    public ScriptedVenue OnInTurn(string path, params Func<HttpResponseMessage>[] answers)
    {
        var turn = 0;
        return On(path, _ => answers[Math.Min(turn++, answers.Length - 1)]());
    }

    public static HttpResponseMessage Json(string json, HttpStatusCode status = HttpStatusCode.OK, params (string Name, string Value)[] headers)
    {
        var response = new HttpResponseMessage(status) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        return response;
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var asked = new Asked(
            request.Method.Method,
            request.RequestUri!.AbsolutePath,
            request.RequestUri.PathAndQuery,
            request.RequestUri.Authority,
            request.Headers.ToDictionary(header => header.Key, header => string.Join(',', header.Value)));
        _asked.Enqueue(asked);
        return _routes.TryGetValue(asked.Path, out var answer)
            ? answer(asked, cancellationToken)
            : Task.FromResult(Json("""{"code":-1,"msg":"nobody wrote an answer for this path"}""", HttpStatusCode.NotFound));
    }
}

/// <summary>One request as it arrived.</summary>
internal sealed record Asked(string Method, string Path, string PathAndQuery, string Host, IReadOnlyDictionary<string, string> Headers)
{
    public string Query => PathAndQuery.Contains('?') ? PathAndQuery[(PathAndQuery.IndexOf('?') + 1)..] : "";

    public string? Parameter(string name) => HttpUtility.ParseQueryString(Query)[name];
}
