using System.Globalization;
using System.Numerics;
using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Evm;
using PortfolioOrleans.VenueSimulator.OkxWeb3;

namespace PortfolioOrleans.VenueSimulator.Accounts;

/// <summary>States what an address on a chain holds; the formula is in <see cref="ChainWalletStatement"/>.</summary>
internal static class ChainStatements
{
    public static ChainWalletStatement Of(ChainWallet wallet, Web3Book book) => Stated(
        wallet,
        SimulatedVenue.OkxWeb3,
        book.HeldBy(wallet.Address).Where(row => !row.Token.Risk)
            .Select(row => new ChainHolding(row.Token.Chain, row.Token.Contract, row.Token.Symbol, row.Amount, row.Token.Price)));

    /// <summary>The coin has the price of the token that wraps it.</summary>
    public static ChainWalletStatement Of(ChainWallet wallet, SimulatedChain chain)
    {
        var state = chain.StateAt(chain.Head);
        var (id, owner) = (chain.ChainId.ToString(CultureInfo.InvariantCulture), wallet.Address);
        ChainHolding Of(string token, BigInteger raw, string? pool = null) => state.Contracts.GetValueOrDefault(token) is Erc20 { Decimals: { } decimals } erc20
            ? new ChainHolding(id, token, erc20.Symbol, Units(raw, decimals), chain.DollarsOf(token), pool)
            : new ChainHolding(id, token, "", 0m, null, pool);

        var coins = new ChainHolding(id, "", "", Units(state.Coins.GetValueOrDefault(owner), 18), chain.DollarsOf(chain.WrappedCoin));
        var tokens = state.Contracts.Where(contract => contract.Value is Erc20 token && !token.Balances.GetValueOrDefault(owner).IsZero)
            .Select(contract => Of(contract.Key, ((Erc20)contract.Value).Balances[owner]));
        var pairs = from contract in state.Contracts
                    let pair = contract.Value as UniswapV2Pair
                    where pair is not null && pair.Shares.ContainsKey(owner)
                    from side in new[] { (Token: pair.Token0, Reserve: pair.Reserve0), (Token: pair.Token1, Reserve: pair.Reserve1) }
                    select Of(side.Token, side.Reserve * pair.Shares[owner] / pair.TotalShares, contract.Key);
        var positions = state.Contracts.Values.OfType<PositionManager>()
            .SelectMany(manager => manager.Positions.Values).Where(position => position.Owner == owner)
            .SelectMany(position => new[] { Of(position.Token0, position.Worth0, "uniswap-v3"), Of(position.Token1, position.Worth1, "uniswap-v3") });
        return Stated(wallet, SimulatedVenue.Evm, [coins, .. tokens, .. pairs, .. positions]);
    }

    private static ChainWalletStatement Stated(ChainWallet wallet, SimulatedVenue venue, IEnumerable<ChainHolding> holdings)
    {
        var rows = holdings.Where(row => row.Amount != 0m).OrderBy(row => row.Chain, StringComparer.Ordinal).ThenBy(row => row.Contract, StringComparer.Ordinal).ToList();
        return new ChainWalletStatement(wallet.Label, wallet.Owner, venue, wallet.Address, rows, rows.Sum(row => row.Amount * (row.PriceUsd ?? 0m)));
    }

    private static decimal Units(BigInteger raw, int decimals) => (decimal)raw / (decimal)BigInteger.Pow(10, decimals);
}
