namespace PortfolioOrleans.Gateway.Live;

internal enum ResetReason
{
    /// <summary>They are no longer kept here, or never reached this process.</summary>
    NotKept,

    /// <summary>The client took them too slowly.</summary>
    TooSlow,

    /// <summary>The portfolio counts its events anew; the client's number is from before.</summary>
    Renumbered,
}

/// <summary>Events that a client will not get; the newest snapshot follows instead.</summary>
/// <param name="From">The first of them.</param>
/// <param name="To">The last of them; below <paramref name="From"/> where none was left out in the present numbering.</param>
internal readonly record struct StreamReset(long From, long To, ResetReason Reason);

/// <summary>Events that will not come. The next event is the newest snapshot, and what follows it.</summary>
/// <param name="From">The first that is left out.</param>
/// <param name="To">The last that is left out.</param>
/// <param name="Reason">not_kept: too late; too_slow: they were not taken in time; renumbered: the portfolio counts anew.</param>
internal sealed record ResetAnswer(long From, long To, ResetReason Reason)
{
    public static ResetAnswer Of(StreamReset reset) => new(reset.From, reset.To, reset.Reason);
}
