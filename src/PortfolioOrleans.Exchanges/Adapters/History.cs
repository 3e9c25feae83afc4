using System.Collections.Immutable;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Exchanges.Adapters;

/// <summary>Where to read on in one history.</summary>
/// <param name="History">One of the venue's <see cref="VenueDescription.Histories"/>.</param>
/// <param name="Cursor">As the last page gave it, whatever it holds; null to begin at the beginning.</param>
/// <param name="AssetsSeen">Every asset ever seen in the account: where a venue wants to be asked symbol by symbol, these say which.</param>
public sealed record HistoryQuery(string History, string? Cursor, ImmutableArray<Asset> AssetsSeen)
{
    /// <summary>
    /// The oldest thing that the histories which do not <see cref="HistoryDescription.GoesBack">go back</see> know of the account, once each was read to its end; now, if they know nothing.
    /// Null before.
    /// </summary>
    public DateTimeOffset? AccountSince { get; init; }
}

/// <summary>Some transactions of one history.</summary>
/// <param name="Transactions">May be empty without being the end: a quarter in which nothing happened.</param>
/// <param name="Cursor">Where the next page begins; kept by the caller once the transactions are. At most 256 KiB.</param>
/// <param name="IsEnd">True when this reaches now; asked again with the cursor, later, it goes on from there.</param>
public sealed record HistoryPage(ImmutableArray<Transaction> Transactions, string Cursor, bool IsEnd, HistoryProgress Progress);

/// <summary>How far a walk has come, for the user's eyes.</summary>
/// <param name="Done">Steps taken: symbols, windows, pages.</param>
/// <param name="OfAbout">Of how many, as far as can be said; null where it cannot.</param>
/// <param name="Oldest">The oldest moment read so far, UTC; null before the first row.</param>
public readonly record struct HistoryProgress(int Done, int? OfAbout, DateTimeOffset? Oldest);
