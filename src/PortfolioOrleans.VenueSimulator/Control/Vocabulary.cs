namespace PortfolioOrleans.VenueSimulator.Control;

public enum KeyPermission
{
    Read,
    Trade,
    Withdraw,
}

/// <summary>Which OKX environment a key was made for. Binance keys are all <see cref="Live"/>.</summary>
public enum KeyEnvironment
{
    Live,

    /// <summary>Valid only with the header x-simulated-trading: 1.</summary>
    Demo,

    /// <summary>Made at another region's host: this one does not know it.</summary>
    OtherRegion,
}

public enum Wallet
{
    /// <summary>Binance spot.</summary>
    Spot,

    /// <summary>The funding wallet of either venue.</summary>
    Funding,

    /// <summary>Binance USD-M futures.</summary>
    Futures,

    /// <summary>OKX's unified trading account.</summary>
    Trading,

    /// <summary>Binance COIN-M futures.</summary>
    CoinFutures,

    /// <summary>Binance cross margin; what is borrowed is a debt beside it.</summary>
    Margin,

    /// <summary>A pocket for each pair at Binance, for each isolated position at OKX.</summary>
    IsolatedMargin,

    /// <summary>Binance simple earn, flexible. The spot wallet shows a receipt for it, LD and the asset's code, which is no other money.</summary>
    EarnFlexible,

    /// <summary>Binance simple earn, locked.</summary>
    EarnLocked,

    /// <summary>OKX simple earn.</summary>
    Savings,
}

/// <summary>On which margin a spot market is traded.</summary>
public enum MarginMode
{
    /// <summary>With own money only.</summary>
    None,

    /// <summary>Binance cross margin.</summary>
    Cross,

    /// <summary>Binance: the pair's own pocket. OKX: a MARGIN position with margin of its own.</summary>
    Isolated,
}

/// <summary>Who made a trade that the customer did not order.</summary>
public enum ForcedTrade
{
    No,
    Liquidation,
    AutoDeleveraging,
}

public enum TradeSide
{
    Buy,
    Sell,
}

public enum PositionSide
{
    /// <summary>One position for each market (BOTH at Binance, net at OKX).</summary>
    Net,
    Long,
    Short,
}

public enum FundsState
{
    Pending,
    Completed,

    /// <summary>A withdrawal that came back or a deposit that was refused.</summary>
    Failed,
}
