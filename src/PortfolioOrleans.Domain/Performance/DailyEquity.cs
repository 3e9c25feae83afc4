using System.Collections.Immutable;

namespace PortfolioOrleans.Domain.Performance;

/// <summary>A portfolio's day in its currency. The day is a UTC day.</summary>
/// <param name="Day">Which day.</param>
/// <param name="Equity">At the day's end, flows included.</param>
/// <param name="Inflow">What came in without a known time; at or above zero.</param>
/// <param name="Outflow">What went out without a known time; at or above zero.</param>
public sealed record DailyEquity(DateOnly Day, decimal Equity, decimal Inflow = 0m, decimal Outflow = 0m)
{
    /// <summary>Flows whose time is known and before which equity was known, in order of time.</summary>
    public ImmutableArray<TimedFlow> Timed { get; init; } = [];

    /// <summary>False where something could not be priced on the day.</summary>
    public bool IsComplete { get; init; } = true;

    /// <summary>True where it was made afterwards from the ledger and daily prices, not seen.</summary>
    public bool IsReconstructed { get; init; }

    public decimal NetFlow => Inflow - Outflow + (Timed.IsEmpty ? 0m : Timed.Sum(flow => flow.Amount));
}

/// <param name="At">UTC.</param>
/// <param name="Amount">Positive in, negative out.</param>
/// <param name="EquityBefore">Equity right before it.</param>
public readonly record struct TimedFlow(DateTimeOffset At, decimal Amount, decimal EquityBefore);
