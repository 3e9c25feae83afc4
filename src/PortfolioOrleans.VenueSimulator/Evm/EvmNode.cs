using System.Collections.Immutable;
using System.Text.Json;

namespace PortfolioOrleans.VenueSimulator.Evm;

/// <param name="LogRange">How many blocks one question about logs may span.</param>
/// <param name="History">How many of the newest blocks still have their state.</param>
internal sealed record NodeLimits(int LogRange, int History);

/// <summary>Answers one call of JSON-RPC about a chain.</summary>
internal static class EvmNode
{
    public static object Answer(SimulatedChain chain, JsonElement call, NodeLimits limits)
    {
        if (call.ValueKind != JsonValueKind.Object || !call.TryGetProperty("method", out var method) || method.ValueKind != JsonValueKind.String
            || !call.TryGetProperty("jsonrpc", out var version) || version.ValueKind != JsonValueKind.String || version.GetString() != "2.0")
        {
            return EvmDesk.Error(null, -32600, "invalid request");
        }

        JsonElement? id = call.TryGetProperty("id", out var given) ? given : null;
        var parameters = call.TryGetProperty("params", out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().ToArray() : [];
        try
        {
            return new { jsonrpc = "2.0", id, result = Result(chain, method.GetString()!, parameters, limits) };
        }
        catch (EvmRevert)
        {
            return EvmDesk.Error(id, 3, "execution reverted");
        }
        catch (NodeRefusal refusal)
        {
            return EvmDesk.Error(id, refusal.Code, refusal.Message);
        }
    }

    private static object? Result(SimulatedChain chain, string method, JsonElement[] parameters, NodeLimits limits) => method switch
    {
        "eth_chainId" => EvmData.Quantity(chain.ChainId),
        "eth_blockNumber" => EvmData.Quantity(chain.Head),
        "eth_getBlockByNumber" => Block(chain, parameters),
        "eth_getBalance" => EvmData.Quantity(chain.StateAt(StateBlock(chain, parameters, limits)).Coins.GetValueOrDefault(Address(parameters, 0))),
        "eth_getTransactionCount" => Count(chain, Address(parameters, 0), StateBlock(chain, parameters, limits)),
        "eth_call" => Call(chain, parameters, limits),
        "eth_getLogs" => Logs(chain, parameters, limits),
        "eth_getTransactionByHash" => Transaction(chain, Hash(parameters)),
        "eth_getTransactionReceipt" => Receipt(chain, Hash(parameters)),
        _ => throw new NodeRefusal(-32601, $"the method {method} does not exist/is not available"),
    };

    private static object? Block(SimulatedChain chain, JsonElement[] parameters)
    {
        var number = BlockNumber(chain, parameters is [var first, ..] ? first : default);
        return number > chain.Head ? null : new
        {
            number = EvmData.Quantity(number),
            hash = chain.HashOf(number),
            parentHash = chain.HashOf(Math.Max(0, number - 1)),
            timestamp = EvmData.Quantity(chain.TimeOf(number).ToUnixTimeSeconds()),
            transactions = chain.Transactions.Where(one => one.Block == number)
                .Select(one => parameters is [_, { ValueKind: JsonValueKind.True }, ..] ? Row(chain, one) : one.Hash).ToList(),
        };
    }

    private static string Count(SimulatedChain chain, string address, long block) =>
        EvmData.Quantity(chain.Transactions.Count(one => one.From == address && one.Block <= block));

    private static object Row(SimulatedChain chain, ChainTransaction one) => new
    {
        hash = one.Hash,
        blockNumber = EvmData.Quantity(one.Block),
        from = one.From,
        to = chain.Logs.FirstOrDefault(log => log.TransactionHash == one.Hash)?.Address ?? SimulatedChain.Nobody,
        value = EvmData.Quantity(one.Value),
    };

    private static string Call(SimulatedChain chain, JsonElement[] parameters, NodeLimits limits)
    {
        var state = chain.StateAt(StateBlock(chain, parameters, limits));
        var call = parameters is [{ ValueKind: JsonValueKind.Object } first, ..] ? first : throw new NodeRefusal(-32602, "missing value for required argument 0");
        var to = Text(call, "to")?.ToLowerInvariant() ?? throw new NodeRefusal(-32602, "missing address");
        var data = Text(call, "data") ?? Text(call, "input") ?? "0x";
        try
        {
            return EvmData.Hex(EvmContract.Call(state, to, Convert.FromHexString(data[2..])));
        }
        catch (FormatException)
        {
            throw new NodeRefusal(-32602, "invalid hex string");
        }
    }

    private static object Logs(SimulatedChain chain, JsonElement[] parameters, NodeLimits limits)
    {
        var filter = parameters is [{ ValueKind: JsonValueKind.Object } first, ..] ? first : throw new NodeRefusal(-32602, "missing filter");
        var from = BlockNumber(chain, filter.TryGetProperty("fromBlock", out var begin) ? begin : default);
        var to = Math.Min(chain.Head, BlockNumber(chain, filter.TryGetProperty("toBlock", out var end) ? end : default));
        if (to - from >= limits.LogRange)
        {
            throw new NodeRefusal(-32005, $"query exceeds max block range {limits.LogRange}");
        }

        var addresses = filter.TryGetProperty("address", out var one) ? Choices(one) : null;
        var topics = filter.TryGetProperty("topics", out var places) && places.ValueKind == JsonValueKind.Array
            ? places.EnumerateArray().Select(Choices).ToArray()
            : [];
        return chain.Logs
            .Where(log => log.Block >= from && log.Block <= to && (addresses is null || addresses.Contains(log.Address)) && Matches(log.Topics, topics))
            .OrderBy(log => log.Block).ThenBy(log => log.Index)
            .Select(log => Row(chain, log))
            .ToList();
    }

    private static object Row(SimulatedChain chain, ChainLog log) => new
    {
        address = log.Address,
        topics = log.Topics,
        data = EvmData.Hex(log.Data),
        blockNumber = EvmData.Quantity(log.Block),
        blockHash = chain.HashOf(log.Block),
        transactionHash = log.TransactionHash,
        logIndex = EvmData.Quantity(log.Index),
        removed = false,
    };

    private static object? Transaction(SimulatedChain chain, string hash) => Find(chain, hash) is { } one ? Row(chain, one) : null;

    private static object? Receipt(SimulatedChain chain, string hash) => Find(chain, hash) is { } one
        ? new
        {
            transactionHash = hash,
            blockNumber = EvmData.Quantity(one.Block),
            from = one.From,
            status = "0x1",
            gasUsed = "0x1",
            effectiveGasPrice = EvmData.Quantity(one.Fee),
            logs = chain.Logs.Where(log => log.TransactionHash == hash).Select(log => Row(chain, log)).ToList(),
        }
        : null;

    private static ChainTransaction? Find(SimulatedChain chain, string hash) => chain.Transactions.FirstOrDefault(one => one.Hash == hash);

    private static string Hash(JsonElement[] parameters) =>
        parameters is [{ ValueKind: JsonValueKind.String } hash, ..] ? hash.GetString()!.ToLowerInvariant() : throw new NodeRefusal(-32602, "invalid hash");

    private static bool Matches(ImmutableArray<string> topics, HashSet<string>?[] wanted) =>
        topics.Length >= wanted.Length && Enumerable.Range(0, wanted.Length).All(place => wanted[place]?.Contains(topics[place]) ?? true);

    /// <summary>One or several texts; null for anything.</summary>
    private static HashSet<string>? Choices(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!.ToLowerInvariant()],
        JsonValueKind.Array => [.. value.EnumerateArray().Select(one => one.GetString()!.ToLowerInvariant())],
        _ => null,
    };

    private static long StateBlock(SimulatedChain chain, JsonElement[] parameters, NodeLimits limits)
    {
        var number = BlockNumber(chain, parameters is [_, var second, ..] ? second : default);
        return number > chain.Head ? throw new NodeRefusal(-32000, "header not found")
            : number <= chain.Head - limits.History ? throw new NodeRefusal(-32000, "missing trie node")
            : number;
    }

    private static long BlockNumber(SimulatedChain chain, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String when value.GetString() is "latest" or "safe" or "finalized" or "pending" => chain.Head,
        JsonValueKind.String when value.GetString() == "earliest" => 0,
        JsonValueKind.String when EvmData.TryNumber(value.GetString()) is { } number && number <= long.MaxValue => (long)number,
        JsonValueKind.Undefined => chain.Head,
        _ => throw new NodeRefusal(-32602, "invalid block number"),
    };

    private static string Address(JsonElement[] parameters, int place) =>
        place < parameters.Length && parameters[place].ValueKind == JsonValueKind.String && parameters[place].GetString() is { Length: 42 } address
            ? address.ToLowerInvariant()
            : throw new NodeRefusal(-32602, "invalid address");

    private static string? Text(JsonElement call, string name) =>
        call.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private sealed class NodeRefusal(int code, string message) : Exception(message)
    {
        public int Code => code;
    }
}
