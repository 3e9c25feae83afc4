using System.Collections.Immutable;
using PortfolioOrleans.Domain.CostBasis;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Contracts.Ledger;

/// <summary>How the books are read. Nothing of the ledger changes with it.</summary>
/// <param name="AsOf">What had happened by then, UTC; null for now.</param>
/// <param name="KnownAt">What had been recorded by then, UTC; null for all.</param>
/// <param name="Explain">Whether figures come with their rows.</param>
/// <param name="Lots">Which lots a disposal may take.</param>
[GenerateSerializer, Immutable, Alias("ledger.view")]
public sealed record LedgerView(
    [property: Id(0)] CostMethod Method,
    [property: Id(1)] DateTimeOffset? AsOf = null,
    [property: Id(2)] DateTimeOffset? KnownAt = null,
    [property: Id(3)] bool Explain = false,
    [property: Id(4)] LotScope Lots = LotScope.Wallet);

/// <summary>Where short ends and long begins, in a tax report.</summary>
public enum HoldingRule
{
    /// <summary>Disposed of after the same UTC date of the next year.</summary>
    Calendar,

    /// <summary>Held longer than 365 times 24 hours.</summary>
    Hours,

    /// <summary>Nothing is long.</summary>
    None,
}

/// <summary>Which lines. Null takes all.</summary>
/// <param name="Symbol">Trades of this pair.</param>
/// <param name="Since">At or after, UTC.</param>
/// <param name="Until">Before, UTC.</param>
/// <param name="Before">Older in the ledger's order than this one, which need not be there any more.</param>
[GenerateSerializer, Immutable, Alias("ledger.line-query")]
public sealed record LineQuery(
    [property: Id(0)] LedgerView View,
    [property: Id(1)] int Limit,
    [property: Id(2)] Symbol? Symbol = null,
    [property: Id(3)] DateTimeOffset? Since = null,
    [property: Id(4)] DateTimeOffset? Until = null,
    [property: Id(5)] LinePlace? Before = null);

/// <summary>Where a line stands in the ledger's order.</summary>
[GenerateSerializer, Immutable, Alias("ledger.line-place")]
public sealed record LinePlace(
    [property: Id(0)] DateTimeOffset At,
    [property: Id(1)] TransactionKind Kind,
    [property: Id(2)] string AccountId,
    [property: Id(3)] string LineId);

/// <param name="Lines">Newest first.</param>
/// <param name="HasMore">Whether there are older ones.</param>
[GenerateSerializer, Immutable, Alias("ledger.line-page")]
public sealed record LinePage([property: Id(0)] ImmutableArray<LineRow> Lines, [property: Id(1)] bool HasMore);

/// <param name="RecordedAt">When the ledger took it in, UTC.</param>
/// <param name="Corrects">The line that it replaced; null for a line of its own.</param>
/// <param name="RealizedPnl">What it realised, in the books' currency.</param>
/// <param name="IsPriced">False where something of it had no known price and was booked without gain.</param>
[GenerateSerializer, Immutable, Alias("ledger.line")]
public sealed record LineRow(
    [property: Id(0)] string AccountId,
    [property: Id(1)] Transaction Transaction,
    [property: Id(2)] DateTimeOffset RecordedAt,
    [property: Id(3)] string? Corrects,
    [property: Id(4)] string? Reason,
    [property: Id(5)] decimal RealizedPnl,
    [property: Id(6)] bool IsPriced);
