namespace PortfolioOrleans.Storage.Databases;

/// <summary>The database keeps microseconds; a clock tick is a tenth of one. What goes in is cut first, so that both twins compare and answer alike.</summary>
internal static class StoredTime
{
    public static DateTimeOffset Of(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    public static DateTimeOffset? Of(DateTimeOffset? time) => time is { } known ? Of(known) : null;

    /// <summary>The first time that can be kept and is not before this one; for the lower end of a range.</summary>
    public static DateTimeOffset AtOrAfter(DateTimeOffset time)
    {
        var kept = Of(time);
        return kept.UtcTicks == time.UtcTicks || kept.UtcTicks > DateTimeOffset.MaxValue.UtcTicks - TimeSpan.TicksPerMicrosecond
            ? kept
            : kept.AddMicroseconds(1);
    }

    public static TimeSpan Of(TimeSpan length) => new(length.Ticks - (length.Ticks % TimeSpan.TicksPerMicrosecond));
}
