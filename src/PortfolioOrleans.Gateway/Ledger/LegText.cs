using System.Text.Json;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Gateway.Ledger;

/// <summary>Legs in one cell of a file: "principal 0.5 BTC; principal -30000 USDT; fee -0.01 BNB".</summary>
internal static class LegText
{
    public static string Of(IEnumerable<Leg> legs) =>
        string.Join("; ", legs.Select(leg => $"{CsvText.Word(leg.Kind)} {CsvText.Amount(leg.Change.Amount)} {Escape(leg.Change.Asset.Code)}"));

    /// <exception cref="TransactionFaultException">It reads otherwise.</exception>
    public static IReadOnlyList<LegRequest> Parse(string text) => [.. text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(ParseLeg)];

    private static LegRequest ParseLeg(string text)
    {
        if (text.Split(' ', 3) is not [var word, var amount, var asset])
        {
            throw Fault();
        }

        LegKind[] kinds = [.. Enum.GetValues<LegKind>().Where(kind => CsvText.Word(kind) == word)];
        return kinds is [var kind]
            ? new LegRequest(kind, Unescape(asset), Exact.Parse(amount) ?? throw new TransactionFaultException("legs", $"legs must have numbers of at most 28 digits; {amount} is not rounded."))
            : throw Fault();
    }

    private static TransactionFaultException Fault() =>
        new("legs", "legs must read as in \"principal 0.5 BTC; principal -30000 USDT; fee -0.01 BNB\".");

    /// <summary>A code may hold anything; what divides legs is written as JSON does.</summary>
    private static string Escape(string code) => code.Contains(';', StringComparison.Ordinal) || code[0] == '"' ? JsonSerializer.Serialize(code).Replace(";", "\\u003B", StringComparison.Ordinal) : code;

    private static string Unescape(string code)
    {
        try
        {
            return code[0] == '"' ? JsonSerializer.Deserialize<string>(code) ?? "" : code;
        }
        catch (JsonException)
        {
            throw Fault();
        }
    }
}
