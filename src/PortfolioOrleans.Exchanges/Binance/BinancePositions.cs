using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Binance;

/// <summary>One row of positionRisk. Leverage and margin type stand in some versions of it and not in others.</summary>
/// <param name="Amount">Coins, or contracts at COIN-M; below zero for a short; with <paramref name="StatedSide"/> LONG or SHORT the sign says nothing.</param>
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
    /// <summary>What USD-M contracts are margined in.</summary>
    private static readonly List<Asset> UsdQuotes = [Asset.Usdt, Asset.Usdc, Asset.Parse("BUSD")];

    public static ImmutableArray<PositionRow> ReadRows(WireNode root) => root.Rows(row => new PositionRow(
        row.Instrument("symbol"),
        row.RequiredNumber("positionAmt"),
        row.Text("positionSide"),
        row.Price("entryPrice"),
        row.Price("markPrice"),
        row.Figure("unRealizedProfit") ?? row.Figure("unrealizedProfit"),
        row.Figure("liquidationPrice") is > 0m and var price ? price : null,
        row.Figure("notional"),
        row.Price("leverage"),
        ModeOf(row.Text("marginType")),
        row.Text("marginAsset") is null ? null : row.Asset("marginAsset"),
        row.Time("updateTime")));

    public static ImmutableArray<SymbolConfig> ReadConfigs(WireNode root) => root.RowsOrOne(row => new SymbolConfig(
        row.Instrument("symbol"), row.Price("leverage"), ModeOf(row.Text("marginType"))));

    /// <param name="instrument">Null where the venue lists it nowhere: it is then mapped as well as can be, since a position must not be lost.</param>
    /// <param name="unlisted">How.</param>
    public static Position ToPosition(
        PositionRow row, Instrument? instrument, SymbolConfig? config, Func<PositionRow, (Symbol Symbol, ContractTerms Terms)> unlisted, DateTimeOffset asOf) => SanePosition.Require(
        new Position(
            row.Instrument,
            instrument?.Symbol ?? unlisted(row).Symbol,
            row.Side,
            Math.Abs(row.Amount),
            instrument?.Terms ?? unlisted(row).Terms,
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

    public static (Symbol Symbol, ContractTerms Terms) UnlistedUsd(PositionRow row) => UnlistedUsd(row.Instrument, row.MarginAsset);

    public static (Symbol Symbol, ContractTerms Terms) UnlistedCoin(PositionRow row) => UnlistedCoin(row.Instrument);

    /// <summary>USD-M: a contract is a coin, and the name ends with what it is margined in.</summary>
    public static (Symbol Symbol, ContractTerms Terms) UnlistedUsd(string instrument, Asset? marginAsset)
    {
        var quote = marginAsset ?? UsdQuotes.Find(asset => instrument.EndsWith(asset.Code, StringComparison.Ordinal));
        quote = quote.IsNone ? Asset.Usdt : quote;
        var isSuffixed = instrument.Length > quote.Code.Length && instrument.EndsWith(quote.Code, StringComparison.Ordinal);
        return (new Symbol(Asset.Parse(isSuffixed ? instrument[..^quote.Code.Length] : instrument), quote), ContractTerms.PerCoin(quote));
    }

    /// <summary>COIN-M: BTCUSD_PERP is margined in BTC. A contract on bitcoin is a hundred dollars, any other ten.</summary>
    public static (Symbol Symbol, ContractTerms Terms) UnlistedCoin(string instrument)
    {
        var pair = instrument.Split('_')[0];
        var coin = pair.Length > 3 && pair.EndsWith("USD", StringComparison.Ordinal) && Asset.TryParse(pair[..^3], out var cut) ? cut : Asset.Parse(instrument);
        return (new Symbol(coin, Asset.Usd), new ContractTerms(ContractKind.Inverse, coin == Asset.Btc ? 100m : 10m, coin));
    }

    /// <summary>isolated, cross, ISOLATED and CROSSED are all seen; anything else says nothing.</summary>
    public static MarginMode? ModeOf(string? text) => text?.ToUpperInvariant() switch
    {
        "ISOLATED" => MarginMode.Isolated,
        "CROSS" or "CROSSED" => MarginMode.Cross,
        _ => null,
    };
}
