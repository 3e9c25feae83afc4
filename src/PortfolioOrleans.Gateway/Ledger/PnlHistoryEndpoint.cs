using System.Globalization;
using PortfolioOrleans.Contracts.Ledger;
using PortfolioOrleans.Domain.CostBasis;
using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Gateway.Access;
using PortfolioOrleans.Gateway.Json;
using PortfolioOrleans.Gateway.Problems;
using PortfolioOrleans.Gateway.Requests;

namespace PortfolioOrleans.Gateway.Ledger;

/// <summary>What was realised and paid, period by period.</summary>
internal static class PnlHistoryEndpoint
{
    private static readonly QueryParameter<CalendarPeriod> Step = LedgerParameters.Choice(
        "step", "One row for each day, week from Monday, month, quarter or year, in UTC. Default: day.", CalendarPeriod.Day,
        ("day", CalendarPeriod.Day), ("week", CalendarPeriod.Week), ("month", CalendarPeriod.Month), ("quarter", CalendarPeriod.Quarter), ("year", CalendarPeriod.Year));

    private static readonly QueryParameter<DateTimeOffset?> From =
        QueryParameter.Time("from", "Begin of the range, inclusive; a period that it cuts has only what is in the range. Default: where the ledger begins.");

    private static readonly QueryParameter<DateTimeOffset?> To = QueryParameter.Time("to", "End of the range, exclusive. Default: the end of the ledger.");

    public static QueryParameter[] Parameters { get; } = [Step, From, To, .. LedgerParameters.ExplainedView, .. Paging.Parameters];

    /// <summary>Realised profit, fees, funding and income by day, week, month, quarter or year, oldest first; together they are those of the range.</summary>
    public static async Task<Answer<PnlHistoryAnswer>> Handle(HttpContext context, Subject subject, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var (from, to) = (From.Read(context), To.Read(context));
        if (from >= to)
        {
            throw new ProblemException(Problem.OfQuery(From.Name, "before to"));
        }

        var query = new PnlHistoryQuery(
            LedgerParameters.ReadView(context), Step.Read(context), from, to, Paging.Cursor.Read(context) is { } cursor ? DayOf(cursor) : null, Paging.Limit.Read(context));
        var history = await grains.GetGrain<ILedgerGrain>(subject.PortfolioId).GetPnlHistoryAsync(query, cancellationToken);
        return Answer.Of(new PnlHistoryAnswer(
            [.. history.Periods.Select(period => PnlPeriodAnswer.Of(period, query.View.Explain))],
            history.HasMore ? Paging.Encode(history.Periods[^1].Start.ToString("O", CultureInfo.InvariantCulture)) : null,
            query.Step,
            from,
            to,
            PnlPeriodAnswer.Of(history.Total, query.View.Explain),
            history.Method,
            history.Lots,
            history.Currency.Code,
            history.AsOf,
            DoubtsAnswer.Of(history.Doubts)));
    }

    private static DateOnly DayOf(string cursor) => DateOnly.TryParseExact(cursor, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        ? day
        : throw new ProblemException(Problem.OfQuery(Paging.Cursor.Name, Paging.Cursor.Allowed));
}

/// <summary>What was realised, period by period. Amounts are in <paramref name="Currency"/>.</summary>
/// <param name="Items">Oldest first, from the first to the last period of the range in which something happened.</param>
/// <param name="NextCursor">Asks for the next page; null on the last.</param>
/// <param name="Step">How long a period is.</param>
/// <param name="From">Begin of the range; null where the ledger begins.</param>
/// <param name="To">End of the range; null where the ledger ends.</param>
/// <param name="Total">The whole range, whatever is listed on this page: the sum of all its periods.</param>
/// <param name="Method">Which lots a disposal took first.</param>
/// <param name="Lots">Which lots a disposal took: those of the same wallet, of the same account, or all in one pool.</param>
/// <param name="Timestamp">The moment it is about.</param>
internal sealed record PnlHistoryAnswer(
    IReadOnlyList<PnlPeriodAnswer> Items,
    string? NextCursor,
    CalendarPeriod Step,
    DateTimeOffset? From,
    DateTimeOffset? To,
    PnlPeriodAnswer Total,
    CostMethod Method,
    LotScope Lots,
    string Currency,
    DateTimeOffset Timestamp,
    DoubtsAnswer Doubts);

/// <summary>What a period realised.</summary>
/// <param name="Start">Its first day, which may lie before the range.</param>
/// <param name="RealizedPnl">The sum of gains, futures_pnl, funding, commission, income and other_fees.</param>
/// <param name="Gains">Of disposals, fees taken off; futures apart.</param>
/// <param name="FuturesPnl">Of derivatives, as the venue states it, without commission and funding.</param>
/// <param name="Funding">Received less paid.</param>
/// <param name="Commission">Of derivatives, below zero.</param>
/// <param name="Income">Interest, rewards, airdrops, rebates, less interest paid.</param>
/// <param name="OtherFees">Fees that neither cost nor proceeds hold, below zero.</param>
/// <param name="Fees">All that was paid, commissions included; above zero for a cost.</param>
/// <param name="ClosedTrades">Round trips that came to an end.</param>
/// <param name="WonTrades">How many of them were won.</param>
/// <param name="LostTrades">How many were lost.</param>
/// <param name="Explanation">The rows of each figure; null unless asked for.</param>
internal sealed record PnlPeriodAnswer(
    DateOnly Start,
    decimal RealizedPnl,
    decimal Gains,
    decimal FuturesPnl,
    decimal Funding,
    decimal Commission,
    decimal Income,
    decimal OtherFees,
    decimal Fees,
    int ClosedTrades,
    int WonTrades,
    int LostTrades,
    PnlPeriodExplanationAnswer? Explanation)
{
    public static PnlPeriodAnswer Of(PnlPeriod period, bool explains) => new(
        period.Start,
        period.Realized.Amount,
        period.Sources.Gains.Amount,
        period.Sources.FuturesPnl.Amount,
        period.Sources.Funding.Amount,
        period.Sources.Commission.Amount,
        period.Sources.Income.Amount,
        period.Sources.OtherFees.Amount,
        period.Fees.Amount,
        period.ClosedTrades,
        period.Won,
        period.Lost,
        explains ? PnlPeriodExplanationAnswer.Of(period) : null);
}

/// <summary>The rows that a period's figures are the sums of.</summary>
internal sealed record PnlPeriodExplanationAnswer(
    IReadOnlyList<FigureRowAnswer> RealizedPnl,
    IReadOnlyList<FigureRowAnswer> Gains,
    IReadOnlyList<FigureRowAnswer> FuturesPnl,
    IReadOnlyList<FigureRowAnswer> Funding,
    IReadOnlyList<FigureRowAnswer> Commission,
    IReadOnlyList<FigureRowAnswer> Income,
    IReadOnlyList<FigureRowAnswer> OtherFees,
    IReadOnlyList<FigureRowAnswer> Fees)
{
    public static PnlPeriodExplanationAnswer Of(PnlPeriod period) => new(
        FigureRowAnswer.Of(period.Realized),
        FigureRowAnswer.Of(period.Sources.Gains),
        FigureRowAnswer.Of(period.Sources.FuturesPnl),
        FigureRowAnswer.Of(period.Sources.Funding),
        FigureRowAnswer.Of(period.Sources.Commission),
        FigureRowAnswer.Of(period.Sources.Income),
        FigureRowAnswer.Of(period.Sources.OtherFees),
        FigureRowAnswer.Of(period.Fees));
}
