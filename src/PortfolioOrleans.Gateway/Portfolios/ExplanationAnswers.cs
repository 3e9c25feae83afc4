using PortfolioOrleans.Contracts.Portfolios;
using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Gateway.Json;
using PortfolioOrleans.Gateway.Ledger;
using PortfolioOrleans.Gateway.Performance;

namespace PortfolioOrleans.Gateway.Portfolios;

/// <summary>The rows that the snapshot's figures are the sums of.</summary>
internal sealed record SnapshotExplanationAnswer(
    IReadOnlyList<FigureRowAnswer> TotalEquity,
    IReadOnlyList<FigureRowAnswer> CashBalance,
    IReadOnlyList<FigureRowAnswer> TotalExposure,
    IReadOnlyList<FigureRowAnswer> UnrealizedPnl,
    IReadOnlyList<FigureRowAnswer> RealizedPnlToday,
    IReadOnlyList<FigureRowAnswer> DailyPnl,
    IReadOnlyList<FigureRowAnswer> NetFlowTotal)
{
    public static SnapshotExplanationAnswer Of(PortfolioSnapshot snapshot) => new(
        ExplainedFigures.Equity(snapshot),
        ExplainedFigures.Cash(snapshot),
        ExplainedFigures.Exposure(snapshot, snapshot.Exposure.Long + snapshot.Exposure.Short, Math.Abs),
        ExplainedFigures.Unrealized(snapshot),
        ExplainedFigures.RealizedToday(snapshot),
        ExplainedFigures.Daily(snapshot),
        ExplainedFigures.NetFlow(snapshot));
}

/// <summary>The rows that exposures are the sums of.</summary>
internal sealed record ExposureExplanationAnswer(
    IReadOnlyList<FigureRowAnswer> TotalExposure,
    IReadOnlyList<FigureRowAnswer> LongExposure,
    IReadOnlyList<FigureRowAnswer> ShortExposure,
    IReadOnlyList<FigureRowAnswer> NetExposure)
{
    public static ExposureExplanationAnswer Of(PortfolioSnapshot snapshot)
    {
        var (@long, @short) = (snapshot.Exposure.Long, snapshot.Exposure.Short);
        return new ExposureExplanationAnswer(
            ExplainedFigures.Exposure(snapshot, @long + @short, Math.Abs),
            ExplainedFigures.Exposure(snapshot, @long, signed => Math.Max(signed, 0m)),
            ExplainedFigures.Exposure(snapshot, @short, signed => Math.Max(-signed, 0m)),
            ExplainedFigures.Exposure(snapshot, @long - @short, signed => signed));
    }
}

/// <summary>The rows that a balance's figures are the sums of.</summary>
internal sealed record BalanceExplanationAnswer(IReadOnlyList<FigureRowAnswer> Total, IReadOnlyList<FigureRowAnswer> Value)
{
    public static BalanceExplanationAnswer Of(BalanceRow row)
    {
        FigureRowAnswer[] parts =
        [
            new("free", row.AccountId, row.AsOf, row.Free, "free to go"),
            new("locked", row.AccountId, row.AsOf, row.Locked, "in orders, margin, or withdrawals under way"),
            new("other", row.AccountId, row.AsOf, row.Total - row.Free - row.Locked, "debt, and what the venue counts in neither; profit of open positions that it counts in"),
        ];
        return new BalanceExplanationAnswer([.. parts.Where(part => part.Amount != 0m)], row.Value is null ? [] : [ExplainedFigures.OfValue(row)]);
    }
}

/// <summary>The rows that a position's figures are the sums of.</summary>
internal sealed record PositionExplanationAnswer(IReadOnlyList<FigureRowAnswer> UnrealizedPnl, IReadOnlyList<FigureRowAnswer> Exposure)
{
    public static PositionExplanationAnswer Of(PositionRow row) => new(
        row.UnrealizedPnl is null ? [] : [FigureRowAnswer.OfPnl(row)],
        row.Exposure is not { } exposure ? [] : [ExplainedFigures.OfExposure(row) with { Amount = exposure }]);
}

/// <summary>What a drawdown's figures are the sums of.</summary>
internal sealed record DrawdownExplanationAnswer(
    IReadOnlyList<MetricPartAnswer> DailyDrawdownPct,
    IReadOnlyList<MetricPartAnswer> WeeklyDrawdownPct,
    IReadOnlyList<MetricPartAnswer> DrawdownPct,
    IReadOnlyList<MetricPartAnswer> MaxDrawdownPct,
    IReadOnlyList<FigureRowAnswer> PeakEquity,
    IReadOnlyList<FigureRowAnswer> TroughEquity,
    IReadOnlyList<FigureRowAnswer> CurrentEquity)
{
    public static DrawdownExplanationAnswer Of(PortfolioSnapshot snapshot, DrawdownAnswer answer)
    {
        var (figures, at) = (snapshot.Drawdown, snapshot.Drawdown.AsOf ?? snapshot.AsOf);
        var current = new FigureRowAnswer("current_equity", null, at, figures.CurrentEquity, "equity at the last complete valuation");
        return new DrawdownExplanationAnswer(
            BelowPeak(answer.DailyDrawdownPct),
            BelowPeak(answer.WeeklyDrawdownPct),
            BelowPeak(answer.DrawdownPct),
            BelowPeak(answer.MaxDrawdownPct),
            [current, new FigureRowAnswer("lost", null, figures.UnderwaterSince ?? at, figures.PeakEquity - figures.CurrentEquity, "lost since the peak, flows adjusted for")],
            [current, new FigureRowAnswer("recovered", null, at, figures.TroughEquity - figures.CurrentEquity, "less what was won again since the trough")],
            snapshot.Complete && snapshot.Equity == figures.CurrentEquity ? ExplainedFigures.Equity(snapshot) : [current]);
    }

    /// <summary>The peak is all of it, and what is still there is taken off.</summary>
    public static MetricPartAnswer[] BelowPeak(double percent) => [new MetricPartAnswer("peak", 100d), new MetricPartAnswer("equity", percent - 100d)];
}

/// <summary>What the figures of a window's drawdown are the sums of.</summary>
internal sealed record DrawdownWindowExplanationAnswer(
    IReadOnlyList<MetricPartAnswer> MaxDrawdownPct,
    IReadOnlyList<MetricPartAnswer> DrawdownPct,
    IReadOnlyList<FigureRowAnswer> PeakEquity,
    IReadOnlyList<FigureRowAnswer> TroughEquity)
{
    /// <param name="peak">As it was valued then, before later flows scaled it.</param>
    /// <param name="trough">Likewise.</param>
    public static DrawdownWindowExplanationAnswer Of(Drawdown drawdown, (DateTimeOffset At, decimal Equity) peak, (DateTimeOffset At, decimal Equity) trough) => new(
        DrawdownExplanationAnswer.BelowPeak(Percent.Of(drawdown.MaxDepth)),
        DrawdownExplanationAnswer.BelowPeak(Percent.Of(drawdown.Depth)),
        Scaled("peak", drawdown.Peak, peak, drawdown.AsOf),
        Scaled("trough", drawdown.Trough, trough, drawdown.AsOf));

    private static FigureRowAnswer[] Scaled(string source, decimal level, (DateTimeOffset At, decimal Equity) valued, DateTimeOffset asOf)
    {
        var equity = new FigureRowAnswer(source, null, valued.At, valued.Equity, "equity as it was valued then");
        return level == valued.Equity
            ? [equity]
            : [equity, new FigureRowAnswer("flows", null, asOf, level - valued.Equity, "what deposits and withdrawals since make of it, in proportion")];
    }
}

/// <summary>The rows that a step's figures are the sums of.</summary>
internal sealed record HistoryExplanationAnswer(IReadOnlyList<FigureRowAnswer> Equity)
{
    /// <param name="before">The step before it; null where there is none.</param>
    public static HistoryExplanationAnswer Of(HistoryRowAnswer row, (DateTimeOffset At, decimal Equity)? before)
    {
        if (before is not { } known)
        {
            return new HistoryExplanationAnswer([new FigureRowAnswer("first", null, row.Time, row.Equity, "the first that is known")]);
        }

        var flow = row.NetFlow ?? 0m;
        return new HistoryExplanationAnswer(
        [
            new FigureRowAnswer("equity", null, known.At, known.Equity, "equity at the step before"),
            new FigureRowAnswer("net_flow", null, row.Time, flow, "deposits less withdrawals since"),
            new FigureRowAnswer("made", null, row.Time, row.Equity - known.Equity - flow, "made or lost since"),
        ]);
    }
}
