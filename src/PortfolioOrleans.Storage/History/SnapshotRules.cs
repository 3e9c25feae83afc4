using PortfolioOrleans.Storage.Databases;

namespace PortfolioOrleans.Storage.History;

/// <summary>What both twins refuse, and how both count steps.</summary>
internal static class SnapshotRules
{
    private const int LongestList = 100_000;

    /// <summary>The first midnight of this century that began a Monday: a step of a week is a calendar week.</summary>
    public static readonly DateTimeOffset Origin = new(2001, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Months outside these two have no partition of their own: such a time is somebody's mistake, kept but not catered for.</summary>
    public static readonly DateOnly FirstMonth = new(2010, 1, 1);

    public static readonly DateOnly LastMonth = new(2099, 12, 1);

    public static void Check(SnapshotRow row)
    {
        StoredText.CheckName(row.PortfolioId);
        StoredText.CheckName(row.UserId);
        StoredText.Check(row.Currency);
    }

    public static void CheckList(TimeSpan step, int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(step, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, LongestList);
    }
}
