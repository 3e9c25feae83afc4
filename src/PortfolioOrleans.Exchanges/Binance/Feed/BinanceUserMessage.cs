using System.Collections.Immutable;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Binance.Histories;

namespace PortfolioOrleans.Exchanges.Binance.Feed;

/// <summary>Something Binance tells of an account by itself.</summary>
/// <param name="At">When it was said.</param>
internal abstract record BinanceUserMessage(DateTimeOffset At)
{
    /// <summary>Spot balances that changed, as they are now. What is frozen or on its way out is not in them.</summary>
    public sealed record SpotBalances(DateTimeOffset At, DateTimeOffset UpdatedAt, ImmutableArray<WalletAsset> Rows) : BinanceUserMessage(At);

    /// <summary>A spot balance changed by this, and not by trading.</summary>
    public sealed record BalanceMoved(DateTimeOffset At, Asset Asset, decimal Delta, DateTimeOffset? ClearedAt) : BinanceUserMessage(At);

    /// <summary>Part of a spot balance was locked or set free; the sum is the same.</summary>
    public sealed record LockMoved(DateTimeOffset At, Asset Asset, decimal Delta) : BinanceUserMessage(At);

    /// <summary>An order changed, spot or futures; with a fill where it was traded.</summary>
    /// <param name="Filled">All of it that was traded so far.</param>
    public sealed record Order(
        DateTimeOffset At, string Instrument, string? OrderId, string? ClientOrderId, bool IsBuy, string? StatedSide, string? Status, decimal? Price, decimal? Quantity,
        decimal? Filled, FillRow? Fill) : BinanceUserMessage(At);

    /// <summary>Futures balances and positions that changed, as they are now.</summary>
    public sealed record Futures(
        DateTimeOffset At, DateTimeOffset HappenedAt, string? Reason, ImmutableArray<FuturesBalanceRow> Balances, ImmutableArray<PositionRow> Positions)
        : BinanceUserMessage(At);

    /// <summary>A contract's leverage, or the account's multi-assets mode.</summary>
    public sealed record Setting(DateTimeOffset At, string? Instrument, decimal? Leverage, bool? IsMultiAssets) : BinanceUserMessage(At);

    public sealed record MarginCall(DateTimeOffset At, ImmutableArray<PositionRow> Positions) : BinanceUserMessage(At);

    /// <summary>This stream says nothing more.</summary>
    public sealed record Ended(DateTimeOffset At, string Why) : BinanceUserMessage(At);

    /// <summary>The venue will end the connection soon.</summary>
    public sealed record ShuttingDown(DateTimeOffset At) : BinanceUserMessage(At);

    /// <summary>Nothing a tracker needs, or nothing it knows.</summary>
    public sealed record Other(DateTimeOffset At, string? Name) : BinanceUserMessage(At);
}

/// <param name="Wallet">Without unrealised PnL.</param>
/// <param name="Change">What changed it but PnL and fees.</param>
internal sealed record FuturesBalanceRow(Asset Asset, decimal Wallet, decimal? CrossWallet, decimal? Change);
