using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Domain.Holdings;

public enum PositionSide
{
    Long,
    Short,
}

public enum MarginMode
{
    Cross,
    Isolated,
}

/// <summary>An open derivative position as its venue reports it.</summary>
/// <param name="Instrument">The venue's own id, e.g. "BTCUSDT" or "BTC-USD-SWAP".</param>
/// <param name="Symbol">What it is on, and what that is quoted in.</param>
/// <param name="Contracts">How many, never negative; the side says the direction. One contract of a linear Binance future is one coin.</param>
/// <param name="Terms">What one contract is, and what it settles in.</param>
/// <param name="EntryPrice">Average entry in the symbol's quote; null where the venue does not say.</param>
/// <param name="MarkPrice">The venue's mark at the reading, in the symbol's quote; null where it does not say.</param>
/// <param name="StatedPnl">Unrealised PnL as the venue states it, in the settlement asset; used where mark or entry are missing.</param>
/// <param name="Leverage">As set at the venue; null where nothing says it.</param>
/// <param name="LiquidationPrice">In the symbol's quote; null where there is none.</param>
/// <param name="RealizedPnl">Realised over the position's life, in the settlement asset, as the venue states it.</param>
/// <param name="AddsToEquity">False where the wallet's balances already say everything the position is worth (spot margin).</param>
/// <param name="OpenedAt">UTC; null where the venue does not say.</param>
/// <param name="UpdatedAt">The venue's own time of the last change, UTC.</param>
/// <param name="VenueId">The venue's id of the position, where it has one.</param>
public sealed record Position(
    string Instrument,
    Symbol Symbol,
    PositionSide Side,
    decimal Contracts,
    ContractTerms Terms,
    decimal? EntryPrice,
    decimal? MarkPrice,
    decimal? StatedPnl,
    decimal? Leverage,
    decimal? LiquidationPrice,
    MarginMode? MarginMode,
    decimal? RealizedPnl,
    bool AddsToEquity,
    DateTimeOffset? OpenedAt,
    DateTimeOffset UpdatedAt,
    string? VenueId)
{
    public int Direction => Side == PositionSide.Long ? 1 : -1;

    /// <summary>
    /// Unrealised PnL in the settlement asset at <paramref name="mark"/>, or as the venue stated it where mark or entry are unknown. Null where neither is
    /// known, or where the figure fits no decimal.
    /// </summary>
    public decimal? UnrealizedPnlAt(decimal? mark) => mark is { } price and > 0m && EntryPrice is { } entry and > 0m
        ? Exact.Result(() => Terms.Pnl(Direction * Contracts, entry, price))
        : StatedPnl;

    /// <summary>What it stands for in the symbol's quote at <paramref name="mark"/>, signed; null where that is unknown or fits no decimal.</summary>
    public decimal? NotionalAt(decimal? mark) => mark is { } price and > 0m ? Exact.Result(() => Terms.Notional(Direction * Contracts, price)) : null;
}
