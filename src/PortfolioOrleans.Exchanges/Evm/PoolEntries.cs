using System.Collections.Concurrent;
using System.Globalization;
using System.Numerics;

namespace PortfolioOrleans.Exchanges.Evm;

/// <summary>
/// What was put into shares of pools, from what the contracts told when it was. Taking a part out takes the same part of what was put in, so that what is
/// compared is what is still there. A node that keeps no such history leaves it unknown.
/// </summary>
internal sealed class PoolEntries(EvmLogs logs, string manager, long since)
{
    private const string Increase = "0x3067048beee31b25b2f1681f88dac838c8bba36af25bfb2b7cf7473a5847e35f";
    private const string Decrease = "0x26f6a048ee9138f2c0ce266f322cb99228e8d619ae2bff30c67f8dcf9d2377b4";
    private const string Transfer = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";
    private const string Mint = "0x4c209b5fc8ad50758f13e2e1088ba56a560dff690a1c6fef26394f4c03821c4f";
    private const int MostKept = 10_000;

    private static readonly string NobodyTopic = Abi.Topic(BigInteger.Zero);

    private readonly ConcurrentDictionary<(string Owner, string Share, BigInteger Liquidity), PoolEntry> _kept = new();

    /// <exception cref="NodeException">The node cannot be asked now.</exception>
    public async Task<PoolEntry> ReadAsync(PoolShare share, string owner, long until, CancellationToken cancellationToken)
    {
        // As long as the liquidity is the same, so is what was put in for it.
        var key = (owner, share.Id, share.Liquidity);
        if (_kept.TryGetValue(key, out var kept))
        {
            return kept;
        }

        PoolEntry entry;
        try
        {
            entry = share.IsV3 ? await ReadV3Async(share, until, cancellationToken) : await ReadV2Async(share, owner, until, cancellationToken);
        }
        catch (NodeException refused) when (refused.Fault.Kind == FaultKind.BadRequest)
        {
            return PoolEntry.NotKnown("the node does not tell what was put in");
        }

        if (_kept.Count >= MostKept)
        {
            _kept.Clear(); // It is only memory; what is missing is read again.
        }

        return _kept[key] = entry;
    }

    private async Task<PoolEntry> ReadV3Async(PoolShare share, long until, CancellationToken cancellationToken)
    {
        var id = Abi.Topic(BigInteger.Parse(share.Id["uniswap-v3:".Length..], CultureInfo.InvariantCulture));
        var told = await logs.ReadAsync([manager], [[Increase, id], [Decrease, id]], since, until, cancellationToken);
        var put = new Heap();
        foreach (var log in told)
        {
            var liquidity = Abi.Number(log.Data, 0);
            if (log.Topics[0] == Increase)
            {
                put.Add(liquidity, Abi.Number(log.Data, 1), Abi.Number(log.Data, 2));
            }
            else
            {
                put.Take(liquidity);
            }
        }

        return put.ToEntry(share.Liquidity);
    }

    private async Task<PoolEntry> ReadV2Async(PoolShare share, string owner, long until, CancellationToken cancellationToken)
    {
        var me = Abi.Topic(Abi.Address(owner));
        var moves = await logs.ReadAsync([share.Pool], [[Transfer, null, me], [Transfer, me]], since, until, cancellationToken);
        var put = new Heap();
        foreach (var move in moves)
        {
            var shares = Abi.Number(move.Data, 0);
            if (move.Topics[1] == me)
            {
                put.Take(shares);
                continue;
            }

            if (move.Topics[1] != NobodyTopic)
            {
                return PoolEntry.NotKnown("shares came from another wallet, and what was put in for them is not known");
            }

            // The shares' making and the event that says what was put in are parts of one transaction.
            var mints = await logs.ReadAsync([share.Pool], [[Mint]], move.Block, move.Block, cancellationToken);
            if (mints.FirstOrDefault(mint => mint.Transaction == move.Transaction && mint.Index > move.Index) is not { } mint)
            {
                return PoolEntry.NotKnown("the pair does not tell what was put in");
            }

            put.Add(shares, Abi.Number(mint.Data, 0), Abi.Number(mint.Data, 1));
        }

        return put.ToEntry(share.Liquidity);
    }

    /// <summary>What is in, and for how much liquidity.</summary>
    private sealed class Heap
    {
        private BigInteger _liquidity;
        private BigInteger _putIn0;
        private BigInteger _putIn1;

        public void Add(BigInteger liquidity, BigInteger putIn0, BigInteger putIn1)
        {
            _liquidity += liquidity;
            _putIn0 += putIn0;
            _putIn1 += putIn1;
        }

        public void Take(BigInteger liquidity)
        {
            if (_liquidity.IsZero)
            {
                return;
            }

            var left = BigInteger.Max(BigInteger.Zero, _liquidity - liquidity);
            _putIn0 = _putIn0 * left / _liquidity;
            _putIn1 = _putIn1 * left / _liquidity;
            _liquidity = left;
        }

        public PoolEntry ToEntry(BigInteger liquidity) => _liquidity == liquidity && liquidity.Sign > 0
            ? new PoolEntry(_putIn0, _putIn1, null)
            : PoolEntry.NotKnown("what the node tells of the past does not come to what is there now");
    }
}
