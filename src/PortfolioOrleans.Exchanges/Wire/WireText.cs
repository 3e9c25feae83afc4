namespace PortfolioOrleans.Exchanges.Wire;

/// <summary>A venue's own words, made fit for a log line and a user's eyes.</summary>
internal static class WireText
{
    private const int LongestWords = 200;

    /// <summary>One line, no control characters, at most 200 characters.</summary>
    public static string Plain(string? words)
    {
        var line = string.Concat((words ?? "").Take(LongestWords).Select(letter => char.IsControl(letter) ? ' ' : letter)).Trim();
        return words?.Length > LongestWords ? line + "..." : line;
    }
}
