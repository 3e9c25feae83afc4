using System.Text.Json;

namespace PortfolioOrleans.Domain.Tests.Oracles;

/// <summary>Which public function answers which kind of case. A kind that is not here is not offered.</summary>
internal static class Kinds
{
    private static readonly Dictionary<string, Func<JsonElement, Answer>> All =
        new[] { ReturnSeriesKinds.All, PortfolioKinds.All, CostBasisKinds.All, TradeKinds.All }.SelectMany(kinds => kinds).ToDictionary(StringComparer.Ordinal);

    public static Func<JsonElement, Answer>? Find(string kind) => All.GetValueOrDefault(kind);
}
