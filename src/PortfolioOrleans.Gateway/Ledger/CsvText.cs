using System.Globalization;
using System.Text.Json;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Gateway.Ledger;

/// <summary>Values as a csv file of ours holds them: as the JSON does, without quotes.</summary>
internal static class CsvText
{
    public static string Amount(decimal amount) => (amount == 0m ? 0m : Rounding.Normalize(amount)).ToString(CultureInfo.InvariantCulture);

    public static string? Amount(decimal? amount) => amount is { } known ? Amount(known) : null;

    public static string? Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFZ", CultureInfo.InvariantCulture);

    public static string Word<T>(T value)
        where T : struct => JsonNamingPolicy.SnakeCaseLower.ConvertName($"{value}");

    public static string? Word<T>(T? value)
        where T : struct => value is { } known ? Word(known) : null;

    /// <summary>
    /// A text that a spreadsheet takes for text: what it would take for a formula gets an apostrophe before it, which <see cref="Plain"/> takes away again.
    /// </summary>
    public static string? Cell(string? text) => text is [var first, ..] && IsRisky(first) ? $"'{text}" : text;

    public static string Plain(string cell) => cell is ['\'', var second, ..] && IsRisky(second) ? cell[1..] : cell;

    private static bool IsRisky(char first) => first is '=' or '+' or '-' or '@' or '\'';
}
