using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Evm;

/// <summary>One question to a node.</summary>
internal sealed record RpcCall(string Method, params ImmutableArray<JsonNode?> Parameters);

/// <summary>What a node answered to one question.</summary>
/// <param name="Result">Null where a contract refused the call.</param>
internal readonly record struct RpcAnswer(JsonElement? Result)
{
    public bool IsRevert => Result is null;
}

/// <summary>JSON-RPC 2.0: one question as an object, several as a list whose answers come in any order.</summary>
internal static class JsonRpc
{
    private const int LongestQuantity = 2 + 64;

    public static string Body(IReadOnlyList<RpcCall> calls)
    {
        var rows = calls.Select((call, id) => (JsonNode?)new JsonObject
        {
            ["jsonrpc"] = "2.0",
            ["id"] = id + 1,
            ["method"] = call.Method,
            ["params"] = new JsonArray([.. call.Parameters.Select(parameter => parameter?.DeepClone())]),
        });
        return calls.Count == 1 ? rows.Single()!.ToJsonString() : new JsonArray([.. rows]).ToJsonString();
    }

    /// <summary>Each answer in the order of the questions. Errors that are the node's, not a contract's, were judged before.</summary>
    /// <exception cref="WireException">A question has no answer, or two.</exception>
    public static ImmutableArray<RpcAnswer> Read(WireNode root, int count)
    {
        if (count == 1 && root.IsObject)
        {
            return [Answer(root.Element)];
        }

        if (root.Element.ValueKind != JsonValueKind.Array)
        {
            throw new WireException("", "is not a list of answers");
        }

        var answers = new RpcAnswer?[count];
        foreach (var row in root.Element.EnumerateArray())
        {
            if (JsonMember.Find(row, "id") is not { ValueKind: JsonValueKind.Number } id || !id.TryGetInt32(out var number)
                || number < 1 || number > count || answers[number - 1] is not null)
            {
                throw new WireException("id", "is not that of a question");
            }

            answers[number - 1] = Answer(row);
        }

        return [.. answers.Select(answer => answer ?? throw new WireException("", "leaves a question unanswered"))];
    }

    /// <summary>"0x1a" as a number.</summary>
    /// <exception cref="WireException">It is none.</exception>
    public static BigInteger Quantity(JsonElement value, string name) => JsonMember.Text(value) is { Length: > 2 and <= LongestQuantity } text && text.StartsWith("0x", StringComparison.Ordinal)
        && BigInteger.TryParse("0" + text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new WireException(name, "is not a hexadecimal number");

    /// <exception cref="WireException">It is none, or larger than any block's number will be.</exception>
    public static long Count(JsonElement value, string name) =>
        Quantity(value, name) is var number && number <= 1L << 48 ? (long)number : throw new WireException(name, "is larger than can be");

    public static byte[] Bytes(JsonElement value, string name)
    {
        if (JsonMember.Text(value) is not { } text || !text.StartsWith("0x", StringComparison.Ordinal) || text.Length % 2 != 0)
        {
            throw new WireException(name, "is not hexadecimal");
        }

        var bytes = new byte[(text.Length - 2) / 2];
        return Convert.FromHexString(text.AsSpan(2), bytes, out _, out _) == System.Buffers.OperationStatus.Done
            ? bytes
            : throw new WireException(name, "is not hexadecimal");
    }

    /// <exception cref="WireException">There is no such member.</exception>
    public static JsonElement Member(JsonElement row, string name) =>
        JsonMember.Find(row, name) ?? throw new WireException(name, "is missing");

    public static string Text(JsonElement row, string name) =>
        JsonMember.Text(Member(row, name)) ?? throw new WireException(name, "is not a text");

    public static string Hex(BigInteger number) => number.IsZero ? "0x0" : "0x" + number.ToString("x", CultureInfo.InvariantCulture).TrimStart('0');

    private static RpcAnswer Answer(JsonElement row) =>
        JsonMember.Find(row, "result") is { } result ? new RpcAnswer(result.Clone())
        : JsonMember.Find(row, "error") is { } error && EvmFaults.IsRevert(error) ? new RpcAnswer(null)
        : throw new WireException("", "is neither a result nor an error");
}
