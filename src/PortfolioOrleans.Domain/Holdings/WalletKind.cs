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
    Chain,
}
