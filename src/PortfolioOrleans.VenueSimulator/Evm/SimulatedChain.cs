using System.Collections.Immutable;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using PortfolioOrleans.VenueSimulator.Control;

namespace PortfolioOrleans.VenueSimulator.Evm;

/// <summary>
/// A chain whose blocks follow the clock. What is done to it belongs to the block of the moment; every earlier block can still be asked about. Members may
/// be called from any thread.
/// </summary>
public sealed class SimulatedChain
{
    /// <summary>Where tokens come from when they are made.</summary>
    public const string Nobody = "0x0000000000000000000000000000000000000000";

    /// <summary>More digits than any price of the markets has.</summary>
    private const int MarketFeedDecimals = 15;
    private const decimal MarketFeedUnit = 1_000_000_000_000_000m;

    private const string TransferTopic = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";

    private readonly Lock _gate;
    private readonly Func<DateTimeOffset> _now;
    private readonly Func<string, decimal?> _dollarsOf;
    private readonly Dictionary<string, string> _feeds = new(StringComparer.Ordinal);
    private readonly ChainOrder _order;
    private readonly List<(long Block, ChainState State)> _states;
    private readonly List<ChainLog> _logs = [];
    private readonly List<long> _forks = [];
    private readonly List<ChainTransaction> _transactions = [];
    private int _undone;

    internal SimulatedChain(ChainOrder order, Lock gate, Func<DateTimeOffset> now, Func<string, decimal?> dollarsOf)
    {
        ControlException.ThrowUnless(order.BlockSeconds > 0, "bad_value", "Blocks are at least a second apart.");
        (_order, _gate, _now, _dollarsOf) = (order, gate, now, dollarsOf);
        _states = [(0, ChainState.Empty with { Coins = order.Coins })];
    }

    public long ChainId => _order.ChainId;

    internal string WrappedCoin => _order.WrappedCoin;

    /// <summary>The newest block.</summary>
    public long Head => Math.Max(0, (long)(_now() - _order.Genesis).TotalSeconds / _order.BlockSeconds);

    internal DateTimeOffset TimeOf(long block) => _order.Genesis.AddSeconds(block * _order.BlockSeconds);

    internal IReadOnlyList<ChainLog> Logs => _logs;

    internal ChainState StateAt(long block) => _states.FindLast(state => state.Block <= block) is { State: { } state } ? state : ChainState.Empty;

    /// <summary>A block that was replaced has another hash than before.</summary>
    internal string HashOf(long block) =>
        EvmData.Hex(SHA256.HashData(Encoding.UTF8.GetBytes($"{ChainId}/{block}/{_forks.FindLastIndex(fork => fork <= block)}/{_forks.Count(fork => fork <= block)}")));

    /// <summary>Gives an address so much of the chain's coin, in its smallest unit, whatever it had.</summary>
    public void SetCoins(string address, BigInteger amount) => Change(state => state with { Coins = state.Coins.SetItem(address, amount) });

    /// <summary>Puts a contract at an address, or another in its place.</summary>
    public void Put(string address, EvmContract contract) => Change(state => state with { Contracts = state.Contracts.SetItem(address, contract) });

    /// <summary>Puts a feed at an address that says what a coin of the simulated markets is worth in dollars at OKX, to every digit.</summary>
    /// <param name="token">The token it is about, whose price statements take from it.</param>
    public void PutFeed(string address, string token, string coin)
    {
        lock (_gate)
        {
            _feeds[token] = coin;
            Put(address, new DollarFeed
            {
                Answered = 0,
                Decimals = MarketFeedDecimals,
                UpdatedAt = _order.Genesis,
                Now = () => ((BigInteger)((_dollarsOf(coin) ?? 0m) * MarketFeedUnit), _now()),
            });
        }
    }

    /// <summary>What a token is worth in dollars by the feed about it; null where there is none.</summary>
    internal decimal? DollarsOf(string token) => _feeds.TryGetValue(token, out var coin) ? _dollarsOf(coin) : null;

    /// <summary>Leaves an address without a contract.</summary>
    public void Remove(string address) => Change(state => state with { Contracts = state.Contracts.Remove(address) });

    /// <summary>Changes the contract at an address.</summary>
    /// <exception cref="ControlException">unknown_contract: none of this kind is there.</exception>
    public void Alter<T>(string address, Func<T, T> change)
        where T : EvmContract => Change(state => state with { Contracts = state.Contracts.SetItem(address, change(Find<T>(state, address))) });

    /// <summary>Those that were begun and not undone, oldest first.</summary>
    internal IReadOnlyList<ChainTransaction> Transactions => _transactions;

    /// <summary>Begins a transaction that others of these calls can be a part of.</summary>
    /// <param name="sender">Who signs it.</param>
    /// <param name="value">How much of the chain's coin goes with it; nobody's balance is changed by it here.</param>
    /// <param name="fee">What the sender pays for it, in the coin's smallest unit.</param>
    /// <returns>Its hash.</returns>
    public string Begin(string sender, BigInteger value = default, BigInteger fee = default)
    {
        lock (_gate)
        {
            var hash = EvmData.Hex(SHA256.HashData(Encoding.UTF8.GetBytes($"{ChainId}/tx/{_transactions.Count + _undone + 1}")));
            _transactions.Add(new ChainTransaction(hash, sender, value, fee, Head));
            if (!fee.IsZero)
            {
                MoveCoins(sender, Nobody, fee);
            }

            return hash;
        }
    }

    /// <summary>Moves the chain's coin in a transaction of its sender's own.</summary>
    /// <returns>Its hash.</returns>
    public string Send(string from, string to, BigInteger amount, BigInteger fee = default)
    {
        lock (_gate)
        {
            var hash = Begin(from, amount, fee);
            MoveCoins(from, to, amount);
            return hash;
        }
    }

    /// <summary>Moves the chain's coin as contracts do while they run: nobody tells of it.</summary>
    public void MoveCoins(string from, string to, BigInteger amount) => Change(state =>
    {
        var less = state.Coins.SetItem(from, state.Coins.GetValueOrDefault(from) - amount);
        return state with { Coins = less.SetItem(to, less.GetValueOrDefault(to) + amount) };
    });

    /// <summary>Moves tokens, and tells of it as tokens do; from <see cref="Nobody"/> they are made.</summary>
    /// <param name="transaction">The transaction it is a part of; null for one of the sender's own.</param>
    /// <returns>The transaction's hash.</returns>
    public string Transfer(string token, string from, string to, BigInteger amount, string? transaction = null)
    {
        lock (_gate)
        {
            Alter<Erc20>(token, one => one.Moved(from, to, amount));
            return Tell(token, [TransferTopic, Topic(from), Topic(to)], [amount], transaction ?? Begin(from));
        }
    }

    /// <summary>Moves shares of a pair, and tells of it.</summary>
    /// <inheritdoc cref="Transfer"/>
    public string TransferShares(string pair, string from, string to, BigInteger amount, string? transaction = null)
    {
        lock (_gate)
        {
            Alter<UniswapV2Pair>(pair, one => one with
            {
                Shares = new Erc20 { Symbol = "", Balances = one.Shares }.Moved(from, to, amount).Balances,
                TotalShares = one.TotalShares + (from == Nobody ? amount : 0) - (to == Nobody ? amount : 0),
            });
            return Tell(pair, [TransferTopic, Topic(from), Topic(to)], [amount], transaction ?? Begin(from));
        }
    }

    /// <summary>Lets a contract tell of an event.</summary>
    /// <param name="topics">The event's hash, and what is indexed, as words in hexadecimal.</param>
    /// <param name="words">What is not indexed.</param>
    /// <returns>The transaction's hash.</returns>
    public string Tell(string address, ImmutableArray<string> topics, params ReadOnlySpan<BigInteger> words) => Tell(address, topics, words, null);

    /// <inheritdoc cref="Tell(string, ImmutableArray{string}, ReadOnlySpan{BigInteger})"/>
    /// <param name="transaction">The transaction it is a part of; null for one of its own.</param>
    public string Tell(string address, ImmutableArray<string> topics, ReadOnlySpan<BigInteger> words, string? transaction)
    {
        lock (_gate)
        {
            var hash = transaction ?? Begin(Nobody);
            _logs.Add(new ChainLog(address, topics, EvmData.Words(words), Head, hash, _logs.Count(log => log.Block == Head)));
            return hash;
        }
    }

    /// <summary>The newest blocks are replaced by others in which nothing of what happened in them happened.</summary>
    public void Reorganize(int blocks)
    {
        lock (_gate)
        {
            var first = Head - blocks + 1;
            _states.RemoveAll(state => state.Block >= first && state.Block > 0);
            _logs.RemoveAll(log => log.Block >= first);
            _undone += _transactions.RemoveAll(transaction => transaction.Block >= first);
            _forks.Add(first);
        }
    }

    /// <summary>A number or an address as a topic: a word in hexadecimal.</summary>
    public static string Topic(BigInteger number) => EvmData.Hex(EvmData.Word(number));

    /// <inheritdoc cref="Topic(BigInteger)"/>
    public static string Topic(string address) => EvmData.Hex(EvmData.Word(address));

    private static T Find<T>(ChainState state, string address)
        where T : EvmContract
    {
        var contract = state.Contracts.GetValueOrDefault(address) as T;
        ControlException.ThrowUnless(contract is not null, "unknown_contract", $"No {typeof(T).Name} stands at {address}.");
        return contract;
    }

    private void Change(Func<ChainState, ChainState> change)
    {
        lock (_gate)
        {
            var next = change(_states[^1].State);
            _states.RemoveAll(state => state.Block >= Head && state.Block > 0);
            _states.Add((Head, next));
        }
    }
}
