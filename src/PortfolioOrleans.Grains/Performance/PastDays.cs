using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Grains.Portfolios;
using PortfolioOrleans.Storage.Accounts;
using PortfolioOrleans.Storage.Performance;
using PortfolioOrleans.Storage.Prices;

namespace PortfolioOrleans.Grains.Performance;

/// <summary>
/// Fills the days that a portfolio has no row of, from its ledger and stored prices, where the ledger allows: every history of every account was read to its
/// end, and its lines lead back to nothing held at all; or, where a venue forgets its oldest lines, to the same holdings at two looks, and then no further than
/// the venue remembers. Accounts whose venue keeps no histories, as wallets on chains, have no past: they came in when they were connected. A day is never put
/// over one that was seen.
/// </summary>
internal sealed class PastDays(
    PastLedger ledger,
    IAccountStore accounts,
    IPerformanceStore performance,
    IPriceStore prices,
    IOptions<PerformanceOptions> options,
    IOptions<PortfolioOptions> portfolioOptions,
    TimeProvider clock)
{
    private const int MostLines = 500_000;

    /// <param name="last">What the last round came to; what has not changed since is not tried again.</param>
    public async Task<Progress> FillGapsAsync(string portfolioId, Asset currency, Progress last, CancellationToken cancellationToken)
    {
        var today = UtcDay.Of(clock.GetUtcNow());
        var all = await accounts.ListAsync(portfolioId, cancellationToken);
        var mine = all.Where(ledger.IsKeptFor).ToList();
        var (isComplete, oldest) = await ledger.OldestAsync(mine, cancellationToken);
        if (!isComplete || oldest is null)
        {
            return isComplete ? Progress.Never : Progress.None;
        }

        var floor = today.AddDays(-options.Value.DaysBack);
        var from = UtcDay.Of(oldest.Value) is var begun && begun > floor ? begun : floor;
        var days = await performance.ListAsync(portfolioId, portfolioId, from, today, cancellationToken);
        var lines = await ledger.CountAsync(mine, cancellationToken);
        var state = new Progress(today, lines, days.Count, last.Opening, IsSure: false, 0);
        var hasGaps = days.Count <= today.DayNumber - from.DayNumber;
        var isDone = last.IsSure && last.Lines == lines && (!hasGaps || last with { IsSure = false, Written = 0 } == state);
        if (isDone || lines > MostLines || (!hasGaps && days.All(day => !day.Figures.IsReconstructed)))
        {
            return state with { IsSure = last.IsSure };
        }

        if (await ledger.ReadAsync(portfolioId, mine, cancellationToken) is not { } read)
        {
            return Progress.None;
        }

        if (!read.IsExplained && read.Opening != last.Opening)
        {
            return state with { Opening = read.Opening }; // To be seen again before it is believed.
        }

        var since = new[] { from, read.IsExplained ? from : read.Reach, read.NotBefore }.Max();
        var rows = since < today ? await FillAsync(portfolioId, currency, all, read, days, since, today, cancellationToken) : [];
        foreach (var batch in rows.Chunk(500))
        {
            await performance.SaveAllAsync(batch, cancellationToken);
        }

        var added = rows.Count(row => days.All(day => day.Day != row.Day));
        return state with { Opening = read.Opening, IsSure = true, Days = days.Count + added, Written = rows.Count };
    }

    /// <summary>
    /// The rows to write. A gap is filled with the accounts that were connected before it, and as a whole or not at all: the day that follows no longer counts
    /// what flowed in the gap. If that day had flows of its own, or a new account, nobody can tell the two apart, and the gap stays.
    /// </summary>
    private async Task<List<PerformanceDay>> FillAsync(
        string portfolioId,
        Asset currency,
        IReadOnlyList<Account> all,
        LedgerReading read,
        IReadOnlyList<PerformanceDay> days,
        DateOnly since,
        DateOnly today,
        CancellationToken cancellationToken)
    {
        var seen = days.Where(day => day.Figures is { IsReconstructed: false, IsComplete: true }).OrderBy(day => day.Day).ToList();
        var priceOn = await PricesAsync(read, since, today, currency, cancellationToken);
        var flows = Reconstruction.FlowsOf(read.Known);
        var held = days.ToDictionary(day => day.Day);
        var rows = new List<PerformanceDay>();
        for (var i = -1; i < seen.Count; i++)
        {
            var before = i < 0 ? null : seen[i];
            var after = i + 1 < seen.Count ? seen[i + 1] : null;
            var (start, end) = (before?.Day.AddDays(1) ?? since, after?.Day ?? today);
            if (start < since || start >= end || (before is not null && !IsClean(before, after, flows, all, today)))
            {
                continue;
            }

            // What was connected by the last day before, or on the first day ever, was there all along.
            var edge = before?.Day ?? end;
            var ids = all.Where(account => ledger.IsKeptFor(account) && UtcDay.Of(account.CreatedAt) <= edge).Select(account => account.Id).ToHashSet(StringComparer.Ordinal);
            var made = Reconstruction.Of(
                read.Held.Where(one => ids.Contains(one.AccountId)).Select(one => one.Money), read.Open.Where(one => ids.Contains(one.AccountId)),
                [.. read.Known.Where(entry => ids.Contains(entry.AccountId))], read.TermsOf, start, end < today ? end : today.AddDays(-1), priceOn);
            var inside = made.Where(day => day.Day < end).ToList();
            if (inside.Count == 0 || (before is not null && inside[^1].Day.AddDays(1) != end))
            {
                continue;
            }

            rows.AddRange(inside.Where(day => Differs(day, held.GetValueOrDefault(day.Day))).Select(day => new PerformanceDay(
                portfolioId, portfolioId, currency, day, UtcDay.Start(day.Day.AddDays(1)), held.ContainsKey(day.Day) ? clock.GetUtcNow() : null)));
            if (after is not null && after.Day < today)
            {
                var figures = before is not null ? after.Figures with { Timed = [.. after.Figures.Timed.Where(flow => flow.At > UtcDay.Start(after.Day))] }
                    : after.RestatedAt is null ? WithFlowsBefore(after.Figures, read.Known, all, ids, priceOn)
                    : after.Figures;
                if (Differs(figures, after))
                {
                    rows.Add(after with { Figures = figures, RestatedAt = clock.GetUtcNow() });
                }
            }
        }

        return rows;
    }

    /// <summary>Whether there is something to write: a new day, or one that the ledger tells otherwise by now.</summary>
    private static bool Differs(DailyEquity made, PerformanceDay? held) =>
        held is null || (made.Equity, made.NetFlow, made.Inflow) != (held.Figures.Equity, held.Figures.NetFlow, held.Figures.Inflow);

    private bool IsClean(
        PerformanceDay before, PerformanceDay? after, ILookup<DateOnly, Money> flows, IReadOnlyList<Account> all, DateOnly today) =>
        after is not null && after.Day < today && !flows[after.Day].Any()
        && !all.Any(account => UtcDay.Of(account.CreatedAt) is var day && day <= after.Day && (day > before.Day || !ledger.IsKeptFor(account)));

    /// <summary>The first day that was seen, which is no longer the base of all: what flowed on it before its accounts were connected is a flow.</summary>
    private static DailyEquity WithFlowsBefore(
        DailyEquity first, ImmutableArray<LedgerEntry> known, IReadOnlyList<Account> all, HashSet<string> ids, Func<Asset, DateOnly, decimal?> priceOn)
    {
        var connectedAt = all.Where(account => ids.Contains(account.Id)).ToDictionary(account => account.Id, account => account.CreatedAt, StringComparer.Ordinal);
        var earlier = known.Where(entry => connectedAt.TryGetValue(entry.AccountId, out var at) && entry.Transaction!.At < at).ToImmutableArray();
        var amounts = Reconstruction.FlowsOf(earlier)[first.Day].Select(flow => flow.Amount * (priceOn(flow.Asset, first.Day) ?? 0m)).ToList();
        return first with
        {
            Inflow = first.Inflow + amounts.Where(amount => amount > 0m).Sum(),
            Outflow = first.Outflow + amounts.Where(amount => amount < 0m).Sum(amount => -amount),
        };
    }

    private async Task<Func<Asset, DateOnly, decimal?>> PricesAsync(LedgerReading read, DateOnly from, DateOnly to, Asset currency, CancellationToken cancellationToken)
    {
        var ignored = portfolioOptions.Value.IgnoredAssets.Select(Asset.Parse).ToHashSet();
        var assets = read.Assets.Append(currency).Distinct().ToList();
        var usd = (await prices.ListAsync(assets, from, to, cancellationToken)).ToDictionary(price => (price.Asset, price.Day), price => price.Usd);
        return (asset, day) => ignored.Contains(asset) ? 0m
            : CrossRate.Of(asset, currency, one => usd.TryGetValue((one, day), out var price) ? price : null);
    }

    /// <param name="Today">The day of the round.</param>
    /// <param name="Lines">How many lines the ledger had.</param>
    /// <param name="Days">How many days there were.</param>
    /// <param name="Opening">What no line explained.</param>
    /// <param name="IsSure">Whether that was seen twice, or is nothing.</param>
    /// <param name="Written">How many days were written, new or anew.</param>
    internal sealed record Progress(DateOnly Today, long Lines, int Days, string Opening, bool IsSure, int Written)
    {
        /// <summary>Not yet: something is still being read.</summary>
        public static Progress None { get; } = new(DateOnly.MinValue, 0, 0, "?", false, 0);

        /// <summary>There is no ledger that could tell.</summary>
        public static Progress Never { get; } = new(DateOnly.MinValue, 0, 0, "", true, 0);
    }
}
