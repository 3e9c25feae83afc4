namespace PortfolioOrleans.Exchanges.Tokens;

/// <summary>One token on one chain: what a symbol, which anybody may give to a contract, never says.</summary>
/// <param name="Chain">The chain's number, in digits; OKX's numbers, which are those of the chains themselves where these have one.</param>
/// <param name="Contract">As <see cref="ChainAddress.Contract"/> spells it; "" for the chain's own coin.</param>
internal readonly record struct TokenKey(string Chain, string Contract)
{
    public bool IsNative => Contract.Length == 0;
}
