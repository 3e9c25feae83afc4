using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Gate;
using PortfolioOrleans.Exchanges.Tokens;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Evm;

/// <summary>
/// What came from outside and what left: tokens, from their own events, and the chain's coin, from what the address had block by block. A transaction that the
/// owner signed and that brings something for what it takes is a trade, and one that moves anything into or out of a known pool, or wraps or unwraps the coin,
/// changes its place; neither is a flow, and nor is a fee. Any other change of the coin is one, whoever made it: it is no gain.
/// </summary>
internal sealed class EvmFlows(EvmNode node, EvmLogs logs, EvmCoins coins, EvmTokens tokens, UniswapV2 v2, UniswapV3 v3, EvmChain chain)
{
    private const int CoinDecimals = 18;
    private const string Transfer = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";
    private const string Wrapped = "0xe1fffcc4923d04b559f4d29a8bfc6cda04eb5b0d3c460751c2402c5c5cc9109c";
    private const string Unwrapped = "0x7fcf532c15f0a6db0bd6d0e038bea71d30d808c7d98cb3bf7268a95bf5081b65";

    /// <summary>Blocks this deep are taken not to be replaced any more; what they told is remembered.</summary>
    private const int Settled = 64;

    /// <summary>How far back changes of the coin are looked for at first: each takes some twenty questions to find.</summary>
    private static readonly TimeSpan CoinReach = TimeSpan.FromDays(2);

    private const int MostAddresses = 2_000;
    private const int MostLooks = 32;
    private const double ShortestPace = 0.01d;

    private readonly ConcurrentDictionary<string, Memory> _memory = new(StringComparer.Ordinal);

    /// <exception cref="NodeException">The node refused.</exception>
    /// <exception cref="WireException">An answer cannot be read.</exception>
    public async Task<ImmutableArray<ExternalFlow>> ReadAsync(EvmReading reading, string owner, DateTimeOffset since)
    {
        var listed = await tokens.AllAsync(reading);
        var known = _memory.TryGetValue(owner, out var memory) && memory.Since <= since && memory.To <= reading.Block.Number
            ? memory
            : new Memory(since, await BlockAtAsync(reading, since) - 1, []);

        var me = Abi.Topic(Abi.Address(owner));
        var fresh = listed.Count == 0 ? [] : await logs.ReadAsync(
            [.. listed.Select(token => token.Contract)], [[Transfer, null, me], [Transfer, me]], known.To + 1, reading.Block.Number, reading.Cancelled);
        var edge = known == memory ? 0L : await BlockAtAsync(reading, reading.Block.Time - CoinReach);
        var changes = await coins.ReadAsync(reading, owner, Math.Max(known.To, edge));
        var found = await FlowsAsync(reading, owner, fresh, changes);

        var settled = reading.Block.Number - Settled;
        if (_memory.Count >= MostAddresses)
        {
            _memory.Clear(); // It is only memory; what is missing is read again.
        }

        if (settled > known.To)
        {
            _memory[owner] = new Memory(
                since, settled, [.. known.Flows.Where(flow => flow.Flow.At >= since), .. found.Where(flow => flow.Block <= settled)]);
        }

        return [.. known.Flows.Concat(found).Select(flow => flow.Flow).Where(flow => flow.At >= since).OrderBy(flow => flow.At).ThenBy(flow => flow.Id, StringComparer.Ordinal)];
    }

    private async Task<ImmutableArray<(long Block, ExternalFlow Flow)>> FlowsAsync(
        EvmReading reading, string owner, ImmutableArray<EvmLog> moves, ImmutableArray<CoinChange> changes)
    {
        moves = moves.RemoveAll(log => log.Topics.Length != 3 || log.Data.Length != Abi.WordLength); // A token with numbers instead of amounts, say.
        if (moves.IsEmpty && changes.IsEmpty)
        {
            return [];
        }

        var times = await TimesAsync(reading, [.. moves.Select(move => move.Block).Concat(changes.Select(change => change.Block)).Distinct()]);
        var legs = moves.Select(move => Leg.Of(move, owner)).ToLookup(leg => leg.Log.Transaction, StringComparer.Ordinal);
        var pools = v2.Pairs.Concat(v3.KnownPools).Append(v3.Manager).ToHashSet(StringComparer.Ordinal);
        var paid = changes.Where(change => change.Change.Sign > 0).SelectMany(change => change.Own).Select(own => own.Hash).ToHashSet(StringComparer.Ordinal);

        var transactions = legs.Select(same => same.Key).ToList();
        var asked = await node.AskAsync(
            [.. transactions.SelectMany(hash => new[] { new RpcCall("eth_getTransactionByHash", hash), new RpcCall("eth_getTransactionReceipt", hash) })],
            RequestPriority.History, reading.Cancelled);
        var flows = ImmutableArray.CreateBuilder<(long, ExternalFlow)>();
        foreach (var (hash, i) in transactions.Select((hash, i) => (hash, i)))
        {
            if (!legs[hash].Any(leg => pools.Contains(leg.Other)) && !IsTrade(legs[hash], owner, paid.Contains(hash), asked[2 * i], asked[(2 * i) + 1]))
            {
                flows.AddRange(legs[hash].Where(leg => !leg.Raw.IsZero).Select(leg => (leg.Log.Block, Flow(leg, times[leg.Log.Block]))));
            }
        }

        flows.AddRange(changes
            .Where(change => !change.Change.IsZero && !ChangesPlace(change, owner, [.. change.Own.SelectMany(own => legs[own.Hash])], pools))
            .Select(change => (change.Block, Flow(change, times[change.Block]))));
        return flows.ToImmutable();
    }

    /// <summary>The owner's own doing, in which something was got, or something was given for what is not seen here.</summary>
    /// <param name="hasBroughtCoins">Whether coins came in the same block.</param>
    private bool IsTrade(IEnumerable<Leg> legs, string owner, bool hasBroughtCoins, RpcAnswer transaction, RpcAnswer receipt)
    {
        var row = transaction.Result ?? throw new WireException("transaction", "is missing");
        if (!string.Equals(JsonRpc.Text(row, "from"), owner, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        return hasBroughtCoins || legs.Any(leg => leg.Raw.Sign > 0)
            || EvmLog.ReadAll(receipt.Result ?? throw new WireException("receipt", "is missing")).Any(log => Says(log, Unwrapped));
    }

    /// <summary>Coins that the owner traded, wrapped, or put into a pool: what they became is seen elsewhere.</summary>
    private bool ChangesPlace(CoinChange change, string owner, ImmutableArray<Leg> legs, HashSet<string> pools)
    {
        var told = change.Own.SelectMany(own => own.Logs).ToList();
        return legs.Any(leg => leg.Raw.Sign == -change.Change.Sign)
            || told.Any(log => pools.Contains(log.Address) || Says(log, Unwrapped)
                || (Says(log, Wrapped) && log.Topics is [_, var by, ..] && by == Abi.Topic(Abi.Address(owner))));
    }

    private bool Says(EvmLog log, string happened) => log.Address == chain.Wrapped && log.Topics is [var topic, ..] && topic == happened;

    /// <summary>
    /// Named by what it changed, which stays the same where the newest blocks are replaced by others with the same in them: a number of the block would not.
    /// </summary>
    private ExternalFlow Flow(CoinChange change, DateTimeOffset at)
    {
        var amount = TokenAmount.Require(BigInteger.Abs(change.Change), CoinDecimals, chain.Coin.Code);
        return new ExternalFlow(
            string.Create(CultureInfo.InvariantCulture, $"coin:{at:yyyyMMdd}:{change.Before}:{change.After}"),
            new Money(change.Change.Sign < 0 ? -amount : amount, chain.Coin),
            at);
    }

    private ExternalFlow Flow(Leg leg, DateTimeOffset at)
    {
        var token = tokens.Find(leg.Log.Address) ?? throw new WireException("address", "is not that of a token that was asked about");
        var amount = token.Amount(BigInteger.Abs(leg.Raw));
        return new ExternalFlow(
            string.Create(CultureInfo.InvariantCulture, $"{leg.Log.Transaction}:{leg.Log.Index}"), new Money(leg.Raw.Sign < 0 ? -amount : amount, token.Asset), at);
    }

    private async Task<Dictionary<long, DateTimeOffset>> TimesAsync(EvmReading reading, IReadOnlyList<long> blocks)
    {
        var answers = await node.AskAsync([.. blocks.Select(EvmBlock.Ask)], RequestPriority.History, reading.Cancelled);
        return blocks.Zip(answers).ToDictionary(pair => pair.First, pair => EvmBlock.Read(pair.Second).Time);
    }

    /// <summary>A block that is not after <paramref name="since"/>, close to it as far as blocks come regularly.</summary>
    private async Task<long> BlockAtAsync(EvmReading reading, DateTimeOffset since)
    {
        var (head, number, time) = (reading.Block, reading.Block.Number, reading.Block.Time);
        var pace = chain.BlockSeconds;
        for (var looks = 0; looks < MostLooks && number > 0 && time > since; looks++)
        {
            number = Math.Max(0, number - (long)Math.Ceiling((time - since).TotalSeconds / pace) - looks);
            time = EvmBlock.Read(await node.AskAsync(EvmBlock.Ask(number), RequestPriority.Balances, reading.Cancelled)).Time;
            pace = Math.Max(ShortestPace, (head.Time - time).TotalSeconds / (head.Number - number)); // As it was in fact: some chains have changed theirs.
        }

        return time <= since || number == 0
            ? number
            : throw new NodeException(new ExchangeFault(FaultKind.Unreadable, "the chain's blocks are too irregular to find a time's block"));
    }

    /// <param name="Since">From when on it knows everything.</param>
    /// <param name="To">The last block it knows of, which is settled.</param>
    private sealed record Memory(DateTimeOffset Since, long To, ImmutableArray<(long Block, ExternalFlow Flow)> Flows);

    /// <param name="Raw">Above zero for what came, below for what left, zero for what the owner sent to itself.</param>
    private sealed record Leg(EvmLog Log, BigInteger Raw, string Other)
    {
        public static Leg Of(EvmLog log, string owner)
        {
            var from = Abi.Address(BigInteger.Parse("0" + log.Topics[1][2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
            var to = Abi.Address(BigInteger.Parse("0" + log.Topics[2][2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
            var amount = Abi.Number(log.Data, 0);
            return from == to ? new Leg(log, BigInteger.Zero, to)
                : from == owner ? new Leg(log, -amount, to)
                : to == owner ? new Leg(log, amount, from)
                : throw new WireException("topics", "are about somebody else");
        }
    }
}
