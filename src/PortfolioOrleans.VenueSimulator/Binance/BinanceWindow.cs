namespace PortfolioOrleans.VenueSimulator.Binance;

/// <summary>
/// How Binance cuts a list: with a start the oldest rows from there on, without one the newest; always in the order of time.
/// </summary>
internal static class BinanceWindow
{
    /// <param name="rows">Oldest first.</param>
    public static IEnumerable<T> Cut<T>(
        IEnumerable<T> rows, Func<T, DateTimeOffset> at, DateTimeOffset? start, DateTimeOffset? end, int limit)
    {
        var inside = rows.Where(row => (start is null || at(row) >= start) && (end is null || at(row) <= end));
        return start is null ? inside.TakeLast(limit) : inside.Take(limit);
    }

    /// <exception cref="BinanceRefusal">-1127 when start and end are further apart than <paramref name="widest"/>.</exception>
    public static void RequireWithin(DateTimeOffset? start, DateTimeOffset? end, TimeSpan widest, string words)
    {
        if (end - start > widest)
        {
            throw BinanceRefusal.TooLong(words);
        }
    }
}
