using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Storage.Databases;

namespace PortfolioOrleans.Storage.Performance;

/// <summary>What both twins refuse, cut and prefer.</summary>
internal static class PerformanceRules
{
    public static void Check(IReadOnlyCollection<PerformanceDay> days)
    {
        foreach (var day in days)
        {
            StoredText.CheckName(day.PortfolioId, nameof(days));
            StoredText.CheckName(day.UserId, nameof(days));
            StoredText.CheckName(day.Currency.Code, nameof(days));
            ArgumentOutOfRangeException.ThrowIfLessThan(day.Figures.Inflow, 0m); // A zero may carry a sign.
            ArgumentOutOfRangeException.ThrowIfLessThan(day.Figures.Outflow, 0m);
        }

        if (days.Select(day => (day.UserId, day.PortfolioId)).Distinct().Count() > 1 || days.DistinctBy(day => day.Day).Count() < days.Count)
        {
            throw new ArgumentException("Days saved together are different days of one portfolio.", nameof(days));
        }
    }

    public static PerformanceDay Kept(PerformanceDay day) => day with
    {
        AsOf = StoredTime.Of(day.AsOf),
        RestatedAt = StoredTime.Of(day.RestatedAt),
        Figures = day.Figures with { Timed = [.. day.Figures.Timed.Select(flow => flow with { At = StoredTime.Of(flow.At) })] },
    };

    /// <summary>True where the new row takes the place of the held one.</summary>
    public static bool Replaces(PerformanceDay next, PerformanceDay held) => Rank(next).CompareTo(Rank(held)) >= 0;

    private static (int Quality, DateTimeOffset AsOf, DateTimeOffset RestatedAt) Rank(PerformanceDay day) =>
        (Quality(day.Figures), day.AsOf, day.RestatedAt ?? DateTimeOffset.MinValue);

    private static int Quality(DailyEquity figures) => (figures.IsComplete ? 2 : 0) + (figures.IsReconstructed ? 0 : 1);
}
