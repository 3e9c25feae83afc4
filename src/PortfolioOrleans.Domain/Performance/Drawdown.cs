namespace PortfolioOrleans.Domain.Performance;

/// <summary>
/// The highest equity so far and where equity stands below it. Deposits and withdrawals scale the peak: taking money out is never read as losing
/// it. Definition as in Magdon-Ismail and Atiya 2004, on flow-adjusted equity. Amounts are in the portfolio's currency.
/// </summary>
/// <param name="Peak">Highest equity, scaled by every later flow.</param>
/// <param name="PeakAt">When it was reached last, UTC.</param>
/// <param name="Trough">Lowest equity since then, scaled alike; the peak itself while there.</param>
/// <param name="Equity">Equity at <paramref name="AsOf"/>, never negative: below zero there is nothing left to lose.</param>
/// <param name="AsOf">Time of the last observation, UTC.</param>
/// <param name="MaxDepth">The deepest fraction lost from any peak so far.</param>
/// <param name="LongestUnderwater">The longest time from a peak to the return to it, one still under way included.</param>
public sealed record Drawdown(
    decimal Peak,
    DateTimeOffset PeakAt,
    decimal Trough,
    decimal Equity,
    DateTimeOffset AsOf,
    decimal MaxDepth,
    TimeSpan LongestUnderwater)
{
    /// <summary>Fraction lost since the peak: 0 at the peak, 0.25 after losing a quarter.</summary>
    public decimal Depth => Peak == 0m || Peak == Equity ? 0m : (Peak - Equity) / Peak;

    /// <summary>How much of the way from the trough back to the peak is done: 0 at the trough, 1 at the peak.</summary>
    public decimal RecoveryProgress => Peak == Trough ? 1m : (Equity - Trough) / (Peak - Trough);

    /// <summary>Since when equity is below its peak; null at the peak.</summary>
    public DateTimeOffset? UnderwaterSince => Equity < Peak ? PeakAt : null;

    public static Drawdown Start(decimal equity, DateTimeOffset at)
    {
        var kept = Math.Max(equity, 0m);
        return new Drawdown(kept, at, kept, kept, at, 0m, TimeSpan.Zero);
    }

    /// <summary>
    /// Takes the next valuation. <paramref name="netFlow"/> is deposits minus withdrawals since <see cref="AsOf"/>, taken to have happened right
    /// after it: peak and trough are multiplied by (equity + flow) / equity.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="at"/> is before <see cref="AsOf"/>.</exception>
    public Drawdown Observe(decimal equity, decimal netFlow, DateTimeOffset at)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(at, AsOf);

        var now = Math.Max(equity, 0m);
        var funded = Equity + netFlow;
        if (Equity == 0m || funded <= 0m)
        {
            // Emptied or newly funded: the old peak was other money. What was lost of it stays on the record.
            return Start(now, at) with { MaxDepth = MaxDepth, LongestUnderwater = LongestUnderwater };
        }

        var peak = Scaled(Peak, funded);
        if (now >= peak)
        {
            return this with { Peak = now, PeakAt = at, Trough = now, Equity = now, AsOf = at, LongestUnderwater = Longest(at, Equity < Peak) };
        }

        var next = this with { Peak = peak, Trough = Math.Min(Scaled(Trough, funded), now), Equity = now, AsOf = at };
        return next with { MaxDepth = Math.Max(MaxDepth, next.Depth), LongestUnderwater = Longest(at, true) };
    }

    /// <summary>The same with a higher peak, which was reached since <paramref name="at"/> and left again without being observed; a lower one changes nothing.</summary>
    public Drawdown RaisedTo(decimal peak, DateTimeOffset at)
    {
        if (peak <= Peak)
        {
            return this;
        }

        var raised = this with { Peak = peak, PeakAt = at, Trough = Equity };
        return raised with { MaxDepth = Math.Max(MaxDepth, raised.Depth) };
    }

    // Exactly the funded equity for what stands at it: a quotient multiplied back would be off by the last digit and show a drawdown of nothing.
    private decimal Scaled(decimal level, decimal funded) => level == Equity ? funded : level * (funded / Equity);

    private TimeSpan Longest(DateTimeOffset at, bool underwater) => underwater && at - PeakAt > LongestUnderwater ? at - PeakAt : LongestUnderwater;
}
