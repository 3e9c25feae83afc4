using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Domain.Performance;

/// <summary>
/// What a portfolio's complete valuations add up to: the last equity, the flows so far, where the day opened, and the drawdowns of the day, the week
/// and all time. A day is a UTC day, a week starts on Monday; each opens at the last valuation before it, so what happened while nobody looked
/// belongs to the period in which it was seen. Amounts are in the portfolio's currency.
/// </summary>
/// <param name="NetFlowTotal">Deposits minus withdrawals since the start; a running total.</param>
/// <param name="Day">The day that is open.</param>
/// <param name="DayOpenEquity">Equity at the last valuation before the day, or the first ever.</param>
/// <param name="DayOpenNetFlow">The running flow total at that moment.</param>
/// <param name="Daily">Drawdown since the day opened.</param>
/// <param name="Weekly">Drawdown since the week opened.</param>
/// <param name="AllTime">Drawdown since the start.</param>
public sealed record EquityTrack(
    decimal NetFlowTotal,
    DateOnly Day,
    decimal DayOpenEquity,
    decimal DayOpenNetFlow,
    Drawdown Daily,
    Drawdown Weekly,
    Drawdown AllTime)
{
    public decimal Equity => AllTime.Equity;

    public DateTimeOffset AsOf => AllTime.AsOf;

    /// <summary>Equity made or lost since the day opened, flows left out.</summary>
    public decimal DailyPnl => Equity - DayOpenEquity - (NetFlowTotal - DayOpenNetFlow);

    /// <summary>What was there to gain on: the opening equity and what came in since.</summary>
    public decimal DailyBase => DayOpenEquity + Math.Max(NetFlowTotal - DayOpenNetFlow, 0m);

    public static EquityTrack Start(decimal equity, decimal netFlowTotal, DateTimeOffset at)
    {
        var start = Drawdown.Start(equity, at);
        return new EquityTrack(netFlowTotal, UtcDay.Of(at), start.Equity, netFlowTotal, start, start, start);
    }

    /// <summary>Takes the next complete valuation.</summary>
    /// <param name="equity">In the portfolio's currency; below zero counts as zero.</param>
    /// <param name="netFlowTotal">The running total of flows; only its growth counts, so a repeated one changes nothing.</param>
    /// <param name="at">UTC.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="at"/> is before the last valuation.</exception>
    public EquityTrack Observe(decimal equity, decimal netFlowTotal, DateTimeOffset at)
    {
        var flow = netFlowTotal - NetFlowTotal;
        var day = UtcDay.Of(at);
        var opened = day == Day
            ? this
            : this with
            {
                Day = day,
                DayOpenEquity = Equity,
                DayOpenNetFlow = NetFlowTotal,
                Daily = Drawdown.Start(Equity, AsOf),
                Weekly = WeekOf(day) == WeekOf(Day) ? Weekly : Drawdown.Start(Equity, AsOf),
            };

        return opened with
        {
            NetFlowTotal = netFlowTotal,
            Daily = opened.Daily.Observe(equity, flow, at),
            Weekly = opened.Weekly.Observe(equity, flow, at),
            AllTime = opened.AllTime.Observe(equity, flow, at),
        };
    }

    internal static DateOnly WeekOf(DateOnly day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));
}
