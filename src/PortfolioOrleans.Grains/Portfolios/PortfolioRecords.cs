using System.Collections.Immutable;
using System.Text.Json;
using PortfolioOrleans.Contracts.Portfolios;
using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Grains.Records;
using PortfolioOrleans.Storage.Accounts;
using PortfolioOrleans.Storage.History;
using PortfolioOrleans.Storage.Performance;
using PortfolioOrleans.Storage.PortfolioStates;

namespace PortfolioOrleans.Grains.Portfolios;

/// <summary>What the tables keep of a portfolio, and how it is rebuilt from them when its grain state is lost.</summary>
internal sealed class PortfolioRecords(
    IAccountStore accounts, ISnapshotStore history, IPerformanceStore performance, IPortfolioStateStore states)
{
    /// <summary>
    /// How far version and sequence jump ahead when a portfolio is rebuilt: further than they can have gone since its row was written, so that no number is
    /// ever given twice.
    /// </summary>
    private const long RebuildJump = 1_000_000;

    public async Task<ImmutableArray<string>> ListAccountsAsync(string portfolioId, CancellationToken cancellationToken) =>
        [.. (await accounts.ListAsync(portfolioId, cancellationToken)).Select(account => account.Id)];

    /// <summary>
    /// The state of a portfolio that has none: its accounts from the account table, its peaks and flows from its last row. A new portfolio comes out empty.
    /// </summary>
    public async Task<PortfolioState> RebuildAsync(string portfolioId, CancellationToken cancellationToken)
    {
        var empty = new PortfolioState { Accounts = await ListAccountsAsync(portfolioId, cancellationToken) };
        if (await states.FindAsync(portfolioId, cancellationToken) is not { } row)
        {
            return empty;
        }

        var lastDay = UtcDay.Of(row.AsOf);
        var checkpoint = JsonSerializer.Deserialize<Checkpoint>(row.Checkpoint, GrainStateJson.Options)!;
        return empty with
        {
            Track = checkpoint.Track,
            Flows = checkpoint.Flows,
            Snapshot = checkpoint.Snapshot with { Version = row.Version + RebuildJump, Sequence = row.Sequence + RebuildJump },
            LastRowAt = row.AsOf,
            Today = (await performance.ListAsync(portfolioId, portfolioId, lastDay, lastDay, cancellationToken)).Select(PortfolioDay.Of).FirstOrDefault(),
        };
    }

    /// <summary>
    /// Writes what is due before <paramref name="next"/> replaces <paramref name="saved"/>: the last valuation of a day that is over, and one row each
    /// period, the day's own row with both. Returns <paramref name="next"/> with that noted.
    /// </summary>
    public async Task<PortfolioState> WriteHistoryAsync(
        string portfolioId, PortfolioState saved, PortfolioState next, TimeSpan period, CancellationToken cancellationToken)
    {
        var now = next.Snapshot!;
        if (saved.Snapshot is { } last && last.AsOf.UtcDateTime.Date < now.AsOf.UtcDateTime.Date)
        {
            await history.AddAsync(Row(portfolioId, last, dayEnd: true), cancellationToken);
            await SaveDayAsync(portfolioId, saved.Today, cancellationToken);
        }

        if (next.LastRowAt is { } at && now.AsOf - at < period)
        {
            // A flow is seldom, and a day without it would look like a gain or a loss.
            await SaveDayAsync(portfolioId, next.Track?.NetFlowTotal == saved.Track?.NetFlowTotal ? null : next.Today, cancellationToken);
            return next;
        }

        var noted = next with { LastRowAt = now.AsOf };
        await Task.WhenAll(
            history.AddAsync(Row(portfolioId, now, dayEnd: false), cancellationToken),
            SaveDayAsync(portfolioId, noted.Today, cancellationToken),
            states.SaveAsync(StateRow(portfolioId, noted), cancellationToken));
        return noted;
    }

    private Task SaveDayAsync(string portfolioId, PortfolioDay? day, CancellationToken cancellationToken) =>
        day is null ? Task.CompletedTask : performance.SaveAsync(day.ToRow(portfolioId), cancellationToken);

    private static SnapshotRow Row(string portfolioId, PortfolioSnapshot snapshot, bool dayEnd) => new(
        portfolioId,
        portfolioId,
        snapshot.AsOf,
        snapshot.Version,
        snapshot.Currency.Code,
        snapshot.Equity,
        snapshot.NetFlowTotal,
        snapshot.CashBalance,
        snapshot.Pnl.Unrealized,
        snapshot.Exposure.Long,
        snapshot.Exposure.Short,
        snapshot.Drawdown.PeakEquity,
        snapshot.Drawdown.Depth,
        snapshot.Complete,
        dayEnd);

    private static PortfolioStateRow StateRow(string portfolioId, PortfolioState state) => new(
        portfolioId,
        portfolioId,
        state.Snapshot!.Version,
        state.Snapshot.Sequence,
        state.Snapshot.AsOf,
        state.Snapshot.Currency.Code,
        state.Snapshot.Equity,
        state.Snapshot.Drawdown.PeakEquity,
        state.Snapshot.NetFlowTotal,
        state.Snapshot.Complete,
        JsonSerializer.Serialize(new Checkpoint(state.Track, state.Flows, state.Snapshot), GrainStateJson.Options));

    /// <summary>What the row keeps besides its columns.</summary>
    private sealed record Checkpoint(EquityTrack? Track, FlowBaseline Flows, PortfolioSnapshot Snapshot);
}
