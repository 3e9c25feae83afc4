using System.Collections.Immutable;
using System.Numerics;
using PortfolioOrleans.Exchanges.Gate;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Evm;

/// <summary>Questions that all belong to one block, so that their answers fit together.</summary>
internal sealed class EvmReading(EvmNode node, EvmBlock block, RequestPriority priority, CancellationToken cancellationToken)
{
    public EvmBlock Block => block;

    public EvmNode Node => node;

    public CancellationToken Cancelled => cancellationToken;

    /// <summary>The chain's own coin at an address, in its smallest unit.</summary>
    public async Task<BigInteger> CoinsAsync(string address)
    {
        var answer = await node.AskAsync(new RpcCall("eth_getBalance", address, JsonRpc.Hex(block.Number)), priority, cancellationToken);
        return JsonRpc.Quantity(answer.Result ?? throw new WireException("result", "is missing"), "balance");
    }

    /// <summary>What contracts answer; null where one refused, or none stands.</summary>
    public async Task<ImmutableArray<byte[]?>> CallAsync(IReadOnlyCollection<EvmCall> calls) =>
        [.. (await node.CallAsync(block.Number, calls, priority, cancellationToken)).Select(answer => answer is [] ? null : answer)];

    /// <summary>As <see cref="CallAsync"/>, where every contract must answer.</summary>
    /// <exception cref="WireException">One does not.</exception>
    public async Task<ImmutableArray<byte[]>> RequireAsync(IReadOnlyCollection<EvmCall> calls)
    {
        var answers = await CallAsync(calls);
        return [.. answers.Zip(calls, (answer, call) => answer ?? throw new WireException(call.To, "does not answer as such a contract does"))];
    }

    /// <summary>
    /// Fixes a reading to the newest block, reads, and makes sure that the block is still the chain's: a block that was replaced meanwhile is a past that did not
    /// happen, and is read again, once.
    /// </summary>
    public static async Task<ExchangeReply<T>> RunAsync<T>(
        EvmNode node, long chainId, RequestPriority priority, Func<EvmReading, Task<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            for (var attempt = 0; ; attempt++)
            {
                var block = await HeadAsync(node, chainId, priority, cancellationToken);
                var value = await read(new EvmReading(node, block, priority, cancellationToken));
                var still = EvmBlock.Read(await node.AskAsync(EvmBlock.Ask(block.Number), priority, cancellationToken));
                if (still.Hash == block.Hash)
                {
                    return new ExchangeReply<T>.Answer(value, block.Time);
                }

                if (attempt > 0)
                {
                    return Failed<T>(FaultKind.Unreachable, "the chain replaces its newest blocks faster than they can be read");
                }
            }
        }
        catch (NodeException refused)
        {
            return new ExchangeReply<T>.Failure(refused.Fault);
        }
        catch (WireException unreadable)
        {
            return Failed<T>(FaultKind.Unreadable, unreadable.Message);
        }
        catch (ArithmeticException)
        {
            return Failed<T>(FaultKind.Unreadable, "the answer's numbers add up to more than can be held");
        }
    }

    private static async Task<EvmBlock> HeadAsync(EvmNode node, long chainId, RequestPriority priority, CancellationToken cancellationToken)
    {
        var answers = await node.AskAsync([new RpcCall("eth_chainId"), EvmBlock.Ask("latest")], priority, cancellationToken);
        var served = JsonRpc.Quantity(answers[0].Result ?? throw new WireException("result", "is missing"), "chainId");
        return served == chainId
            ? EvmBlock.Read(answers[1])
            : throw new NodeException(new ExchangeFault(FaultKind.BadRequest, $"the node serves chain {served}, not {chainId}; its address is set wrong"));
    }

    private static ExchangeReply<T>.Failure Failed<T>(FaultKind kind, string detail) => new(new ExchangeFault(kind, detail));
}
