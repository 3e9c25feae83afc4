using System.Collections.Immutable;
using PortfolioOrleans.Domain.CostBasis;
using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Contracts.Ledger;

/// <summary>Which periods.</summary>
/// <param name="Step">Day, week from Monday, month ... in UTC.</param>
/// <param name="Since">What happened at or after it, UTC; null from the ledger's beginning.</param>
/// <param name="Until">What happened before it, UTC; null to its end.</param>
/// <param name="After">Periods that begin after this day; null for the first page.</param>
/// <param name="Limit">At most so many of them.</param>
[GenerateSerializer, Immutable, Alias("ledger.pnl-history-query")]
public sealed record PnlHistoryQuery(
    [property: Id(0)] LedgerView View,
    [property: Id(1)] CalendarPeriod Step,
    [property: Id(2)] DateTimeOffset? Since,
    [property: Id(3)] DateTimeOffset? Until,
    [property: Id(4)] DateOnly? After,
    [property: Id(5)] int Limit);

/// <summary>What was realised, period by period. Amounts are in <paramref name="Currency"/>.</summary>
/// <param name="Periods">Oldest first, from the first to the last one in which something happened; those between without anything are there, too.</param>
/// <param name="HasMore">Whether later ones are left.</param>
/// <param name="Total">The whole span, whatever is listed of it.</param>
[GenerateSerializer, Immutable, Alias("ledger.pnl-history")]
public sealed record PnlHistory(
    [property: Id(0)] CostMethod Method,
    [property: Id(1)] LotScope Lots,
    [property: Id(2)] Asset Currency,
    [property: Id(3)] DateTimeOffset AsOf,
    [property: Id(4)] ImmutableArray<PnlPeriod> Periods,
    [property: Id(5)] bool HasMore,
    [property: Id(6)] PnlPeriod Total,
    [property: Id(7)] LedgerDoubts Doubts);

/// <summary>What a period realised.</summary>
/// <param name="Start">Its first day, which may lie before the span.</param>
/// <param name="Realized">All of it, fees taken off.</param>
/// <param name="Sources">The same by where it came from.</param>
/// <param name="Fees">Paid, commissions included; above zero for a cost.</param>
/// <param name="ClosedTrades">Round trips that came to an end.</param>
/// <param name="Won">How many of them were won.</param>
/// <param name="Lost">How many were lost.</param>
[GenerateSerializer, Immutable, Alias("ledger.pnl-period")]
public sealed record PnlPeriod(
    [property: Id(0)] DateOnly Start,
    [property: Id(1)] LedgerFigure Realized,
    [property: Id(2)] RealizedSources Sources,
    [property: Id(3)] LedgerFigure Fees,
    [property: Id(4)] int ClosedTrades,
    [property: Id(5)] int Won,
    [property: Id(6)] int Lost);
