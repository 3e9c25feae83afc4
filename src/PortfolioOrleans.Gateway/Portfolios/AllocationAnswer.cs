using System.Collections.Immutable;
using PortfolioOrleans.Contracts.Portfolios;
using PortfolioOrleans.Domain.Exposure;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Valuation;
using PortfolioOrleans.Gateway.Ledger;

namespace PortfolioOrleans.Gateway.Portfolios;

/// <summary>
/// How the portfolio's balances divide. Shares are of the sum of positive values, in percent; debt is left out of them and stated apart. Largest first.
/// </summary>
/// <param name="ByStablecoin">Divided into stablecoin, fiat and other.</param>
/// <param name="TopAssets">The ten largest.</param>
/// <param name="Hhi">Herfindahl-Hirschman index of the assets, 0 to 1: the sum of squared shares; null where nothing has a value.</param>
/// <param name="EffectiveAssets">Its inverse: how many equal assets would be as concentrated.</param>
/// <param name="Debt">Sum of the negative values, at or below zero.</param>
/// <param name="Currency">What amounts are stated in.</param>
/// <param name="Version">Number of the valuation.</param>
/// <param name="Timestamp">When the portfolio was valued.</param>
/// <param name="Complete">Whether that valuation was complete.</param>
/// <param name="Explanation">The rows of the debt; null unless asked for.</param>
internal sealed record AllocationAnswer(
    IReadOnlyList<ShareAnswer> ByAsset,
    IReadOnlyList<ShareAnswer> BySector,
    IReadOnlyList<ShareAnswer> ByVenue,
    IReadOnlyList<ShareAnswer> ByStablecoin,
    IReadOnlyList<ShareAnswer> TopAssets,
    double? Hhi,
    double? EffectiveAssets,
    decimal Debt,
    string Currency,
    long Version,
    DateTimeOffset Timestamp,
    bool Complete,
    AllocationExplanationAnswer? Explanation)
{
    private const int Top = 10;

    public static AllocationAnswer Of(PortfolioSnapshot snapshot, bool explains)
    {
        var allocation = Allocation.Of(BalancesOf(snapshot));
        var byAsset = Shares(allocation.ByAsset, row => row.Asset.Code);
        return new AllocationAnswer(
            byAsset,
            Shares(allocation.BySector, SectorOf),
            Shares(allocation.ByVenue, row => row.Venue),
            Shares(allocation.ByCash, row => Allocation.CashOf(row.Asset)),
            [.. byAsset.Take(Top)],
            allocation.Hhi,
            allocation.EffectiveAssets,
            allocation.Debt,
            snapshot.Currency.Code,
            snapshot.Version,
            snapshot.AsOf,
            snapshot.Complete,
            explains ? new AllocationExplanationAnswer([.. snapshot.Balances.Where(row => row.Value < 0m).Select(ExplainedFigures.OfValue)]) : null);

        IReadOnlyList<ShareAnswer> Shares(ImmutableArray<AllocationShare> shares, Func<BalanceRow, string> nameOf)
        {
            var rows = explains ? snapshot.Balances.Where(row => row.Value > 0m).ToLookup(nameOf, StringComparer.Ordinal) : null;
            return [.. shares.Select(share => ShareAnswer.Of(share, rows?[share.Name]))];
        }
    }

    private static string SectorOf(BalanceRow row) => row.Sector ?? Sectors.Of(row.Asset);

    /// <summary>The part of the valuation that an allocation is made from: the balances.</summary>
    private static PortfolioValuation BalancesOf(PortfolioSnapshot snapshot) => new(
        snapshot.AsOf,
        snapshot.Currency,
        snapshot.Equity,
        snapshot.CashBalance,
        snapshot.Pnl.Unrealized,
        [
            .. snapshot.Balances.Select(row => new ValuedBalance(
                row.AccountId, row.Venue, row.Wallet, AssetBalance.Restore(row.Asset, row.Free, row.Locked, row.Total),
                row.Price, row.Value, row.UsdValue, row.SharePct, row.AsOf, SectorOf(row))),
        ],
        Positions: [],
        new ExposureReport.Builder().Build(snapshot.Equity),
        Sources: [],
        Prices: [],
        Unpriced: [],
        snapshot.Complete);
}

/// <summary>One part of a whole.</summary>
/// <param name="Value">In the portfolio's currency.</param>
/// <param name="SharePct">In percent of all positive values.</param>
/// <param name="Explanation">The rows of the value; null unless asked for.</param>
internal sealed record ShareAnswer(string Name, decimal Value, double SharePct, ShareExplanationAnswer? Explanation)
{
    public static ShareAnswer Of(AllocationShare share, IEnumerable<BalanceRow>? rows) => new(
        share.Name, share.Value, share.SharePct, rows is null ? null : new ShareExplanationAnswer([.. rows.Select(ExplainedFigures.OfValue)]));
}

/// <summary>The balances that a share's value is the sum of.</summary>
internal sealed record ShareExplanationAnswer(IReadOnlyList<FigureRowAnswer> Value);

/// <summary>The balances that the debt is the sum of.</summary>
internal sealed record AllocationExplanationAnswer(IReadOnlyList<FigureRowAnswer> Debt);
