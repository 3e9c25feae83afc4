namespace PortfolioOrleans.Domain.Performance;

/// <summary>
/// Return on average investment: gain over the cost that was at work, averaged over the days on which something was held. Neither annualised nor time-weighted.
/// </summary>
public sealed class InvestedCapital
{
    private readonly List<(DateOnly Day, decimal Cost)> _steps = [];

    /// <summary>Cost of what is held after the trades of a day; zero where nothing is held. Days ascend; of one day the last call counts.</summary>
    public void Set(DateOnly day, decimal cost) => _steps.Add((day, cost));

    /// <summary>The average from the first purchase to a day; null where nothing was held for a day.</summary>
    public decimal? AverageUntil(DateOnly until)
    {
        var (weighted, days) = (0m, 0);
        for (var i = 0; i < _steps.Count; i++)
        {
            var end = i + 1 < _steps.Count ? _steps[i + 1].Day : until;
            var length = _steps[i].Cost == 0m ? 0 : Math.Max(end.DayNumber - _steps[i].Day.DayNumber, 0);
            weighted += _steps[i].Cost * length;
            days += length;
        }

        return days == 0 ? null : weighted / days;
    }
}
