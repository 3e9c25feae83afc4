using System.Collections.Immutable;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Domain.Performance;

/// <summary>
/// Peaks and drawdowns stated anew after it became known that more, or less, had flowed: the valuations that were kept, gone through again with the flows as they are known now. Each
/// kept row also says how high the peak was believed to be, so that a peak between two rows, which is in no row's equity, is not lost.
/// </summary>
/// <param name="Rows">What stands at each row now, in order.</param>
/// <param name="Track">What stands after the last.</param>
public sealed record PeakRestatement(ImmutableArray<EquityTrack> Rows, EquityTrack Track)
{
    /// <param name="kept">Complete valuations in order of time, as they were believed; at least one.</param>
    /// <param name="last">What was believed after the last valuation, kept or not.</param>
    /// <param name="addedBy">By how much the running total of flows is to be larger at a time, that moment included.</param>
    /// <exception cref="ArgumentException">There is no row.</exception>
    public static PeakRestatement Of(IReadOnlyList<KeptValuation> kept, EquityTrack last, Func<DateTimeOffset, decimal> addedBy)
    {
        if (kept.Count == 0)
        {
            throw new ArgumentException("Peaks are stated anew from at least one valuation.", nameof(kept));
        }

        var rows = ImmutableArray.CreateBuilder<EquityTrack>(kept.Count);
        var (first, pair) = (kept[0], default(Pair));
        foreach (var row in kept)
        {
            pair = rows.Count == 0
                ? new Pair(EquityTrack.Start(first.Equity, first.NetFlowTotal, first.At), EquityTrack.Start(first.Equity, first.NetFlowTotal + addedBy(first.At), first.At))
                : pair.Observe(row.Equity, row.NetFlowTotal, addedBy(row.At), row.At);
            pair = pair.Raise(row.Peak, rows.Count == 0 ? row.At : kept[rows.Count - 1].At);
            rows.Add(pair.Now);
        }

        return new PeakRestatement(rows.MoveToImmutable(), last.AsOf < pair.Now.AsOf ? pair.Now : AtLast(pair, last, addedBy(last.AsOf), kept[^1].At));
    }

    /// <summary>What is believed now is known exactly, of the day and the week, too; what the restatement does not touch stays as it is.</summary>
    private static EquityTrack AtLast(Pair pair, EquityTrack last, decimal added, DateTimeOffset since)
    {
        var (believed, now) = pair.Observe(last.Equity, last.NetFlowTotal, added, last.AsOf);
        var daily = Carried(now.Daily, believed.Daily, last.Daily, since);
        var weekly = Above(Carried(now.Weekly, believed.Weekly, last.Weekly, since), now.Daily, daily);
        var allTime = Above(Above(Carried(now.AllTime, believed.AllTime, last.AllTime, since), now.Weekly, weekly), now.Daily, daily);
        return now with { DayOpenEquity = last.DayOpenEquity, Daily = daily, Weekly = weekly, AllTime = allTime };
    }

    /// <summary>A peak of the day that no row shows is one of the week, too, and so on.</summary>
    private static Drawdown Above(Drawdown longer, Drawdown shown, Drawdown known) => known.Peak > shown.Peak ? longer.RaisedTo(known.Peak, known.PeakAt) : longer;

    private static Drawdown Carried(Drawdown now, Drawdown believed, Drawdown last, DateTimeOffset since)
    {
        if (now == believed)
        {
            return last;
        }

        var raised = last.Peak > believed.Peak ? now.RaisedTo(now.Peak * (last.Peak / believed.Peak), since) : now;
        return raised with
        {
            MaxDepth = now.MaxDepth == believed.MaxDepth ? Math.Max(raised.MaxDepth, last.MaxDepth) : raised.MaxDepth,
            LongestUnderwater = now.LongestUnderwater == believed.LongestUnderwater ? last.LongestUnderwater : raised.LongestUnderwater,
        };
    }

    /// <summary>The same valuations as they were believed and as they are known now.</summary>
    private readonly record struct Pair(EquityTrack Believed, EquityTrack Now)
    {
        public Pair Observe(decimal equity, decimal netFlowTotal, decimal added, DateTimeOffset at) =>
            new(Believed.Observe(equity, netFlowTotal, at), Now.Observe(equity, netFlowTotal + added, at));

        /// <summary>
        /// Where the believed peak is above all that was observed, it was reached in between. By as much the peak of now is raised: exactly to it, while both are the same.
        /// </summary>
        public Pair Raise(decimal peak, DateTimeOffset since)
        {
            if (peak <= Believed.AllTime.Peak || Believed.AllTime.Peak == 0m)
            {
                return this;
            }

            var raised = Now.AllTime.Peak == Believed.AllTime.Peak ? peak : Now.AllTime.Peak * (peak / Believed.AllTime.Peak);
            return new Pair(Raised(Believed, peak, since), Raised(Now, raised, since));
        }

        // A new all-time peak is one of its day and its week, if the row before was in them, too.
        private static EquityTrack Raised(EquityTrack track, decimal peak, DateTimeOffset since) => track with
        {
            AllTime = track.AllTime.RaisedTo(peak, since),
            Daily = UtcDay.Of(since) == track.Day ? track.Daily.RaisedTo(peak, since) : track.Daily,
            Weekly = EquityTrack.WeekOf(UtcDay.Of(since)) == EquityTrack.WeekOf(track.Day) ? track.Weekly.RaisedTo(peak, since) : track.Weekly,
        };
    }
}

/// <summary>A complete valuation as it was kept.</summary>
/// <param name="NetFlowTotal">Deposits minus withdrawals since the start, as it was believed.</param>
/// <param name="Peak">The all-time peak, as it was believed.</param>
public readonly record struct KeptValuation(DateTimeOffset At, decimal Equity, decimal NetFlowTotal, decimal Peak);
