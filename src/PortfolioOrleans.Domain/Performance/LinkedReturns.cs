namespace PortfolioOrleans.Domain.Performance;

/// <summary>Returns of a period from values and flows, in the ways that differ in when a flow is taken to happen. Fractions, not annualised.</summary>
public static class LinkedReturns
{
    /// <summary>Value made over the period, flows left out, in money: end - start - flows.</summary>
    public static decimal Gain(decimal start, decimal end, decimal flows) => end - start - flows;

    /// <summary>Gain over the value at the start; large deposits make it meaningless. Null where that is not above zero.</summary>
    public static decimal? Simple(decimal start, decimal end, decimal flows) => start > 0m ? Gain(start, end, flows) / start : null;

    /// <summary>
    /// Modified Dietz (Dietz 1966): gain over the start and the flows, each weighted by the part of the period that was left when it came. Null where that base is not
    /// above zero.
    /// </summary>
    /// <param name="flows">Positive in; the weight is between 0 (at the end) and 1 (at the start).</param>
    public static decimal? ModifiedDietz(decimal start, decimal end, IReadOnlyCollection<(decimal Amount, decimal Weight)> flows)
    {
        var capital = start + flows.Sum(flow => flow.Amount * flow.Weight);
        return capital > 0m ? Gain(start, end, flows.Sum(flow => flow.Amount)) / capital : null;
    }

    /// <summary>Modified Dietz over whole days: a day's flow is taken to come in its middle, or where its time is known, then.</summary>
    /// <param name="days">Ascending; the first gives the start.</param>
    public static decimal? ModifiedDietz(IReadOnlyList<DailyEquity> days)
    {
        if (days.Count < 2)
        {
            return null;
        }

        decimal length = days[^1].Day.DayNumber - days[0].Day.DayNumber;
        decimal Left(DailyEquity day, decimal passed) => (days[^1].Day.DayNumber - day.Day.DayNumber + 1m - passed) / length;
        return ModifiedDietz(days[0].Equity, days[^1].Equity,
        [
            .. days.Skip(1).Select(day => (day.Inflow - day.Outflow, Left(day, 0.5m))),
            .. days.Skip(1).SelectMany(day => day.Timed.Select(flow => (flow.Amount, Left(day, (decimal)flow.At.UtcDateTime.TimeOfDay.Ticks / TimeSpan.TicksPerDay)))),
        ]);
    }

    /// <summary>Days linked by multiplication, each day's net flow at its start: equity / (equity of the day before + flow). Null where a day has no base.</summary>
    public static decimal? FlowsAtStart(IReadOnlyList<DailyEquity> days) => Linked(days, (before, day) => Growth(day.Equity, before + day.NetFlow));

    /// <summary>Days linked by multiplication, each by Modified Dietz with its flow at noon. Null where a day has no base.</summary>
    public static decimal? DietzByDay(IReadOnlyList<DailyEquity> days) =>
        Linked(days, (before, day) => ModifiedDietz(before, day.Equity, [(day.NetFlow, 0.5m)]) + 1m);

    private static decimal? Growth(decimal to, decimal from) => from > 0m ? to / from : null;

    private static decimal? Linked(IReadOnlyList<DailyEquity> days, Func<decimal, DailyEquity, decimal?> growthOf)
    {
        decimal? growth = 1m;
        for (var i = 1; i < days.Count; i++)
        {
            growth *= growthOf(days[i - 1].Equity, days[i]);
        }

        return growth - 1m;
    }
}
