using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Domain.Holdings;

public enum ContractKind
{
    /// <summary>A contract is a fixed quantity of the base; profit is in the quote (BTCUSDT, BTC-USDT-SWAP).</summary>
    Linear,

    /// <summary>A contract is a fixed value in the quote; profit is in the base coin (BTC-USD-SWAP, BTCUSD_PERP).</summary>
    Inverse,
}

/// <summary>What one contract of an instrument is.</summary>
/// <param name="Kind">Which way the contract is written.</param>
/// <param name="Size">Base units for a linear contract, quote units for an inverse one; above zero.</param>
/// <param name="Settlement">The asset profit and loss are paid in.</param>
public sealed record ContractTerms(ContractKind Kind, decimal Size, Asset Settlement)
{
    /// <summary>A linear future counted in coins.</summary>
    public static ContractTerms PerCoin(Asset settlement) => new(ContractKind.Linear, 1m, settlement);

    /// <summary>
    /// Linear: n x size x (mark - entry), in the quote. Inverse: n x size x (1/entry - 1/mark), in the base coin. Signed contracts: a short is
    /// negative. The formulas are the venues' own (Binance and OKX, contract specifications).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="entry"/> or <paramref name="mark"/> is not above zero.</exception>
    public decimal Pnl(decimal signedContracts, decimal entry, decimal mark)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(entry);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(mark);

        // One division, at the end: a quotient of differences keeps digits that a difference of quotients loses.
        return Kind == ContractKind.Linear
            ? signedContracts * Size * (mark - entry)
            : signedContracts * Size * (mark - entry) / (entry * mark);
    }

    /// <summary>What so many contracts stand for in the quote asset at <paramref name="mark"/>; signed as the contracts are.</summary>
    public decimal Notional(decimal signedContracts, decimal mark) => Kind == ContractKind.Linear
        ? signedContracts * Size * mark
        : signedContracts * Size;

    /// <summary>The same in units of the base at <paramref name="mark"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="mark"/> is not above zero and the contract is inverse.</exception>
    public decimal BaseQuantity(decimal signedContracts, decimal mark)
    {
        if (Kind == ContractKind.Linear)
        {
            return signedContracts * Size;
        }

        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(mark);
        return signedContracts * Size / mark;
    }
}
