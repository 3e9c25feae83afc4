using System.Collections.Immutable;
using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Domain.Valuation;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Storage.Performance;

namespace PortfolioOrleans.Grains.Portfolios;

/// <summary>
/// The UTC day under way, as its row will be. Each flow stands with the equity before it, so that the day's return is what the money that was there earned.
/// </summary>
/// <param name="Equity">At the last complete valuation of the day; at the last one while none was complete.</param>
/// <param name="AsOf">When that was, UTC.</param>
/// <param name="Complete">False while no valuation of the day was complete.</param>
/// <param name="Inflow">What came in when there was nothing to measure it on; at or above zero.</param>
/// <param name="Outflow">The same for what went out.</param>
/// <param name="Timed">In order of time.</param>
/// <param name="RestatedAt">When something that became known later changed it, UTC.</param>
/// <param name="IsFirst">Whether it is the portfolio's first day.</param>
[GenerateSerializer, Immutable, Alias("state.portfolio-day")]
internal sealed record PortfolioDay(
    [property: Id(0)] DateOnly Day,
    [property: Id(1)] Asset Currency,
    [property: Id(2)] decimal Equity,
    [property: Id(3)] DateTimeOffset AsOf,
    [property: Id(4)] bool Complete,
    [property: Id(5)] decimal Inflow,
    [property: Id(6)] decimal Outflow,
    [property: Id(7)] ImmutableArray<DayFlow> Timed,
    [property: Id(8)] DateTimeOffset? RestatedAt,
    [property: Id(9)] bool IsFirst = false)
{
    /// <summary>Beyond so many flows a day their times say nothing any more.</summary>
    private const int MostTimed = 256;

    /// <summary>The day after a valuation.</summary>
    /// <param name="held">The day before it; null at the first.</param>
    /// <param name="before">What the complete valuations before it add up to; null where they are no measure.</param>
    /// <param name="flow">Deposits minus withdrawals since then.</param>
    /// <param name="entered">
    /// The part of it that is wallets which came to be seen and of whose past the ledger can tell. On the first day they are no flow: they are the base, or were there all along.
    /// </param>
    public static PortfolioDay Next(PortfolioDay? held, EquityTrack? before, PortfolioValuation valuation, decimal flow, decimal entered = 0m)
    {
        var today = UtcDay.Of(valuation.At);
        var day = held is not null && held.Day == today && held.Currency == valuation.Currency
            ? held
            : new PortfolioDay(today, valuation.Currency, valuation.Equity, valuation.At, Complete: false, 0m, 0m, [], null, IsFirst: held is null);
        if (!valuation.Complete)
        {
            return day.Complete ? day : day with { Equity = valuation.Equity, AsOf = valuation.At };
        }

        // While its wallets come in one after the other, equity says nothing of what earned what.
        var counted = day.IsFirst ? day.With(flow - entered, valuation.At, equityBefore: 0m)
            : before is null || flow == 0m ? day
            : day.With(flow, before.AsOf, before.Equity);
        return counted with { Equity = valuation.Equity, AsOf = valuation.At, Complete = true };
    }

    /// <summary>The day with a flow in it that happened right after a valuation.</summary>
    public PortfolioDay With(decimal flow, DateTimeOffset valuedAt, decimal equityBefore)
    {
        if (equityBefore <= 0m || Timed.Length >= MostTimed)
        {
            return this with { Inflow = Inflow + Math.Max(flow, 0m), Outflow = Outflow + Math.Max(-flow, 0m) };
        }

        var midnight = UtcDay.Start(Day);
        var at = valuedAt > midnight ? valuedAt : midnight;
        var place = Timed.Count(known => known.At <= at);
        return this with { Timed = Timed.Insert(place, new DayFlow(at, flow, equityBefore)) };
    }

    /// <summary>
    /// The day with a flow in it that was told late. Of two flows after the same valuation the equity between them was never seen: together they are one, or the second would be measured
    /// on what the first is not in.
    /// </summary>
    /// <param name="since">When equity was <paramref name="equityBefore"/>, the last that was seen before the flow.</param>
    public PortfolioDay WithLate(decimal flow, DateTimeOffset at, decimal equityBefore, DateTimeOffset since)
    {
        var place = Timed.ToList().FindLastIndex(known => known.At >= since && known.At <= at);
        return place < 0 ? With(flow, at, equityBefore) : this with { Timed = Timed.SetItem(place, Timed[place] with { Amount = Timed[place].Amount + flow }) };
    }

    /// <summary>The day without a flow that was counted last and turned out to be of another time.</summary>
    public PortfolioDay Without(decimal flow) => Timed is [.., var last]
        ? this with { Timed = last.Amount == flow ? Timed.RemoveAt(Timed.Length - 1) : Timed.SetItem(Timed.Length - 1, last with { Amount = last.Amount - flow }) }
        : With(-flow, AsOf, 0m);

    public PerformanceDay ToRow(string portfolioId) => new(
        portfolioId,
        portfolioId,
        Currency,
        new DailyEquity(Day, Equity, Inflow, Outflow)
        {
            Timed = [.. Timed.Select(flow => new TimedFlow(flow.At, flow.Amount, flow.EquityBefore))],
            IsComplete = Complete,
        },
        AsOf,
        RestatedAt);

    /// <summary>The day as its row says it was.</summary>
    public static PortfolioDay Of(PerformanceDay row) => new(
        row.Day, row.Currency, row.Figures.Equity, row.AsOf, row.Figures.IsComplete, row.Figures.Inflow, row.Figures.Outflow,
        [.. row.Figures.Timed.Select(flow => new DayFlow(flow.At, flow.Amount, flow.EquityBefore))], row.RestatedAt);
}

/// <param name="Amount">Positive in, negative out, in the day's currency.</param>
/// <param name="EquityBefore">Right before it.</param>
[GenerateSerializer, Immutable, Alias("state.portfolio-day-flow")]
internal readonly record struct DayFlow([property: Id(0)] DateTimeOffset At, [property: Id(1)] decimal Amount, [property: Id(2)] decimal EquityBefore);
