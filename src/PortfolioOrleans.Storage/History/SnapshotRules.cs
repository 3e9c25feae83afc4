using PortfolioOrleans.Storage.Databases;

namespace PortfolioOrleans.Storage.History;

/// <summary>What both twins refuse, and how both count steps.</summary>
internal static class SnapshotRules
{
    private const int LongestList = 100_000;

    /// <summary>The first midnight of this century that began a Monday: a step of a week is a calendar week.</summary>
    public static readonly DateTimeOffset Origin = new(2001, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static void Check(SnapshotRow row)
    {
        StoredText.CheckName(row.PortfolioId);
        StoredText.CheckName(row.UserId);
        StoredText.Check(row.Currency);
    }

    public static SnapshotRow Kept(SnapshotRow row) => row with { At = StoredTime.Of(row.At), RestatedAt = StoredTime.Of(row.RestatedAt) };

    /// <summary>The end, exclusive, of what was there at a time, that moment included.</summary>
    public static DateTimeOffset KnownUntil(DateTimeOffset to, DateTimeOffset knownAt) =>
        knownAt < to ? StoredTime.Of(knownAt).AddMicroseconds(1) : to;

    /// <summary>A step that the database can count in.</summary>
    public static void CheckStep(TimeSpan step) => ArgumentOutOfRangeException.ThrowIfLessThan(step, TimeSpan.FromMicroseconds(1));

    public static void CheckList(TimeSpan step, int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(step, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, LongestList);
    }
}
