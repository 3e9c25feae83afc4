using PortfolioOrleans.VenueSimulator.Accounts;
using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Evm;
using PortfolioOrleans.VenueSimulator.OkxWeb3;

namespace PortfolioOrleans.VenueSimulator;

/// <summary>Wallets on chains: what OKX Web3 and chains' nodes tell of. None of it is in the state file; whoever starts the world tells it again.</summary>
public sealed partial class SimulatedWorld
{
    private readonly Web3Book _web3;
    private readonly Dictionary<long, SimulatedChain> _chains = [];
    private readonly List<ChainWallet> _wallets = [];

    /// <summary>Makes a token known to OKX Web3, or changes what is known of it.</summary>
    public void ListToken(Web3Token token)
    {
        lock (_gate)
        {
            _web3.List(token);
        }
    }

    /// <summary>Moves a token into an address that OKX Web3 tells of, or out of it with a negative amount.</summary>
    /// <param name="address">Lower case where it is hexadecimal.</param>
    /// <param name="contract">"" for the chain's own coin.</param>
    /// <param name="blacklisted">The other side is known for bait.</param>
    /// <param name="at">When it happened. Default: now.</param>
    /// <exception cref="ControlException">unknown_token or insufficient_funds.</exception>
    public void MoveToken(string address, string chain, string contract, decimal amount, bool blacklisted = false, DateTimeOffset? at = null)
    {
        lock (_gate)
        {
            _web3.Move(address, _web3.Require(chain, contract), amount, "0x00000000000000000000000000000000000000f0", blacklisted, at ?? _okxWeb3.Context.VenueTime);
        }
    }

    /// <summary>A transaction of an address that failed: it is told of, and moved nothing.</summary>
    /// <exception cref="ControlException">unknown_token.</exception>
    public void FailTokenMove(string address, string chain, string contract, decimal amount)
    {
        lock (_gate)
        {
            _web3.Fail(address, _web3.Require(chain, contract), amount, "0x00000000000000000000000000000000000000f0", _okxWeb3.Context.VenueTime);
        }
    }

    /// <summary>Starts a chain, with nothing on it but what every chain has; its node is at /rpc/ and its number.</summary>
    /// <exception cref="ControlException">taken: it runs already.</exception>
    public SimulatedChain OpenChain(ChainOrder order)
    {
        lock (_gate)
        {
            ControlException.ThrowUnless(!_chains.ContainsKey(order.ChainId), "taken", $"Chain {order.ChainId} runs already.");
            return _chains[order.ChainId] = new SimulatedChain(order, _gate, () => _evm.Context.VenueTime, DollarsOf);
        }
    }

    /// <summary>Notes whose an address is, so that what is there counts in the owner's statement.</summary>
    public void OwnWallet(ChainWallet wallet)
    {
        lock (_gate)
        {
            _wallets.RemoveAll(known => known.Label == wallet.Label);
            _wallets.Add(wallet);
        }
    }

    private ChainWalletStatement StateWallet(ChainWallet wallet) => wallet.ChainId is { } id
        ? ChainStatements.Of(wallet, _chains[id])
        : ChainStatements.Of(wallet, _web3);

    private decimal? DollarsOf(string coin) => _prices.InUsd(SimulatedVenue.Okx, coin, _okx.Context.Now);
}
