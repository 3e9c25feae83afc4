using PortfolioOrleans.VenueSimulator.Control;

namespace PortfolioOrleans.VenueSimulator.OkxWeb3;

/// <summary>What the chains hold that OKX Web3 tells of. In memory alone: whoever starts the simulator tells it again.</summary>
/// <param name="dollarsOf">What a coin of the simulated markets is worth now.</param>
internal sealed class Web3Book(Func<string, decimal?> dollarsOf)
{
    private readonly Dictionary<(string Chain, string Contract), Web3Token> _tokens = [];
    private readonly Dictionary<string, SortedDictionary<(string Chain, string Contract), decimal>> _held = new(StringComparer.Ordinal);
    private readonly List<Web3Transfer> _transfers = [];

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<Web3Transfer> Transfers => _transfers;

    public void List(Web3Token token) => _tokens[(token.Chain, token.Contract)] = token;

    public Web3Token? Find(string chain, string contract) => _tokens.TryGetValue((chain, contract), out var token) ? Priced(token) : null;

    /// <exception cref="ControlException">unknown_token.</exception>
    public Web3Token Require(string chain, string contract)
    {
        var token = Find(chain, contract);
        ControlException.ThrowUnless(token is not null, "unknown_token", $"There is no token '{contract}' on chain {chain}.");
        return token;
    }

    /// <summary>Everything an address holds, zeros left out.</summary>
    public IEnumerable<(Web3Token Token, decimal Amount)> HeldBy(string address) => _held.GetValueOrDefault(address, [])
        .Where(row => row.Value != 0m)
        .Select(row => (Priced(_tokens[row.Key]), row.Value));

    /// <summary>Moves tokens into an address, or out of one with a negative amount.</summary>
    /// <exception cref="ControlException">There are not so many.</exception>
    public void Move(string address, Web3Token token, decimal amount, string counterparty, bool blacklisted, DateTimeOffset at)
    {
        var held = _held.TryGetValue(address, out var rows) ? rows : _held[address] = new(Comparer<(string, string)>.Default);
        var after = held.GetValueOrDefault((token.Chain, token.Contract)) + amount;
        ControlException.ThrowUnless(after >= 0m, "insufficient_funds", $"{address} does not hold {-amount} {token.Symbol}.");
        held[(token.Chain, token.Contract)] = after;
        _transfers.Add(new Web3Transfer(
            token.Chain, token.Contract, token.Symbol, $"0x{_transfers.Count + 1:x64}", token.Contract.Length == 0 ? 0 : 2,
            amount > 0m ? counterparty : address, amount > 0m ? address : counterparty, Math.Abs(amount), 0m, Done: true, blacklisted, at));
    }

    private Web3Token Priced(Web3Token token) => token.Coin is { } coin ? token with { Price = dollarsOf(coin) } : token;

    /// <summary>A transaction that failed, or has not happened yet: it moves nothing.</summary>
    public void Fail(string address, Web3Token token, decimal amount, string counterparty, DateTimeOffset at) => _transfers.Add(new Web3Transfer(
        token.Chain, token.Contract, token.Symbol, $"0x{_transfers.Count + 1:x64}", 2, address, counterparty, amount, 0.001m, Done: false, Blacklisted: false, at));
}
