using System.Collections.Immutable;
using PortfolioOrleans.Contracts.Ledger;
using PortfolioOrleans.Contracts.Portfolios;
using PortfolioOrleans.Domain.Exposure;
using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Domain.Valuation;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Grains.Portfolios;

/// <summary>
/// Writes a valuation down as the snapshot that others see. What it says as the one before did is that one's: most valuations find most things as they were, and what lives
/// only until the next one is collected soonest if it is never kept.
/// </summary>
internal static class SnapshotMaker
{
    /// <param name="before">The last valuation in the same currency, whose restatement is still the last one; null where there is none.</param>
    public static PortfolioSnapshot Make(
        string portfolioId, long version, long sequence, PortfolioValuation valuation, EquityTrack? track, RealizedDay? realized = null, PortfolioSnapshot? before = null) => new(
        portfolioId,
        version,
        sequence,
        valuation.At,
        valuation.Currency,
        valuation.Equity,
        valuation.CashBalance,
        track?.NetFlowTotal ?? 0m,
        Kept(Pnl(valuation, track, realized?.Currency == valuation.Currency ? realized : null), before?.Pnl),
        track is null ? DrawdownFigures.None : Drawdowns(track, before?.Drawdown.RestatedAt, before?.Drawdown.RestatedFrom),
        Exposure(valuation.Exposure, before?.Exposure),
        Kept([.. valuation.Balances.Select(Balance)], before?.Balances),
        Kept([.. valuation.Positions.Select(Position)], before?.Positions),
        Kept([.. valuation.Sources.Select(source => new SourceRow(source.AccountId, source.Venue, source.Wallet, source.AsOf, source.Status, source.Error))], before?.Sources),
        [.. valuation.Prices.Select(price => new PriceSourceRow(price.Venue, price.AsOf, price.Stale))],
        [.. valuation.Unpriced.Select(row => new UnpricedRow(row.Asset, row.Quantity, row.AccountId, row.Venue))],
        valuation.Complete)
        {
            Pools = [.. valuation.Pools.Select(Pool)],
            SetAside = [.. valuation.SetAside.Select(row => new SetAsideRow(row.Asset, row.Quantity, row.AccountId, row.Venue, row.AsOf))],
        };

    /// <summary>A portfolio that was never valued: nothing is known of it, which is not the same as nothing being there.</summary>
    public static PortfolioSnapshot Unvalued(string portfolioId, Asset currency, DateTimeOffset at) => new(
        portfolioId, 0, 0, at, currency, 0m, 0m, 0m, new PnlFigures(0m, 0m, null), DrawdownFigures.None, ExposureFigures.None, [], [], [], [], [], false);

    /// <summary>The same valuation after what it adds up to was found to be other than it was thought, at a time and since an earlier one.</summary>
    public static PortfolioSnapshot Restated(PortfolioSnapshot snapshot, EquityTrack track, DateTimeOffset at, DateTimeOffset from) => snapshot with
    {
        NetFlowTotal = track.NetFlowTotal,
        Pnl = Daily(snapshot.Pnl, track),
        Drawdown = Drawdowns(track, at, from),
    };

    /// <summary>What was realised on an earlier day than the valuation's is nothing of its day: as far as the ledger was read nothing has happened since.</summary>
    private static PnlFigures Pnl(PortfolioValuation valuation, EquityTrack? track, RealizedDay? realized)
    {
        var today = realized is null ? (decimal?)null : realized.Day == UtcDay.Of(valuation.At) ? realized.Amount : 0m;
        var pnl = new PnlFigures(valuation.UnrealizedPnl, 0m, null, today, realized?.AsOf);
        return track is null ? pnl : Daily(pnl, track);
    }

    private static PnlFigures Daily(PnlFigures pnl, EquityTrack track) => pnl with
    {
        Daily = track.DailyPnl,
        DailyPct = Rounding.Percent(track.DailyPnl, track.DailyBase),
        OpenEquity = track.DayOpenEquity,
        OpenFlow = track.NetFlowTotal - track.DayOpenNetFlow,
    };

    private static DrawdownFigures Drawdowns(EquityTrack track, DateTimeOffset? restatedAt, DateTimeOffset? restatedFrom) => new(
        track.Daily.Depth,
        track.Weekly.Depth,
        track.AllTime.Depth,
        track.AllTime.MaxDepth,
        track.AllTime.Peak,
        track.AllTime.Trough,
        track.Equity,
        track.AllTime.RecoveryProgress,
        track.AllTime.UnderwaterSince,
        track.AllTime.LongestUnderwater,
        track.AsOf,
        restatedAt,
        restatedFrom);

    private static ExposureFigures Exposure(ExposureReport exposure, ExposureFigures? before)
    {
        static ImmutableArray<ExposureRow> Rows(ImmutableSortedDictionary<string, ExposureSides> by, ImmutableArray<ExposureRow>? before) =>
            Kept([.. by.Select(row => new ExposureRow(row.Key, row.Value.Long, row.Value.Short))], before);

        return Kept(
            new ExposureFigures(exposure.Long, exposure.Short, Rows(exposure.BySymbol, before?.BySymbol), Rows(exposure.BySector, before?.BySector), exposure.Leverage), before);
    }

    private static T Kept<T>(T now, T? before)
        where T : class, IEquatable<T> => now.Equals(before) ? before : now;

    private static ImmutableArray<T> Kept<T>(ImmutableArray<T> now, ImmutableArray<T>? before)
        where T : class, IEquatable<T> => before is { IsDefault: false } rows && rows.AsSpan().SequenceEqual(now.AsSpan()) ? rows : now;

    private static BalanceRow Balance(ValuedBalance row) => new(
        row.AccountId,
        row.Venue,
        row.Wallet,
        row.Balance.Asset,
        row.Balance.Free,
        row.Balance.Locked,
        row.Balance.Total,
        row.Price,
        row.Value,
        row.UsdValue,
        row.SharePct,
        row.AsOf)
    {
        Sector = row.Sector,
    };

    private static PoolRow Pool(ValuedPool row) => new(
        row.AccountId,
        row.Venue,
        row.Position.Id,
        row.Position.Protocol,
        row.Position.Pool,
        [.. row.Sides.Select(side => new PoolSideRow(side.Side.Asset, side.Side.Amount, side.Side.Fees, side.Side.PutIn, side.Price, side.Value))],
        row.Position.Counts,
        row.Position.InRange,
        row.Position.Price,
        row.Position.PriceLower,
        row.Position.PriceUpper,
        row.Value,
        row.FeesValue,
        row.Position.Holding,
        row.Position.Unknown,
        row.AsOf);

    private static PositionRow Position(ValuedPosition row) => new(
        row.AccountId,
        row.Venue,
        row.Wallet,
        row.Position.Instrument,
        row.Position.Symbol,
        row.Position.Side,
        row.Mark is { } mark and > 0m ? row.Position.Terms.BaseQuantity(row.Position.Contracts, mark) : null,
        row.Position.Contracts,
        row.Position.EntryPrice,
        row.Mark,
        row.UnrealizedPnl,
        row.UnrealizedPnlPct,
        row.Exposure,
        row.Position.Leverage,
        row.Position.LiquidationPrice,
        row.Position.MarginMode,
        row.Category,
        row.Position.Terms.Settlement,
        row.Position.RealizedPnl,
        row.Position.OpenedAt,
        row.Position.VenueId,
        row.AsOf)
    {
        AddsToEquity = row.Position.AddsToEquity,
    };
}
