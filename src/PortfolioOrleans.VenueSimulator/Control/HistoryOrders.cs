namespace PortfolioOrleans.VenueSimulator.Control;

/// <summary>A long past, made up from the seed: trades in several markets and wallets, evenly spread, at the prices of their times.</summary>
public sealed record HistoryOrder
{
    public required int Fills { get; init; }

    /// <summary>Not before the account's last event.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Default: now.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Once in so many days there is also a deposit, a withdrawal, a transfer, a convert and a distribution. Default: 30; 0: never.</summary>
    public int RecordsEveryDays { get; init; } = 30;
}

/// <param name="Deposited">What was paid in to begin with.</param>
public sealed record HistoryReceipt(int Fills, DateTimeOffset From, DateTimeOffset Until, IReadOnlyDictionary<string, decimal> Deposited);

/// <summary>A fill by the simulator's own books, for who compares.</summary>
/// <param name="BillId">OKX's; the trade id at Binance.</param>
/// <param name="Quantity">Base units, contracts at OKX and in COIN-M.</param>
/// <param name="Fee">A cost above zero.</param>
public sealed record FillRecord(
    Wallet Wallet,
    string Symbol,
    string TradeId,
    string BillId,
    string OrderId,
    DateTimeOffset At,
    TradeSide Side,
    PositionSide PositionSide,
    decimal Quantity,
    decimal Price,
    decimal Fee,
    string FeeAsset,
    decimal RealizedPnl);

/// <summary>One change of one balance.</summary>
/// <param name="Kind">Deposit, Withdrawal, TransferIn, TransferOut, Trade, Funding, Convert, Dust, Subscribe, Redeem, Reward, Borrow, Repay, Interest, Distribution, Fiat, PositionMargin.</param>
public sealed record LedgerRecord(string Id, DateTimeOffset At, Wallet Wallet, string Asset, string Kind, decimal Change, decimal Fee, string? Symbol);
