using PortfolioOrleans.Gateway.Problems;

namespace PortfolioOrleans.Gateway.Admin;

/// <summary>Values that an operator gives and that cannot be kept.</summary>
internal static class AdminProblems
{
    public static ProblemException Invalid(string field, string allowed) =>
        new(new Problem(ProblemTable.InvalidValue, $"{field} must be {allowed}.") { Field = field });

    /// <exception cref="ProblemException">It is blank, too long, or holds a control character or half of one beyond 16 bits.</exception>
    public static void CheckText(string field, string text, int longest)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > longest || text.Any(char.IsControl) || text.EnumerateRunes().Any(rune => rune.Value == 0xFFFD))
        {
            throw Invalid(field, $"a text of 1 to {longest} characters, none of them a control character");
        }
    }
}
