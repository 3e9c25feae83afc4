using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using PortfolioOrleans.Contracts.Portfolios;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Domain.Valuation;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Grains.Portfolios;
using PortfolioOrleans.Storage.History;
using PortfolioOrleans.Storage.Holdings;
using PortfolioOrleans.Storage.Performance;
using PortfolioOrleans.Storage.Prices;

namespace PortfolioOrleans.Grains.Performance;

/// <summary>
/// Deposits and withdrawals that a venue tells long after they happened. Until then the money looked like gain or loss; from the flow's own time on, flows, peaks and
/// drawdowns are stated anew and marked, and what they were before stays known. A flow is late if the balance that it moved had moved before the last complete valuation.
/// </summary>
internal sealed class LateFlows(
    IHoldingStore holdings, ISnapshotStore snapshots, IPerformanceStore performance, IPriceStore dailyPrices, IOptions<PerformanceOptions> options)
{
    private const int MostRows = 100_000;

    /// <summary>The next state, with what turned out to be late counted at its own time; the same state where nothing was.</summary>
    public async Task<PortfolioState> CorrectAsync(
        string portfolioId,
        PortfolioState before,
        PortfolioState next,
        IReadOnlyCollection<AccountHoldings> accounts,
        PriceTable prices,
        CancellationToken cancellationToken)
    {
        if (before.Track is not { } last || next.Track is not { } track || ReferenceEquals(last, track) || before.Snapshot!.Currency != next.Snapshot!.Currency)
        {
            return next;
        }

        var late = new List<LateFlow>();
        foreach (var account in accounts)
        {
            late.AddRange(await FindAsync(account, before, last.AsOf, next.Snapshot.Currency, prices, cancellationToken));
        }

        return late.Count == 0 ? next : await RestateAsync(portfolioId, last, next, late, cancellationToken);
    }

    /// <summary>Of what an account's running totals grew by, what happened before the last complete valuation and was in its balances then.</summary>
    private async Task<IEnumerable<LateFlow>> FindAsync(
        AccountHoldings account, PortfolioState before, DateTimeOffset valuedAt, Asset currency, PriceTable prices, CancellationToken cancellationToken)
    {
        if (!before.Flows.NetDeposits.TryGetValue(account.AccountId, out var known) || known.SequenceEqual(account.NetDeposits))
        {
            return [];
        }

        var counted = known.ToDictionary(money => money.Asset, money => money.Amount);
        var found = new List<LateFlow>();
        var recent = await holdings.LoadNewlyKnownFlowsAsync(account.AccountId, valuedAt - options.Value.LateFlowsReach, cancellationToken);
        foreach (var total in account.NetDeposits)
        {
            var growth = total.Amount - counted.GetValueOrDefault(total.Asset);
            var late = New(recent, total.Asset, growth).Where(flow => flow.At < valuedAt - options.Value.LateFlowsAfter).ToList();
            if (late.Count == 0 || !MovedBefore(account, before.Snapshot!, total.Asset, growth, late.Sum(flow => flow.Change.Amount)))
            {
                continue;
            }

            foreach (var flow in late)
            {
                var now = prices.Find(account.Venue, total.Asset)?.Usd;
                var then = await PriceAtAsync(total.Asset, flow.At, cancellationToken) ?? now;
                if (prices.Find("", currency) is { } unit && now is { } usd && then is { } usdThen)
                {
                    found.Add(new LateFlow(flow.At, flow.Change.Amount * usdThen / unit.Usd, flow.Change.Amount * usd / unit.Usd));
                }
            }
        }

        return found;
    }

    /// <summary>The flows that made a running total grow by so much: the last known ones that add up to it; none where no such do.</summary>
    private static ImmutableArray<ExternalFlow> New(ImmutableArray<ExternalFlow> lastKnownFirst, Asset asset, decimal growth)
    {
        var ofAsset = lastKnownFirst.Where(flow => flow.Change.Asset == asset).ToImmutableArray();
        var sum = 0m;
        for (var i = 0; i < ofAsset.Length; i++)
        {
            sum += ofAsset[i].Change.Amount;
            if (sum == growth)
            {
                return ofAsset[..(i + 1)];
            }
        }

        return [];
    }

    /// <summary>Whether the balance moved with the flows that are told now, or with fewer of them: the late ones moved it before.</summary>
    private static bool MovedBefore(AccountHoldings account, PortfolioSnapshot before, Asset asset, decimal growth, decimal late)
    {
        var held = before.Balances.Where(row => row.AccountId == account.AccountId && row.Asset == asset).Sum(row => row.Total);
        var holds = account.Wallets.SelectMany(wallet => wallet.Balances).Where(row => row.Asset == asset).Sum(row => row.Total);
        var moved = holds - held;
        return Math.Abs(moved - (growth - late)) < Math.Abs(moved - growth);
    }

    private async Task<decimal?> PriceAtAsync(Asset asset, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var day = UtcDay.Of(at);
        return asset == Asset.Usd ? 1m
            : await dailyPrices.FindAsync(asset, day, cancellationToken) is { } price && price.Day >= day.AddDays(-1) ? price.Usd
            : null;
    }

    private async Task<PortfolioState> RestateAsync(
        string portfolioId, EquityTrack last, PortfolioState next, IEnumerable<LateFlow> told, CancellationToken cancellationToken)
    {
        var (now, currency) = (next.Snapshot!.AsOf, next.Snapshot.Currency.Code);
        var rows = (await KnownAsync(portfolioId, last, now, cancellationToken)).Where(row => row.Currency == currency).SkipWhile(row => !row.Complete).ToList();
        if (rows.Count == 0)
        {
            return next;
        }

        var complete = rows.Where(row => row.Complete).ToList();
        ImmutableArray<LateFlow> late = [.. told.Select(flow => flow with { At = SeenAt(flow, complete) }).OrderBy(flow => flow.At)];
        var peaks = PeakRestatement.Of([.. complete.Select(row => new KeptValuation(row.At, row.Equity, row.NetFlowTotal, row.PeakEquity))], last, Until);
        await snapshots.RestateAsync(portfolioId, [.. Restated(rows, peaks, Until).Where(row => row.At >= late[0].At)], now, cancellationToken);
        foreach (var day in late.GroupBy(flow => UtcDay.Of(flow.At)))
        {
            await RestateDayAsync(portfolioId, day.Key, day, rows, last.AsOf, now, next.Today!.Day, cancellationToken);
        }

        var seen = next.Track!.NetFlowTotal - last.NetFlowTotal;
        var track = peaks.Track.Observe(
            next.Track.Equity, last.NetFlowTotal + late.Sum(flow => flow.Value) + seen - late.Sum(flow => flow.SeenAs), next.Track.AsOf);
        return next with
        {
            Track = track,
            Today = Today(next.Today!, late, rows, now),
            Snapshot = SnapshotMaker.Restated(next.Snapshot, track, now, late[0].At),
        };

        decimal Until(DateTimeOffset at) => late.Where(flow => flow.At <= at).Sum(flow => flow.Value);
    }

    /// <summary>
    /// The rows as they were known at the last complete valuation that was saved, so that what an attempt wrote whose state was lost is not counted twice. Those written since then are
    /// incomplete, or such an attempt's: they move no peak and say of flows what that valuation said.
    /// </summary>
    private async Task<IEnumerable<SnapshotRow>> KnownAsync(string portfolioId, EquityTrack last, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var since = last.AsOf.AddMicroseconds(1);
        var known = await snapshots.ListKnownAsync(portfolioId, portfolioId, DateTimeOffset.MinValue, since, TimeSpan.Zero, MostRows, last.AsOf, cancellationToken);
        var later = await snapshots.ListAsync(portfolioId, portfolioId, since, now, TimeSpan.Zero, MostRows, cancellationToken);
        return known.Concat(later.Select(row => row with { NetFlowTotal = last.NetFlowTotal, Complete = false }));
    }

    /// <summary>Each row with its flows; one that was not complete has the peaks of the one before it.</summary>
    private static IEnumerable<RestatedRow> Restated(List<SnapshotRow> rows, PeakRestatement peaks, Func<DateTimeOffset, decimal> addedBy)
    {
        var place = -1;
        foreach (var row in rows)
        {
            place += row.Complete ? 1 : 0;
            var allTime = peaks.Rows[place].AllTime;
            yield return new RestatedRow(row.At, row.NetFlowTotal + addedBy(row.At), allTime.Peak, allTime.Depth);
        }
    }

    /// <summary>
    /// When equity moved by it: a balance is read some minutes after it moved, and a row written in between does not hold the flow yet. Its own time where no such step is seen.
    /// </summary>
    private DateTimeOffset SeenAt(LateFlow flow, List<SnapshotRow> complete)
    {
        var first = complete.FindIndex(row => row.At >= flow.At);
        for (var i = Math.Max(first, 1); first >= 0 && i < complete.Count && complete[i].At <= flow.At + options.Value.LateFlowsStep; i++)
        {
            var step = complete[i].Equity - complete[i - 1].Equity;
            if (Math.Abs(step - flow.Value) < Math.Abs(step))
            {
                return complete[i - 1].At >= flow.At ? complete[i - 1].At.AddTicks(TimeSpan.TicksPerMicrosecond) : flow.At;
            }
        }

        return flow.At;
    }

    /// <summary>Counts flows in the row of their own day, or of the next there is; today's is not written yet.</summary>
    private async Task RestateDayAsync(
        string portfolioId,
        DateOnly day,
        IEnumerable<LateFlow> flows,
        IReadOnlyList<SnapshotRow> rows,
        DateTimeOffset savedAt,
        DateTimeOffset now,
        DateOnly today,
        CancellationToken cancellationToken)
    {
        var held = (await performance.ListAsync(portfolioId, portfolioId, day, today.AddDays(-1), cancellationToken)).FirstOrDefault();
        if (held?.RestatedAt > savedAt)
        {
            // By an attempt whose state was lost, as in the rows.
            held = (await performance.ListKnownAsync(portfolioId, portfolioId, held.Day, held.Day, savedAt, cancellationToken)).FirstOrDefault(held);
        }

        if (held is not null)
        {
            var restated = flows.Aggregate(PortfolioDay.Of(held), (row, flow) => With(row, flow, rows));
            await performance.SaveAsync((restated with { RestatedAt = now }).ToRow(portfolioId), cancellationToken);
        }
    }

    private static PortfolioDay Today(PortfolioDay day, ImmutableArray<LateFlow> late, IReadOnlyList<SnapshotRow> rows, DateTimeOffset now)
    {
        var without = late.Aggregate(day, (row, flow) => row.Without(flow.SeenAs));
        return late.Where(flow => UtcDay.Of(flow.At) == day.Day)
            .Aggregate(without with { RestatedAt = now }, (row, flow) => With(row, flow, rows));
    }

    private static PortfolioDay With(PortfolioDay day, LateFlow flow, IReadOnlyList<SnapshotRow> rows) =>
        rows.LastOrDefault(row => row.Complete && row.At < flow.At) is { } before
            ? day.WithLate(flow.Value, flow.At, before.Equity, before.At)
            : day.With(flow.Value, flow.At, equityBefore: 0m);

    /// <param name="Value">At its own day's price, in the portfolio's currency.</param>
    /// <param name="SeenAs">What it was counted as when it was seen.</param>
    private sealed record LateFlow(DateTimeOffset At, decimal Value, decimal SeenAs);
}
