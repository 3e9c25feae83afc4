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
