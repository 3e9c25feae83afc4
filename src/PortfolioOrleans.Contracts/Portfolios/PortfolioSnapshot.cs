using System.Collections.Immutable;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Contracts.Portfolios;

/// <summary>
/// A portfolio as it stood at one moment. A consumer keeps the highest version it has seen. Amounts are in <paramref name="Currency"/> unless said otherwise.
/// </summary>
/// <param name="Version">Number of the valuation; 0 before the first.</param>
/// <param name="Sequence">Number of the last event published for it.</param>
/// <param name="AsOf">Time of the valuation, UTC.</param>
/// <param name="Equity">Balances at their prices plus unrealised PnL.</param>
/// <param name="CashBalance">The part of it that is fiat and stablecoins.</param>
/// <param name="NetFlowTotal">Deposits minus withdrawals since the portfolio began; a running total.</param>
/// <param name="Unpriced">What is held and has no price; not in the totals.</param>
/// <param name="Complete">True when every source and price is fresh and nothing is unpriced.</param>
[GenerateSerializer, Immutable, Alias("portfolio.snapshot")]
public sealed record PortfolioSnapshot(
    [property: Id(0)] string PortfolioId,
    [property: Id(1)] long Version,
    [property: Id(2)] long Sequence,
    [property: Id(3)] DateTimeOffset AsOf,
    [property: Id(4)] Asset Currency,
    [property: Id(5)] decimal Equity,
    [property: Id(6)] decimal CashBalance,
    [property: Id(7)] decimal NetFlowTotal,
    [property: Id(8)] PnlFigures Pnl,
    [property: Id(9)] DrawdownFigures Drawdown,
    [property: Id(10)] ExposureFigures Exposure,
    [property: Id(11)] ImmutableArray<BalanceRow> Balances,
    [property: Id(12)] ImmutableArray<PositionRow> Positions,
    [property: Id(13)] ImmutableArray<SourceRow> Sources,
    [property: Id(14)] ImmutableArray<PriceSourceRow> Prices,
    [property: Id(15)] ImmutableArray<UnpricedRow> Unpriced,
    [property: Id(16)] bool Complete)
{
    /// <summary>Shares of liquidity pools. What they come to is among the balances, in the wallet <c>Pool</c>, and in the equity once.</summary>
    [Id(17)]
    public ImmutableArray<PoolRow> Pools { get; init; } = [];

    /// <summary>What strangers put into an account: held, and in no total.</summary>
    [Id(18)]
    public ImmutableArray<SetAsideRow> SetAside { get; init; } = [];
}
