using System.Globalization;

namespace PortfolioOrleans.Gateway.Ledger.Import;

/// <summary>OKX's files say once, before their header, by which zone their times are: "Time Zone:UTC+8".</summary>
internal static class OkxTimes
{
    private const string Word = "UTC";

    /// <summary>How far the file's times are ahead of UTC; nothing where it says nothing.</summary>
    public static TimeSpan OffsetOf(CsvTable table)
    {
        var cell = table.Preamble.FirstOrDefault(cell => cell.Replace(" ", "", StringComparison.Ordinal).StartsWith("TimeZone:", StringComparison.OrdinalIgnoreCase)) ?? "";
        var place = cell.IndexOf(Word, StringComparison.OrdinalIgnoreCase);
        var hours = place < 0 ? "" : cell[(place + Word.Length)..].Trim();
        return hours.Split(':') switch
        {
            [var whole] when int.TryParse(whole, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var hour) && Math.Abs(hour) <= 14 => TimeSpan.FromHours(hour),
            [var whole, var part] when int.TryParse(whole, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var hour) && Math.Abs(hour) <= 14
                && int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) && minutes < 60 =>
                TimeSpan.FromHours(hour) + TimeSpan.FromMinutes(whole.StartsWith('-') ? -minutes : minutes),
            _ => TimeSpan.Zero,
        };
    }
}
