using System.Collections.Immutable;
using System.Numerics;
using System.Text.Json;
using PortfolioOrleans.Exchanges.Gate;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Evm;

/// <summary>How an address's coins changed in one block, what it paid for its own transactions left out.</summary>
/// <param name="Before">What it had at the end of the block before.</param>
/// <param name="After">What it had at the end of this one.</param>
/// <param name="Change">The difference without the fees: above zero for what came.</param>
/// <param name="Own">The transactions in it that the owner signed.</param>
internal sealed record CoinChange(long Block, BigInteger Before, BigInteger After, BigInteger Change, ImmutableArray<OwnTransaction> Own);

/// <param name="Logs">Everything contracts told while it ran.</param>
internal sealed record OwnTransaction(string Hash, ImmutableArray<EvmLog> Logs);

/// <summary>
/// When an address's coins changed, and by how much. The coin tells no events, but a node tells what an address had at each block it still knows the state of: the
/// blocks in which that changed are found by halving. Blocks between which nothing changed on balance are passed over, and a node that forgets states is
/// believed from where it remembers.
/// </summary>
internal sealed class EvmCoins(EvmNode node)
{
    /// <summary>Most nodes remember the states of so many blocks, and some of all.</summary>
    private const int Remembered = 120;

    /// <summary>Changes found in one reading, newest first; more are no investor's.</summary>
    private const int MostChanges = 200;

    /// <param name="after">The last block that is known already.</param>
    /// <exception cref="NodeException">The node refused.</exception>
    /// <exception cref="WireException">An answer cannot be read.</exception>
    public async Task<ImmutableArray<CoinChange>> ReadAsync(EvmReading reading, string owner, long after)
    {
        var head = reading.Block.Number;
        var last = new Point(head, await CoinsAsync(reading, owner, head));
        if (await BeginAsync(reading, owner, after) is not { } first || first.Block >= head)
        {
            return [];
        }

        var changed = await FindAsync(reading, owner, first, last);
        if (changed.IsEmpty)
        {
            return [];
        }

        var counts = await node.AskAsync(
            [.. changed.SelectMany(step => new[] { Count(owner, step.From.Block), Count(owner, step.To.Block) })], RequestPriority.History, reading.Cancelled);
        var changes = ImmutableArray.CreateBuilder<CoinChange>(changed.Length);
        foreach (var (step, i) in changed.Select((step, i) => (step, i)))
        {
            var hasSigned = Quantity(counts[(2 * i) + 1], "count") != Quantity(counts[2 * i], "count");
            var (own, fees) = hasSigned ? await OwnAsync(reading, owner, step.To.Block) : ([], BigInteger.Zero);
            changes.Add(new CoinChange(step.To.Block, step.From.Coins, step.To.Coins, step.To.Coins - step.From.Coins + fees, own));
        }

        return changes.ToImmutable();
    }

    /// <summary>Where the search begins; null where the node remembers nothing but now.</summary>
    private async Task<Point?> BeginAsync(EvmReading reading, string owner, long after)
    {
        foreach (var block in (long[])[Math.Max(0, after), Math.Max(0, reading.Block.Number - Remembered)])
        {
            try
            {
                return new Point(block, await CoinsAsync(reading, owner, block));
            }
            catch (NodeException forgotten) when (forgotten.Fault.Kind == FaultKind.BadRequest)
            {
                // It does not know this state any more.
            }
        }

        return null;
    }

    /// <summary>Steps of one block in which the coins changed, oldest first.</summary>
    private async Task<ImmutableArray<Step>> FindAsync(EvmReading reading, string owner, Point first, Point last)
    {
        ImmutableArray<Step> steps = first.Coins == last.Coins ? [] : [new Step(first, last)];
        while (steps.Any(step => step.Length > 1))
        {
            var wide = steps.Where(step => step.Length > 1).ToList();
            var answers = await node.AskAsync([.. wide.Select(step => Balance(owner, step.Middle))], RequestPriority.History, reading.Cancelled);
            var halves = wide.Zip(answers, (step, answer) => step.Halve(Quantity(answer, "balance"))).SelectMany(pair => pair).Where(step => step.From.Coins != step.To.Coins);
            steps = [.. steps.Where(step => step.Length == 1).Concat(halves).OrderByDescending(step => step.To.Block).Take(MostChanges)];
        }

        return [.. steps.Reverse()];
    }

    private async Task<(ImmutableArray<OwnTransaction> Own, BigInteger Fees)> OwnAsync(EvmReading reading, string owner, long block)
    {
        var answer = await node.AskAsync(new RpcCall("eth_getBlockByNumber", JsonRpc.Hex(block), true), RequestPriority.History, reading.Cancelled);
        var rows = JsonRpc.Member(answer.Result ?? throw new WireException("result", "is no block"), "transactions");
        if (rows.ValueKind != JsonValueKind.Array)
        {
            throw new WireException("transactions", "are no list");
        }

        var hashes = rows.EnumerateArray()
            .Where(row => row.ValueKind == JsonValueKind.Object && string.Equals(JsonRpc.Text(row, "from"), owner, StringComparison.OrdinalIgnoreCase))
            .Select(row => JsonRpc.Text(row, "hash").ToLowerInvariant())
            .ToList();
        var receipts = await node.AskAsync([.. hashes.Select(hash => new RpcCall("eth_getTransactionReceipt", hash))], RequestPriority.History, reading.Cancelled);
        var own = ImmutableArray.CreateBuilder<OwnTransaction>(hashes.Count);
        var fees = BigInteger.Zero;
        foreach (var (hash, receipt) in hashes.Zip(receipts))
        {
            var row = receipt.Result ?? throw new WireException("receipt", "is missing");
            fees += JsonRpc.Quantity(JsonRpc.Member(row, "gasUsed"), "gasUsed") * JsonRpc.Quantity(JsonRpc.Member(row, "effectiveGasPrice"), "effectiveGasPrice");
            fees += JsonMember.Find(row, "l1Fee") is { ValueKind: JsonValueKind.String } above ? JsonRpc.Quantity(above, "l1Fee") : BigInteger.Zero; // Chains above another.
            own.Add(new OwnTransaction(hash, EvmLog.ReadAll(row)));
        }

        return (own.ToImmutable(), fees);
    }

    private async Task<BigInteger> CoinsAsync(EvmReading reading, string owner, long block) =>
        Quantity(await node.AskAsync(Balance(owner, block), RequestPriority.Balances, reading.Cancelled), "balance");

    private static RpcCall Balance(string owner, long block) => new("eth_getBalance", owner, JsonRpc.Hex(block));

    private static RpcCall Count(string owner, long block) => new("eth_getTransactionCount", owner, JsonRpc.Hex(block));

    private static BigInteger Quantity(RpcAnswer answer, string name) => JsonRpc.Quantity(answer.Result ?? throw new WireException(name, "is missing"), name);

    private readonly record struct Point(long Block, BigInteger Coins);

    private readonly record struct Step(Point From, Point To)
    {
        public long Length => To.Block - From.Block;

        public long Middle => From.Block + (Length / 2);

        public Step[] Halve(BigInteger middle) => [new(From, new Point(Middle, middle)), new(new Point(Middle, middle), To)];
    }
}
