using PortfolioOrleans.Contracts.Portfolios;
using PortfolioOrleans.Gateway.Json;
using PortfolioOrleans.Gateway.Performance;

namespace PortfolioOrleans.Gateway.Portfolios;

/// <summary>A portfolio as it stood at one moment. Amounts are in its currency. Keep the highest version you have seen.</summary>
/// <param name="PortfolioId">The user's id.</param>
/// <param name="TotalEquity">Balances at their prices plus unrealised PnL.</param>
/// <param name="CashBalance">The part of it that is fiat and stablecoins.</param>
/// <param name="TotalExposure">Long plus short.</param>
/// <param name="NumPositions">How many positions are open.</param>
/// <param name="UnrealizedPnl">Of all open positions, at their marks.</param>
/// <param name="RealizedPnlToday">
/// Realised since midnight UTC as far as the ledger was read, which a valuation does not wait for: by first in, first out, as GET /api/portfolio/pnl. Null until the ledger was first read.
/// </param>
/// <param name="RealizedPnlAsOf">When the ledger was read for it; what was recorded since is not in it yet.</param>
/// <param name="DailyPnl">Equity made or lost since midnight UTC, deposits and withdrawals left out; as of the last complete valuation.</param>
/// <param name="DailyPnlPct">The same in percent of what there was to gain on; null where that is nothing.</param>
/// <param name="DailyDrawdownPct">Below the highest equity since midnight UTC, in percent; as of the last complete valuation.</param>
/// <param name="PeakEquity">The all-time peak, deposits and withdrawals adjusted for; as of the last complete valuation.</param>
/// <param name="RestatedAt">When what became known late last changed peaks that had been shown; null where nothing did.</param>
/// <param name="RestatedFrom">Since when peaks and drawdowns are other than they were shown before.</param>
/// <param name="NetFlowTotal">Deposits minus withdrawals since the portfolio began; a running total.</param>
/// <param name="Currency">What amounts are stated in.</param>
/// <param name="Version">Number of the valuation; 0 before the first.</param>
/// <param name="Sequence">Number of the last event that was published for it.</param>
/// <param name="Timestamp">When it was valued.</param>
/// <param name="Complete">True when every source and price is fresh and nothing is unpriced. Peaks and daily figures move only then.</param>
/// <param name="Sources">Each wallet of each account: how old its numbers are and what is wrong with them.</param>
/// <param name="Prices">Each venue whose prices were used.</param>
/// <param name="Unpriced">What is held and has no price; in no total.</param>
/// <param name="Pools">Shares of liquidity pools. What they come to is among the balances, in the wallet pool, and in total_equity once.</param>
/// <param name="SetAside">What strangers put into an account, scams and spam: held, never valued, in no total.</param>
/// <param name="CurrencyEffect">What the currency asked for makes of the day; null for the portfolio's own.</param>
/// <param name="Explanation">The rows of each figure; null unless asked for.</param>
internal sealed record SnapshotAnswer(
    string PortfolioId,
    decimal TotalEquity,
    decimal CashBalance,
    decimal TotalExposure,
    int NumPositions,
    IReadOnlyList<PositionAnswer> Positions,
    IReadOnlyList<BalanceAnswer> Balances,
    decimal UnrealizedPnl,
    decimal? RealizedPnlToday,
    DateTimeOffset? RealizedPnlAsOf,
    decimal DailyPnl,
    double? DailyPnlPct,
    double DailyDrawdownPct,
    decimal PeakEquity,
    DateTimeOffset? RestatedAt,
    DateTimeOffset? RestatedFrom,
    decimal NetFlowTotal,
    string Currency,
    long Version,
    long Sequence,
    DateTimeOffset Timestamp,
    bool Complete,
    IReadOnlyList<SourceAnswer> Sources,
    IReadOnlyList<PriceSourceAnswer> Prices,
    IReadOnlyList<UnpricedAnswer> Unpriced,
    IReadOnlyList<PoolAnswer> Pools,
    IReadOnlyList<SetAsideAnswer> SetAside,
    DayCurrencyEffectAnswer? CurrencyEffect,
    SnapshotExplanationAnswer? Explanation)
{
    public static SnapshotAnswer Of(PortfolioSnapshot snapshot, bool explains = false) => new(
        snapshot.PortfolioId,
        snapshot.Equity,
        snapshot.CashBalance,
        snapshot.Exposure.Long + snapshot.Exposure.Short,
        snapshot.Positions.Length,
        [.. snapshot.Positions.Select(row => PositionAnswer.Of(row))],
        [.. snapshot.Balances.Select(row => BalanceAnswer.Of(row))],
        snapshot.Pnl.Unrealized,
        snapshot.Pnl.RealizedToday,
        snapshot.Pnl.RealizedAsOf,
        snapshot.Pnl.Daily,
        snapshot.Pnl.DailyPct,
        Percent.Of(snapshot.Drawdown.DailyDepth),
        snapshot.Drawdown.PeakEquity,
        snapshot.Drawdown.RestatedAt,
        snapshot.Drawdown.RestatedFrom,
        snapshot.NetFlowTotal,
        snapshot.Currency.Code,
        snapshot.Version,
        snapshot.Sequence,
        snapshot.AsOf,
        snapshot.Complete,
        [.. snapshot.Sources.Select(SourceAnswer.Of)],
        [.. snapshot.Prices.Select(PriceSourceAnswer.Of)],
        [.. snapshot.Unpriced.Select(UnpricedAnswer.Of)],
        [.. snapshot.Pools.Select(PoolAnswer.Of)],
        [.. snapshot.SetAside.Select(SetAsideAnswer.Of)],
        CurrencyEffect: null,
        explains ? SnapshotExplanationAnswer.Of(snapshot) : null);
}
