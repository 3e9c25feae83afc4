using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Binance;

/// <summary>One row of positionRisk. Leverage and margin type stand in some versions of it and not in others.</summary>
/// <param name="Amount">Coins, below zero for a short; with <paramref name="StatedSide"/> LONG or SHORT the sign says nothing.</param>
/// <param name="StatedSide">LONG, SHORT or BOTH.</param>
internal sealed record PositionRow(
    string Instrument,
    decimal Amount,
    string? StatedSide,
    decimal? EntryPrice,
    decimal? MarkPrice,
    decimal? UnrealizedPnl,
    decimal? LiquidationPrice,
    decimal? Notional,
    decimal? Leverage,
    MarginMode? MarginMode,
    Asset? MarginAsset,
    DateTimeOffset? UpdatedAt)
{
    public bool IsFlat => Amount == 0m;

    public PositionSide Side => StatedSide switch
    {
        "LONG" => PositionSide.Long,
        "SHORT" => PositionSide.Short,
        _ => Amount < 0m ? PositionSide.Short : PositionSide.Long,
    };
}

/// <param name="Instrument">The settings are made for each instrument, whether there is a position or not.</param>
internal sealed record SymbolConfig(string Instrument, decimal? Leverage, MarginMode? MarginMode);

internal static class BinancePositions
{
    public static ImmutableArray<PositionRow> ReadRows(WireNode root) => root.Rows(row => new PositionRow(
        row.Instrument("symbol"),
        row.RequiredNumber("positionAmt"),
        row.Text("positionSide"),
        row.Price("entryPrice"),
        row.Price("markPrice"),
        row.Number("unRealizedProfit") ?? row.Number("unrealizedProfit"),
        row.Number("liquidationPrice") is > 0m and var price ? price : null,
        row.Number("notional"),
        row.Price("leverage"),
        ModeOf(row.Text("marginType")),
        row.Text("marginAsset") is null ? null : row.Asset("marginAsset"),
        row.Time("updateTime")));

    public static ImmutableArray<SymbolConfig> ReadConfigs(WireNode root) => root.RowsOrOne(row => new SymbolConfig(
        row.Instrument("symbol"), row.Price("leverage"), ModeOf(row.Text("marginType"))));

    /// <param name="instrument">Null where the venue lists it nowhere: it is then mapped as well as can be, since a position must not be lost.</param>
    public static Position ToPosition(PositionRow row, Instrument? instrument, SymbolConfig? config, DateTimeOffset asOf) => SanePosition.Require(
        new Position(
            row.Instrument,
            instrument?.Symbol ?? Guess(row),
            row.Side,
            Math.Abs(row.Amount),
            instrument?.Terms ?? ContractTerms.PerCoin(row.MarginAsset ?? Asset.Usdt),
            row.EntryPrice,
            row.MarkPrice,
            row.UnrealizedPnl,
            row.Leverage ?? config?.Leverage,
            row.LiquidationPrice,
            row.MarginMode ?? config?.MarginMode,
            RealizedPnl: null,
            AddsToEquity: true,
            OpenedAt: null,
            row.UpdatedAt ?? asOf,
            VenueId: null));

    private static Symbol Guess(PositionRow row)
    {
        var quote = row.MarginAsset ?? Asset.Usdt;
        var isSuffixed = row.Instrument.Length > quote.Code.Length && row.Instrument.EndsWith(quote.Code, StringComparison.Ordinal);
        return new Symbol(Asset.Parse(isSuffixed ? row.Instrument[..^quote.Code.Length] : row.Instrument), quote);
    }

    /// <summary>isolated, cross, ISOLATED and CROSSED are all seen; anything else says nothing.</summary>
    private static MarginMode? ModeOf(string? text) => text?.ToUpperInvariant() switch
    {
        "ISOLATED" => MarginMode.Isolated,
        "CROSS" or "CROSSED" => MarginMode.Cross,
        _ => null,
    };
}
