using System.Collections.Immutable;
using PortfolioOrleans.Exchanges.Http;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Okx.Histories;

/// <summary>One list of a history, newest first, a hundred rows a page.</summary>
/// <param name="Filter">A parameter that is always sent; null for none.</param>
/// <param name="Recent">
/// Set for a list that the following ones repeat and reach beyond: how far it reaches itself. As long as that is far enough they are not asked.
/// </param>
internal sealed record OkxList<TRow>(
    VenueEndpoint Endpoint, Func<WireNode, ImmutableArray<TRow>> Read, (string Name, string Value)? Filter = null, TimeSpan? Recent = null);

/// <summary>What a walk must know of a row.</summary>
/// <param name="Id">What the list is paged by, where it is paged by ids.</param>
/// <param name="At">What the list is sorted by.</param>
/// <param name="IsOpen">True while the venue may still change it.</param>
internal readonly record struct OkxRowKey(string Id, DateTimeOffset At, bool IsOpen = false);

internal enum OkxPaging
{
    /// <summary>"after" is a row's id.</summary>
    ById,

    /// <summary>"after" is a row's time in milliseconds.</summary>
    ByTime,
}
