using System.Globalization;

namespace PortfolioOrleans.Gateway.Ledger.Import;

/// <summary>Times as venues' files write them.</summary>
internal static class VenueTime
{
    private static readonly string[] Formats =
        ["yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFFF", "yy-MM-dd HH:mm:ss", "yyyy-MM-ddTHH:mm:ssZ", "yyyy/MM/dd HH:mm:ss", "yyyy-MM-dd HH:mm"];

    /// <param name="offset">How far ahead of UTC the file's times are.</param>
    /// <exception cref="TransactionFaultException">It is no such time.</exception>
    public static DateTimeOffset Parse(string column, string text, TimeSpan offset = default) =>
        DateTime.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var time)
        && time.Year is >= 2000 and < 2200
            ? new DateTimeOffset(time, TimeSpan.Zero) - offset
            : throw new TransactionFaultException(column, $"{column} must be a time, as in 2026-01-31 12:00:00.");
}
