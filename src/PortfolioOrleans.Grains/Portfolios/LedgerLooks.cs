using PortfolioOrleans.Contracts.Accounts;
using PortfolioOrleans.Contracts.Ledger;

namespace PortfolioOrleans.Grains.Portfolios;

/// <summary>
/// What a portfolio knows of its ledger without waiting for it: the last reading it was told of, and when to ask for another. A valuation takes what is known. Belongs to one
/// activation.
/// </summary>
internal sealed class LedgerLooks(TimeSpan pause, TimeSpan period)
{
    private DateTimeOffset? _beganAt;
    private DateTimeOffset? _askedAt;

    /// <summary>The last reading; null until there was one.</summary>
    public RealizedDay? Known { get; private set; }

    /// <summary>Takes a reading, unless a later one is known.</summary>
    /// <returns>Whether it says something else than before.</returns>
    public bool Take(RealizedDay? told)
    {
        if (told is null || told.AsOf <= Known?.AsOf)
        {
            return false;
        }

        var before = Known;
        Known = told;
        return before is null || (before.Day, before.Amount, before.Currency) != (told.Day, told.Amount, told.Currency);
    }

    /// <summary>
    /// Whether to ask for a reading now, and whether that is because something was recorded. An answer that was lost is asked for again after a pause, and each life asks once,
    /// since it does not know what was recorded before it.
    /// </summary>
    /// <param name="patience">How long a life that knows an earlier reading waits with its own, so that not all ask at once when a service starts.</param>
    public Look Next(IEnumerable<AccountSnapshot> accounts, DateTimeOffset now, TimeSpan patience = default)
    {
        _beganAt ??= now;
        if (now - _askedAt < pause)
        {
            return Look.None;
        }

        var recorded = accounts.Max(account => account.RecordedAt);
        var look = recorded is not null && (Known is null || recorded >= Known.AsOf) ? Look.News
            : Known is null || (_askedAt is null && now - _beganAt >= patience) || (_askedAt is not null && now - Known.AsOf >= period) ? Look.Routine
            : Look.None;
        _askedAt = look == Look.None ? _askedAt : now;
        return look;
    }
}

/// <summary>Why a ledger is looked into.</summary>
internal enum Look
{
    None,

    /// <summary>Nothing was heard of it for long.</summary>
    Routine,

    /// <summary>Lines were recorded.</summary>
    News,
}
