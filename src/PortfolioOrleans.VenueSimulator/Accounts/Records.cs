using PortfolioOrleans.VenueSimulator.Control;

namespace PortfolioOrleans.VenueSimulator.Accounts;

/// <param name="Id">Grows with time: the trade id at Binance, the id of its bill at OKX.</param>
/// <param name="TradeId">The id both sides of the trade see.</param>
/// <param name="Spot">Which of a venue's two markets of that id.</param>
/// <param name="Margin">For spot markets at Binance: which wallet it was traded from.</param>
/// <param name="Fee">A cost above zero; negative is a rebate.</param>
/// <param name="PositionAfter">Signed size of the position after it; 0 for spot.</param>
internal sealed record Fill(
    long Id,
    long TradeId,
    long OrderId,
    DateTimeOffset At,
    string Market,
    bool Spot,
    TradeSide Side,
    PositionSide PositionSide,
    bool Closing,
    decimal Quantity,
    decimal Price,
    decimal Fee,
    string FeeAsset,
    decimal RealizedPnl,
    decimal PositionAfter,
    bool Maker,
    MarginMode Margin = MarginMode.None,
    ForcedTrade Forced = ForcedTrade.No)
{
    public bool IsBuy => Side == TradeSide.Buy;
}

internal enum MovementKind
{
    Deposit,
    Withdrawal,
    TransferIn,
    TransferOut,
    Trade,
    Funding,
    Convert,
    Dust,

    /// <summary>From the spot wallet into an earn product, or from the funding account into savings.</summary>
    Subscribe,
    Redeem,
    Reward,
    Borrow,
    Repay,
    Interest,
    Distribution,
    Fiat,

    /// <summary>Between the trading account and the margin of an isolated position.</summary>
    PositionMargin,
}

/// <summary>One change of one balance, as a venue's bills list it.</summary>
/// <param name="Change">What the balance grew by, net of <paramref name="Fee"/> and with <paramref name="Pnl"/>.</param>
/// <param name="Fee">Paid in this asset, a cost above zero.</param>
/// <param name="Market">Null outside trading.</param>
/// <param name="TradeId">The fill behind it; 0 when there is none.</param>
internal sealed record Movement(
    long Id,
    DateTimeOffset At,
    Wallet Wallet,
    string Asset,
    MovementKind Kind,
    decimal Change,
    decimal BalanceAfter,
    decimal Fee = 0m,
    decimal Pnl = 0m,
    string? Market = null,
    long TradeId = 0);

/// <summary>A deposit or a withdrawal.</summary>
/// <param name="Amount">Without <paramref name="Fee"/>, which a withdrawal costs on top.</param>
internal sealed record FundsMove(
    string Id,
    bool Incoming,
    Wallet Wallet,
    string Asset,
    decimal Amount,
    decimal Fee,
    FundsState State,
    string Network,
    string Address,
    string TxId,
    DateTimeOffset At,
    DateTimeOffset? CompletedAt);

internal sealed record WalletTransfer(long Id, DateTimeOffset At, Wallet From, Wallet To, string Asset, decimal Amount, string? FromPair = null, string? ToPair = null);
