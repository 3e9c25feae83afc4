using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Grains.Tests.Ledger;

/// <summary>Lines small enough to reckon with by head.</summary>
internal static class Given
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    public static Asset Eth { get; } = Asset.Parse("ETH");

    public static LedgerEntry Buy(string id, DateTimeOffset at, decimal quantity, decimal price, string asset = "BTC", string account = "binance-1") =>
        Entry(account, Fill(id, at, TradeSide.Buy, quantity, price, asset));

    public static LedgerEntry Sell(string id, DateTimeOffset at, decimal quantity, decimal price, string asset = "BTC", string account = "binance-1") =>
        Entry(account, Fill(id, at, TradeSide.Sell, quantity, price, asset));

    public static LedgerEntry Of(string id, TransactionKind kind, DateTimeOffset at, decimal amount, string asset = "BTC", string account = "binance-1", WalletKind? counterpart = null) =>
        Entry(account, new Transaction(id, kind, at, WalletKind.Spot, [new Leg(LegKind.Principal, new Money(amount, Asset.Parse(asset)))], Counterpart: counterpart));

    /// <summary>A fill of a derivative with its profit and commission in dollars.</summary>
    public static LedgerEntry Contract(string id, DateTimeOffset at, TradeSide side, decimal contracts, decimal profit, decimal fee, string account = "binance-1") => Entry(account, new Transaction(
        id, TransactionKind.FuturesTrade, at, WalletKind.Futures,
        [new Leg(LegKind.RealizedPnl, new Money(profit, Asset.Usd)), new Leg(LegKind.Fee, new Money(-fee, Asset.Usd))],
        new Trade("BTCUSDT", new Symbol(Asset.Btc, Asset.Usdt), side, contracts, 100m)));

    public static LedgerEntry Entry(string account, Transaction transaction) => LedgerEntry.Of(account, transaction, Noon.AddYears(1));

    private static Transaction Fill(string id, DateTimeOffset at, TradeSide side, decimal quantity, decimal price, string asset)
    {
        var sign = side == TradeSide.Buy ? 1m : -1m;
        var symbol = new Symbol(Asset.Parse(asset), Asset.Usd);
        return new Transaction(
            id, side == TradeSide.Buy ? TransactionKind.Buy : TransactionKind.Sell, at, WalletKind.Spot,
            [new Leg(LegKind.Principal, new Money(sign * quantity, symbol.Base)), new Leg(LegKind.Principal, new Money(-sign * quantity * price, symbol.Quote))],
            new Trade($"{symbol}", symbol, side, quantity, price));
    }
}
