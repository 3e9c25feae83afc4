namespace PortfolioOrleans.Domain.Holdings;

/// <summary>The pocket of an account that a balance lies in. Each is read, aged and flagged on its own.</summary>
public enum WalletKind
{
    Spot,
    Funding,
    Earn,
    Margin,
    Futures,

    /// <summary>OKX's unified trading account: spot, margin and derivatives in one pocket.</summary>
    Trading,

    /// <summary>An address on a chain.</summary>
    Chain,

    /// <summary>Binance's margin wallets of single pairs.</summary>
    IsolatedMargin,

    /// <summary>Binance's futures that are margined in coins.</summary>
    CoinFutures,

    /// <summary>Binance's portfolio margin: margin and both kinds of futures in one.</summary>
    PortfolioMargin,

    /// <summary>Shares of liquidity pools on a chain, as the assets they stand for.</summary>
    Pool,
}
