using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Binance.Histories;

/// <summary>One fill, of spot, margin or futures, from a list or from a live message.</summary>
/// <param name="TradeId">Counts up within its instrument.</param>
/// <param name="Quantity">Base units; contracts at COIN-M.</param>
/// <param name="QuoteQuantity">Null where the message does not say: then it is the product.</param>
/// <param name="Fee">A cost above zero, a rebate below; null where the message does not say.</param>
/// <param name="FeeAsset">Null where there was no fee.</param>
/// <param name="RealizedPnl">Of a derivative, without fee and funding; null for spot.</param>
/// <param name="StatedSide">LONG, SHORT or BOTH; null for spot.</param>
/// <param name="MarginAsset">What profit is paid in, where the row says it (COIN-M).</param>
/// <param name="BaseQuantity">What COIN-M's contracts were worth in coins.</param>
/// <param name="IsForced">The venue closed it: liquidation, deleveraging, settlement. Only live messages say so.</param>
internal sealed record FillRow(
    string Instrument,
    long TradeId,
    string? OrderId,
    bool IsBuy,
    decimal Price,
    decimal Quantity,
    decimal? QuoteQuantity,
    decimal? Fee,
    Asset? FeeAsset,
    DateTimeOffset At,
    bool? IsMaker,
    decimal? RealizedPnl = null,
    string? StatedSide = null,
    Asset? MarginAsset = null,
    decimal? BaseQuantity = null,
    bool IsForced = false)
{
    public PositionSide? Position => StatedSide switch
    {
        "LONG" => PositionSide.Long,
        "SHORT" => PositionSide.Short,
        _ => null,
    };
}

internal static class BinanceFills
{
    public const string Spot = "spot-fill";
    public const string Margin = "margin-fill";
    public const string Isolated = "isolated-fill";
    public const string Portfolio = "pm-futures-fill";
    public const string PortfolioCoin = "pm-coin-futures-fill";
    public const string PortfolioMargin = "pm-margin-fill";
    public const string Futures = "futures-fill";
    public const string Coin = "coin-futures-fill";

    public static ImmutableArray<FillRow> Read(WireNode root) => root.Rows(row => new FillRow(
        row.Instrument("symbol"),
        row.Count("id"),
        row.Text("orderId"),
        row.Text("side") is { } side ? side == "BUY" : row.Flag("isBuyer") ?? row.Flag("buyer") ?? throw new WireException("side", "is missing"),
        row.RequiredAmount("price"),
        row.RequiredAmount("qty"),
        row.Number("quoteQty"),
        row.Number("commission"),
        row.Text("commissionAsset") is null ? null : row.Asset("commissionAsset"),
        row.RequiredTime("time"),
        row.Flag("isMaker") ?? row.Flag("maker"),
        row.Number("realizedPnl"),
        row.Text("positionSide"),
        row.Text("marginAsset") is null ? null : row.Asset("marginAsset"),
        row.Number("baseQty")));

    /// <summary>Base for quote, and the fee in whatever it was paid: its asset may be neither.</summary>
    /// <param name="history"><see cref="Spot"/> or <see cref="Margin"/>.</param>
    public static Transaction ToSpot(FillRow row, Symbol symbol, string history, WalletKind wallet)
    {
        var direction = row.IsBuy ? 1m : -1m;
        var quote = row.QuoteQuantity ?? (row.Price * row.Quantity);
        return new Transaction(
            $"{history}:{row.Instrument}:{row.TradeId}",
            row.IsBuy ? TransactionKind.Buy : TransactionKind.Sell,
            row.At,
            wallet,
            [
                new(LegKind.Principal, new Money(direction * row.Quantity, symbol.Base)),
                new(LegKind.Principal, new Money(-direction * quote, symbol.Quote)),
                .. FeeOf(row),
            ],
            TradeOf(row, symbol),
            Reference: row.OrderId);
    }

    /// <summary>Profit and fee: the contracts move no balance.</summary>
    /// <param name="history"><see cref="Futures"/> or <see cref="Coin"/>.</param>
    /// <param name="instrument">Null where no list knows it.</param>
    public static Transaction ToFutures(FillRow row, Instrument? instrument, string history, WalletKind wallet)
    {
        var (symbol, terms) = instrument is { Terms: { } listed }
            ? (instrument.Symbol, listed)
            : wallet == WalletKind.CoinFutures ? BinancePositions.UnlistedCoin(row.Instrument) : BinancePositions.UnlistedUsd(row.Instrument, row.MarginAsset);
        return new Transaction(
            $"{history}:{row.Instrument}:{row.TradeId}",
            row.IsForced ? TransactionKind.Liquidation : TransactionKind.FuturesTrade,
            row.At,
            wallet,
            [
                .. row.RealizedPnl is { } pnl and not 0m ? [new Leg(LegKind.RealizedPnl, new Money(pnl, row.MarginAsset ?? terms.Settlement))] : Array.Empty<Leg>(),
                .. FeeOf(row),
            ],
            TradeOf(row, symbol),
            Reference: row.OrderId);
    }

    private static Leg[] FeeOf(FillRow row) => row is { Fee: { } fee and not 0m, FeeAsset: { } asset } ? [new(LegKind.Fee, new Money(-fee, asset))] : [];

    /// <summary>Null where the venue states a price or a quantity of zero, which is no trade one could learn from.</summary>
    private static Trade? TradeOf(FillRow row, Symbol symbol) => row is { Price: > 0m, Quantity: > 0m }
        ? new Trade(row.Instrument, symbol, row.IsBuy ? TradeSide.Buy : TradeSide.Sell, row.Quantity, row.Price, row.Position, row.IsMaker, row.OrderId)
        : null;
}
