using System.Globalization;
using Microsoft.OpenApi;
using PortfolioOrleans.Gateway.Access;
using PortfolioOrleans.Gateway.Json;
using PortfolioOrleans.Gateway.Ledger;
using PortfolioOrleans.Gateway.Performance;
using PortfolioOrleans.Gateway.Problems;
using PortfolioOrleans.Gateway.Requests;
using PortfolioOrleans.Storage.History;
using PortfolioOrleans.Storage.Performance;
using PortfolioOrleans.Storage.Prices;

namespace PortfolioOrleans.Gateway.Portfolios;

/// <summary>
/// The equity curve: by the day or more from the days that are kept for ever, those made afterwards included; by less from the rows that grow coarser with age.
/// </summary>
internal static class HistoryEndpoint
{
    private static readonly TimeSpan DefaultRange = TimeSpan.FromDays(30);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>Two rows are never closer: the finest that the database tells apart.</summary>
    private static readonly TimeSpan Instant = TimeSpan.FromMicroseconds(1);

    private static readonly QueryParameter<DateTimeOffset?> From =
        QueryParameter.Time("from", "Begin of the range, inclusive. Default: 30 days before its end.");

    private static readonly QueryParameter<DateTimeOffset?> To = QueryParameter.Time("to", "End of the range, exclusive. Default: now, or known_at.");

    private static readonly QueryParameter<TimeSpan> Step = new(
        "step", "One row for each so much time, its last; counted from Monday midnight UTC. Default: 1h.",
        new OpenApiSchema { Type = JsonSchemaType.String, Pattern = @"^\d{1,3}(m|h|d|w)$", Default = "1h" },
        TimeSpan.FromHours(1), "a length from 1m to 52w: a number and m, h, d or w", ParseStep);

    public static QueryParameter[] Parameters { get; } = [From, To, Step, CurrencyRates.Parameter, DayHistory.KnownAt, LedgerParameters.Explain, .. Paging.Parameters];

    /// <summary>The equity curve: one row for each step, oldest first.</summary>
    public static async Task<Answer<HistoryAnswer>> Handle(
        HttpContext context,
        Subject subject,
        ISnapshotStore history,
        IPerformanceStore performance,
        IPriceStore prices,
        IGrainFactory grains,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var knownAt = DayHistory.KnownAt.Read(context);
        var to = To.Read(context) ?? knownAt ?? clock.GetUtcNow();
        var from = From.Read(context) ?? to - DefaultRange;
        if (from >= to)
        {
            throw new ProblemException(Problem.OfQuery("from", "before to"));
        }

        var step = Step.Read(context);
        var limit = Paging.Limit.Read(context);
        var after = Paging.Cursor.Read(context) is { } cursor ? TimeOf(cursor) : (DateTimeOffset?)null;
        var (currency, explains) = (CurrencyRates.Parameter.Read(context), LedgerParameters.ReadExplain(context));
        if (step >= Day && step.Ticks % Day.Ticks == 0)
        {
            var days = await DayHistory.ReadAsync(subject, currency, knownAt, grains, performance, prices, cancellationToken);
            var curve = DayCurve.Of(days, from, to, step, after, limit, CursorOf);
            return Answer.Of(explains ? Explained(curve, DayCurve.Of(days, DateTimeOffset.MinValue, to, step, null, int.MaxValue - 1, CursorOf).Items) : curve);
        }

        if (currency is not null)
        {
            throw new ProblemException(Problem.OfQuery(Step.Name, "1d or more where a currency is asked for: past rates are known by the day"));
        }

        var rows = await ListAsync(after + Instant ?? from, to, step, limit + 1);
        var before = after is { } shown ? await ListAsync(shown, shown + Instant, TimeSpan.Zero, 1) : await ListAsync(from - step, from, step, 2);
        var page = rows.Take(limit).ToList();
        var answer = new HistoryAnswer(
            WithFlows(page, before.LastOrDefault()),
            rows.Count > limit ? CursorOf(page[^1].At) : null,
            from,
            to,
            (long)step.TotalSeconds,
            rows.LastOrDefault()?.Currency,
            CurrencyEffect: null);
        return Answer.Of(explains ? Explained(answer, [.. WithFlows([.. before.TakeLast(1)], null), .. answer.Items]) : answer);

        Task<IReadOnlyList<SnapshotRow>> ListAsync(DateTimeOffset since, DateTimeOffset until, TimeSpan each, int most) => knownAt is { } then
            ? history.ListKnownAsync(subject.UserId, subject.PortfolioId, since, until, each, most, then, cancellationToken)
            : history.ListAsync(subject.UserId, subject.PortfolioId, since, until, each, most, cancellationToken);
    }

    /// <param name="known">The rows of the answer, and those before them; in order.</param>
    private static HistoryAnswer Explained(HistoryAnswer answer, IReadOnlyList<HistoryRowAnswer> known)
    {
        var before = known.Zip(known.Skip(1)).ToDictionary(pair => pair.Second.Time, pair => (pair.First.Time, pair.First.Equity));
        return answer with
        {
            Items =
            [
                .. answer.Items.Select(row => row with
                {
                    Explanation = HistoryExplanationAnswer.Of(row, before.TryGetValue(row.Time, out var one) ? one : null),
                }),
            ],
        };
    }

    private static List<HistoryRowAnswer> WithFlows(List<SnapshotRow> page, SnapshotRow? before)
    {
        var answers = new List<HistoryRowAnswer>(page.Count);
        foreach (var row in page)
        {
            answers.Add(new HistoryRowAnswer(
                row.At, row.Equity, row.NetFlowTotal - before?.NetFlowTotal, Percent.Of(row.DrawdownDepth), row.Complete, Reconstructed: false, row.RestatedAt is not null));
            before = row;
        }

        return answers;
    }

    private static string CursorOf(DateTimeOffset at) => Paging.Encode(at.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));

    private static DateTimeOffset TimeOf(string cursor) => UtcTime.TryParse(cursor, out var at)
        ? at
        : throw new ProblemException(Problem.OfQuery(Paging.Cursor.Name, Paging.Cursor.Allowed));

    private static (bool Valid, TimeSpan Value) ParseStep(string text)
    {
        if (text.Length is < 2 or > 4 || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return default;
        }

        var step = text[^1] switch
        {
            'm' => TimeSpan.FromMinutes(count),
            'h' => TimeSpan.FromHours(count),
            'd' => TimeSpan.FromDays(count),
            'w' => TimeSpan.FromDays(7 * count),
            _ => TimeSpan.Zero,
        };
        return step > TimeSpan.Zero && step <= TimeSpan.FromDays(7 * 52) ? (true, step) : default;
    }
}

/// <summary>A part of the equity curve, oldest first. Amounts are in the portfolio's currency.</summary>
/// <param name="NextCursor">Asks for the next page; null on the last.</param>
/// <param name="From">Begin of the range, inclusive.</param>
/// <param name="To">End of the range, exclusive.</param>
/// <param name="StepSeconds">One row for each so many seconds.</param>
/// <param name="Currency">What amounts are stated in; null where there is no row.</param>
/// <param name="CurrencyEffect">What the currency asked for made of the range; null for the portfolio's own.</param>
internal sealed record HistoryAnswer(
    IReadOnlyList<HistoryRowAnswer> Items,
    string? NextCursor,
    DateTimeOffset From,
    DateTimeOffset To,
    long StepSeconds,
    string? Currency,
    CurrencyEffectAnswer? CurrencyEffect);

/// <summary>The portfolio at the end of one step.</summary>
/// <param name="Time">When it was valued.</param>
/// <param name="NetFlow">Deposits minus withdrawals since the row before; null where there is none before.</param>
/// <param name="DrawdownPct">Below the all-time peak, in percent.</param>
/// <param name="Complete">False where something was stale or unpriced; such a row is for showing only.</param>
/// <param name="Reconstructed">True where nobody saw it and it was made from the ledger and daily prices.</param>
/// <param name="Restated">True where what became known later changed flows, peak or drawdown.</param>
/// <param name="Explanation">The rows of equity; null unless asked for.</param>
internal sealed record HistoryRowAnswer(
    DateTimeOffset Time, decimal Equity, decimal? NetFlow, double DrawdownPct, bool Complete, bool Reconstructed, bool Restated, HistoryExplanationAnswer? Explanation = null);
