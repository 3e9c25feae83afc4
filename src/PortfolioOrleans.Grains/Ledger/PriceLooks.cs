namespace PortfolioOrleans.Grains.Ledger;

/// <summary>
/// When all kept prices of past days are read again: each pause is twice the one before, up to an hour. Those of a new portfolio's past come in within minutes, then one
/// a day. Belongs to one activation.
/// </summary>
/// <param name="first">The pause after the first reading.</param>
internal sealed class PriceLooks(TimeSpan first)
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private TimeSpan _pause = first;
    private DateTimeOffset _due;

    public bool IsDue(DateTimeOffset now) => now >= _due;

    /// <summary>All were read.</summary>
    public void Done(DateTimeOffset now)
    {
        _due = now + _pause;
        _pause = 2 * _pause < Longest ? 2 * _pause : Longest;
    }
}
