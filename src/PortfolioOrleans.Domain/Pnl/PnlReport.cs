using System.Collections.Immutable;
using System.Globalization;
using PortfolioOrleans.Domain.CostBasis;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Performance;

namespace PortfolioOrleans.Domain.Pnl;

/// <summary>Realised profit and loss, cut as asked. The rows of a report add up to its total whatever the cut.</summary>
/// <param name="Rows">In the order of their keys.</param>
/// <param name="Total">All of them.</param>
/// <param name="Unpriced">Ledger lines without a price: booked so that they make neither gain nor loss, and so left out of every figure.</param>
/// <param name="Incomplete">Ledger lines that disposed of more than was known to be there: their cost is too low.</param>
/// <param name="Assumed">Ledger lines whose gain rests on a cost that nobody knows for sure.</param>
public sealed record PnlReport(
    ImmutableArray<PnlRow> Rows, PnlRow Total, ImmutableArray<string> Unpriced, ImmutableArray<string> Incomplete, ImmutableArray<string> Assumed)
{
    /// <summary>By day, week (from Monday), month, quarter or year, in UTC.</summary>
    public static PnlReport By(CalendarPeriod period, IEnumerable<Booking> bookings) =>
        By(bookings, booking => ReturnCalendar.StartOf(booking.At, period).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    /// <summary>By pair or contract; what came from none, by asset.</summary>
    public static PnlReport BySymbol(IEnumerable<Booking> bookings) => By(bookings, booking => booking.Symbol?.ToString() ?? booking.Asset.Code);

    public static PnlReport ByAsset(IEnumerable<Booking> bookings) => By(bookings, booking => booking.Asset.Code);

    public static PnlReport ByAccount(IEnumerable<Booking> bookings) => By(bookings, booking => booking.AccountId);

    /// <summary>By method: the same ledger read under each of them, other rules alike. Nothing of the ledger changes.</summary>
    public static ImmutableSortedDictionary<CostMethod, PnlReport> ByMethod(
        IReadOnlyCollection<LedgerEntry> known, CostRules rules, PriceAt priceAt, Func<IEnumerable<Booking>, PnlReport> cut) =>
        Enum.GetValues<CostMethod>().ToImmutableSortedDictionary(
            method => method,
            method => cut(CostBooks.Keep(known, rules with { Methods = [new MethodSince(DateTimeOffset.MinValue, method)] }, priceAt).Made));

    /// <summary>By anything.</summary>
    public static PnlReport By(IEnumerable<Booking> bookings, Func<Booking, string> key)
    {
        var all = bookings.ToList();
        var disposals = all.OfType<Disposal>().ToList();
        return new PnlReport(
            [.. all.GroupBy(key, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => PnlRow.Of(group.Key, [.. group]))],
            PnlRow.Of("total", all),
            Ids(all.Where(booking => !booking.IsPriced)),
            Ids(disposals.Where(disposal => !disposal.Released.IsComplete)),
            Ids(disposals.Where(disposal => disposal.Released.Matches.Any(match => match.Origin != CostOrigin.Known))));
    }

    private static ImmutableArray<string> Ids(IEnumerable<Booking> bookings) => [.. bookings.Select(booking => booking.EntryId).Distinct(StringComparer.Ordinal)];
}
