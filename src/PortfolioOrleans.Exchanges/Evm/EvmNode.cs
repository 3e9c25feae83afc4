using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PortfolioOrleans.Exchanges.Gate;
using PortfolioOrleans.Exchanges.Http;

namespace PortfolioOrleans.Exchanges.Evm;

/// <summary>A node would not do what was asked. It never leaves this folder: the adapter turns it into a failure.</summary>
internal sealed class NodeException(ExchangeFault fault) : Exception(fault.Detail)
{
    public ExchangeFault Fault => fault;
}

/// <summary>
/// One chain's node: many questions to a request where it takes lists, or many questions to contracts in one where the chain has the contract for that, and one
/// by one where neither works. What works is remembered. Safe for concurrent use.
/// </summary>
internal sealed class EvmNode(VenueClient client, EvmProtocol protocol, EvmOptions options)
{
    private volatile bool _hasMulticall = true;
    private volatile bool _takesLists = true;

    /// <exception cref="NodeException">The node refused.</exception>
    public async Task<RpcAnswer> AskAsync(RpcCall call, RequestPriority priority, CancellationToken cancellationToken) =>
        (await SendAsync([call], priority, cancellationToken))[0];

    /// <summary>Each answer in the order of the questions.</summary>
    /// <exception cref="NodeException">The node refused one of them.</exception>
    public async Task<ImmutableArray<RpcAnswer>> AskAsync(IReadOnlyCollection<RpcCall> calls, RequestPriority priority, CancellationToken cancellationToken)
    {
        var answers = ImmutableArray.CreateBuilder<RpcAnswer>(calls.Count);
        foreach (var some in calls.Chunk(_takesLists ? options.CallsPerRequest : 1))
        {
            answers.AddRange(await AskSomeAsync(some, priority, cancellationToken));
        }

        return answers.MoveToImmutable();
    }

    /// <summary>What contracts answer as of one block; null where one refused, empty where none stands.</summary>
    /// <exception cref="NodeException">The node refused.</exception>
    public async Task<ImmutableArray<byte[]?>> CallAsync(
        long block, IReadOnlyCollection<EvmCall> calls, RequestPriority priority, CancellationToken cancellationToken)
    {
        var answers = ImmutableArray.CreateBuilder<byte[]?>(calls.Count);
        foreach (var some in calls.Chunk(options.CallsPerRequest))
        {
            answers.AddRange(
                (some.Length > 1 && _hasMulticall ? await AggregateAsync(block, some, priority, cancellationToken) : null)
                ?? [.. (await AskAsync([.. some.Select(call => Call(block, call))], priority, cancellationToken)).Select(Bytes)]);
        }

        return answers.MoveToImmutable();
    }

    private static RpcCall Call(long block, EvmCall call) => new(
        "eth_call", new JsonObject { ["to"] = call.To, ["data"] = "0x" + Convert.ToHexStringLower(call.Data) }, JsonRpc.Hex(block));

    private static byte[]? Bytes(RpcAnswer answer) => answer.Result is { } result ? JsonRpc.Bytes(result, "result") : null;

    /// <summary>Null where it has to be done another way.</summary>
    private async Task<ImmutableArray<byte[]?>?> AggregateAsync(long block, EvmCall[] calls, RequestPriority priority, CancellationToken cancellationToken)
    {
        var answer = Bytes(await AskAsync(Call(block, new EvmCall(Multicall.Address, Multicall.Ask(calls))), priority, cancellationToken));
        switch (answer)
        {
            case null:
                return null; // It refused as a whole: out of gas, most likely. One by one they may do.
            case []:
                _hasMulticall = false;
                return null;
            default:
                return Multicall.Read(answer, calls.Length);
        }
    }

    private async Task<ImmutableArray<RpcAnswer>> AskSomeAsync(RpcCall[] calls, RequestPriority priority, CancellationToken cancellationToken)
    {
        if (_takesLists || calls.Length == 1)
        {
            try
            {
                return await SendAsync(calls, priority, cancellationToken);
            }
            catch (NodeException refused) when (refused.Fault.Kind == FaultKind.BadRequest && calls.Length > 1)
            {
                // Either it takes no lists, or one of the calls is wrong: one by one will tell.
            }
        }

        var answers = ImmutableArray.CreateBuilder<RpcAnswer>(calls.Length);
        foreach (var call in calls)
        {
            answers.AddRange(await SendAsync([call], priority, cancellationToken));
        }

        _takesLists = false;
        return answers.MoveToImmutable();
    }

    private async Task<ImmutableArray<RpcAnswer>> SendAsync(IReadOnlyList<RpcCall> calls, RequestPriority priority, CancellationToken cancellationToken) =>
        await client.SendPatientlyAsync(protocol.CallOf(calls, priority), root => JsonRpc.Read(root, calls.Count), cancellationToken) switch
        {
            ExchangeReply<ImmutableArray<RpcAnswer>>.Answer answer => answer.Value,
            ExchangeReply<ImmutableArray<RpcAnswer>>.Failure failure => throw new NodeException(failure.Fault),
            _ => throw new InvalidOperationException("There is no third kind of reply."),
        };
}
