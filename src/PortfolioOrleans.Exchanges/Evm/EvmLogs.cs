using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using PortfolioOrleans.Exchanges.Gate;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Evm;

/// <summary>Something a contract told in a block.</summary>
/// <param name="Topics">The event's hash, and what is indexed, in lower case.</param>
internal sealed record EvmLog(string Address, ImmutableArray<string> Topics, byte[] Data, long Block, int Index, string Transaction)
{
    /// <exception cref="WireException">It is no log.</exception>
    public static EvmLog Read(JsonElement row)
    {
        var topics = JsonRpc.Member(row, "topics");
        return new EvmLog(
            JsonRpc.Text(row, "address").ToLowerInvariant(),
            topics.ValueKind == JsonValueKind.Array
                ? [.. topics.EnumerateArray().Select(Topic)]
                : throw new WireException("topics", "are no list"),
            JsonRpc.Bytes(JsonRpc.Member(row, "data"), "data"),
            JsonRpc.Count(JsonRpc.Member(row, "blockNumber"), "blockNumber"),
            (int)Math.Min(int.MaxValue, JsonRpc.Count(JsonRpc.Member(row, "logIndex"), "logIndex")),
            JsonRpc.Text(row, "transactionHash").ToLowerInvariant());
    }

    /// <summary>The logs of a receipt.</summary>
    /// <exception cref="WireException">They are none.</exception>
    public static ImmutableArray<EvmLog> ReadAll(JsonElement receipt) => JsonRpc.Member(receipt, "logs") is { ValueKind: JsonValueKind.Array } told
        ? [.. told.EnumerateArray().Select(Read)]
        : [];

    private static string Topic(JsonElement topic) => JsonRpc.Bytes(topic, "topics") is { Length: Abi.WordLength } word
        ? "0x" + Convert.ToHexStringLower(word)
        : throw new WireException("topics", "hold something else than words");
}

/// <summary>Reads what contracts told, in spans as long as the node lets one ask about. Safe for concurrent use.</summary>
internal sealed class EvmLogs(EvmNode node, int span)
{
    private const int ShortestSpan = 200;

    private volatile int _span = span;

    /// <param name="addresses">Whose; several contracts may be meant.</param>
    /// <param name="topics">One or several filters; what any of them lets through is read. Null in a place stands for anything.</param>
    /// <exception cref="NodeException">The node refused, even the shortest spans.</exception>
    public async Task<ImmutableArray<EvmLog>> ReadAsync(
        IReadOnlyCollection<string> addresses, IReadOnlyList<string?[]> topics, long from, long to, CancellationToken cancellationToken)
    {
        var logs = ImmutableArray.CreateBuilder<EvmLog>();
        while (from <= to)
        {
            var until = Math.Min(to, from + _span - 1);
            try
            {
                foreach (var filter in topics)
                {
                    logs.AddRange(await AskAsync(addresses, filter, from, until, cancellationToken));
                }

                from = until + 1;
            }
            catch (NodeException refused) when (refused.Fault.Kind == FaultKind.BadRequest && _span > ShortestSpan)
            {
                _span = Math.Max(ShortestSpan, _span / 4);
            }
        }

        return [.. logs.DistinctBy(log => (log.Transaction, log.Index)).OrderBy(log => log.Block).ThenBy(log => log.Index)];
    }

    private async Task<ImmutableArray<EvmLog>> AskAsync(
        IReadOnlyCollection<string> addresses, string?[] topics, long from, long until, CancellationToken cancellationToken)
    {
        var filter = new JsonObject
        {
            ["fromBlock"] = JsonRpc.Hex(from),
            ["toBlock"] = JsonRpc.Hex(until),
            ["address"] = new JsonArray([.. addresses.Select(address => (JsonNode?)address)]),
            ["topics"] = new JsonArray([.. topics.Select(topic => (JsonNode?)topic)]),
        };
        var answer = await node.AskAsync(new RpcCall("eth_getLogs", filter), RequestPriority.History, cancellationToken);
        return answer.Result is { ValueKind: JsonValueKind.Array } rows
            ? [.. rows.EnumerateArray().Select(EvmLog.Read)]
            : throw new WireException("result", "is no list of logs");
    }
}
