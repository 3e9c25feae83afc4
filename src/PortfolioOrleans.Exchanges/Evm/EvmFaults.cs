using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using PortfolioOrleans.Exchanges.Http;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Evm;

/// <summary>
/// What nodes' refusals mean. The codes are few and each provider uses them in its own way, so the words have a say. A contract's own refusal is an answer
/// and no fault.
/// </summary>
internal static class EvmFaults
{
    private const int Reverted = 3;

    private static readonly TimeSpan PauseWhenLimited = TimeSpan.FromSeconds(2);

    public static ExchangeFault? Judge(HttpStatusCode status, HttpResponseHeaders headers, WireNode? root, DateTimeOffset venueTime)
    {
        var error = root is { } node ? Error(node.Element) : null;
        var isSuccess = status is >= HttpStatusCode.OK and < HttpStatusCode.MultipleChoices;
        if (isSuccess && error is null)
        {
            return null;
        }

        var (code, words) = error is { } said ? (CodeOf(said), WordsOf(said)) : (null, null);
        var kind = !isSuccess && HttpFaults.KindOf(status) is var byStatus and not FaultKind.BadRequest ? byStatus : KindOf(code, words ?? "");
        return new ExchangeFault(kind, HttpFaults.Describe(status, code?.ToString(System.Globalization.CultureInfo.InvariantCulture), words), kind switch
        {
            FaultKind.RateLimited when headers.RetryAfter is null => PauseWhenLimited,
            FaultKind.RateLimited or FaultKind.Banned => HttpFaults.RetryAfter(headers, venueTime),
            _ => null,
        });
    }

    public static bool IsRevert(JsonElement error) =>
        CodeOf(error) == Reverted || WordsOf(error).Contains("revert", StringComparison.OrdinalIgnoreCase);

    private static FaultKind KindOf(int? code, string words) => code switch
    {
        _ when Says(words, "block range", "range is too", "range too", "too many results", "query returned more", "response size", "missing trie node", "pruned", "archive",
            "historical", "state is not available", "state not available", "state already discarded") =>
            FaultKind.BadRequest, // To be asked in smaller parts, or not at all.
        -32005 or 429 => FaultKind.RateLimited,
        _ when Says(words, "rate limit", "too many requests", "limit exceeded", "capacity") => FaultKind.RateLimited,
        _ when Says(words, "unauthorized", "invalid project", "api key", "forbidden") => FaultKind.CredentialsRejected,
        -32700 or (<= -32600 and >= -32602) => FaultKind.BadRequest,
        _ => FaultKind.Unreachable, // The node's own trouble: a block it does not have yet, an upstream that is down.
    };

    /// <summary>The first error in an answer, or in any of a list of answers, that is not a contract's.</summary>
    private static JsonElement? Error(JsonElement root) => root.ValueKind switch
    {
        JsonValueKind.Object when JsonMember.Find(root, "error") is { } error && !IsRevert(error) => error,
        JsonValueKind.Array => root.EnumerateArray().Where(row => row.ValueKind == JsonValueKind.Object).Select(Error).FirstOrDefault(error => error is not null),
        _ => null,
    };

    private static int? CodeOf(JsonElement error) =>
        JsonMember.Find(error, "code") is { ValueKind: JsonValueKind.Number } code && code.TryGetInt32(out var number) ? number : null;

    private static string WordsOf(JsonElement error) => JsonMember.Text(error) ?? JsonMember.Text(JsonMember.Find(error, "message")) ?? "";

    private static bool Says(string words, params ReadOnlySpan<string> any)
    {
        foreach (var one in any)
        {
            if (words.Contains(one, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
