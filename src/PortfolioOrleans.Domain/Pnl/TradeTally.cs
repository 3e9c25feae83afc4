namespace PortfolioOrleans.Domain.Pnl;

/// <summary>Round trips counted as they end: what <see cref="TradeStatistics"/> says of them in so far as it follows from sums. A trade of exactly zero is neither won nor lost.</summary>
/// <param name="Won">Sum of what was won, in money.</param>
/// <param name="Lost">Sum of what was lost, above zero.</param>
public readonly record struct TradeTally(int Count, int Wins, int Losses, decimal Won, decimal Lost)
{
    /// <summary>Won over won and lost, a fraction; null where there is neither.</summary>
    public double? WinRate => Wins + Losses == 0 ? null : (double)Wins / (Wins + Losses);

    /// <summary>Sum won over sum lost; null where nothing was lost.</summary>
    public double? ProfitFactor => Lost == 0m ? null : (double)Won / (double)Lost;

    public static TradeTally Of(decimal profit) => new(1, profit > 0m ? 1 : 0, profit < 0m ? 1 : 0, Math.Max(profit, 0m), Math.Max(-profit, 0m));

    /// <exception cref="OverflowException">A sum fits no decimal.</exception>
    public static TradeTally operator +(TradeTally one, TradeTally other) =>
        new(one.Count + other.Count, one.Wins + other.Wins, one.Losses + other.Losses, one.Won + other.Won, one.Lost + other.Lost);
}
