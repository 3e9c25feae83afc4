using PortfolioOrleans.Contracts.Portfolios;
using PortfolioOrleans.Domain.Exposure;
using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Domain.Risk;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Gateway.Access;
using PortfolioOrleans.Gateway.Json;
using PortfolioOrleans.Gateway.Requests;
using PortfolioOrleans.Storage.Prices;

namespace PortfolioOrleans.Gateway.Performance;

/// <summary>How what is held moves together, day by day.</summary>
internal static class CorrelationsEndpoint
{
    /// <summary>The largest holdings; a matrix of hundreds says nothing.</summary>
    private const int MostAssets = 30;

    public static QueryParameter[] Parameters { get; } = [Period.Parameter, CurrencyRates.Parameter];

    /// <summary>How the daily returns of what is held go together, by asset and by sector.</summary>
    public static async Task<Answer<CorrelationsAnswer>> Handle(
        HttpContext context, Subject subject, IGrainFactory grains, IPriceStore prices, TimeProvider clock, CancellationToken cancellationToken)
    {
        var (period, currency) = (Period.Parameter.Read(context), CurrencyRates.Parameter.Read(context));
        var today = UtcDay.Of(clock.GetUtcNow());
        var snapshot = await grains.GetGrain<IPortfolioGrain>(subject.PortfolioId).GetSnapshotAsync();
        var unit = currency ?? snapshot.Currency;
        var held = snapshot.Balances
            .Where(row => row.Value is > 0m && row.Asset != unit)
            .GroupBy(row => row.Asset)
            .Select(asset => (Asset: asset.Key, Value: asset.Sum(row => row.Value!.Value), Sector: asset.First().Sector ?? Sectors.Of(asset.Key)))
            .OrderByDescending(asset => asset.Value).ThenBy(asset => asset.Asset)
            .Take(MostAssets)
            .ToList();

        var from = period.BaseBefore(today);
        var series = await PriceSeries.ReturnsAsync(prices, [.. held.Select(one => one.Asset)], unit, from, today, cancellationToken);
        var known = held.Where(one => series[one.Asset].Count > 0).ToList();
        var bySector = known.GroupBy(one => one.Sector).Select(sector => (sector.Key, BlendOf(sector.Select(one => (one.Asset, one.Value)), series))).ToList();
        return Answer.Of(new CorrelationsAnswer(
            period.Name,
            period.Name == "all" ? known.Select(one => (DateOnly?)series[one.Asset].Days[0]).Min() : from,
            today,
            unit.Code,
            CorrelationMatrixAnswer.Of([.. known.Select(one => (one.Asset.Code, series[one.Asset]))]),
            CorrelationMatrixAnswer.Of(bySector),
            [.. held.Where(one => series[one.Asset].Count == 0).Select(one => one.Asset.Code)]));
    }

    /// <summary>A sector as it is held now, brought back to these weights every day.</summary>
    private static ReturnSeries BlendOf(IEnumerable<(Asset Asset, decimal Value)> parts, IReadOnlyDictionary<Asset, ReturnSeries> series)
    {
        var sector = parts.ToList();
        var sum = sector.Sum(part => part.Value);
        return ReturnSeries.Blend([.. sector.Select(part => ((double)(part.Value / sum), series[part.Asset]))]);
    }
}

/// <summary>How the daily returns of what is held go together: Pearson's correlation on the days that both have, 1 together, -1 against each other.</summary>
/// <param name="From">The day whose end the period begins with; null where nothing is known.</param>
/// <param name="To">The day it ends in.</param>
/// <param name="Currency">In what returns are measured.</param>
/// <param name="ByAsset">The largest holdings.</param>
/// <param name="BySector">Sectors as they are held now, weights kept.</param>
/// <param name="Unknown">What is held and has no past prices.</param>
internal sealed record CorrelationsAnswer(
    string Period, DateOnly? From, DateOnly To, string Currency, CorrelationMatrixAnswer ByAsset, CorrelationMatrixAnswer BySector, IReadOnlyList<string> Unknown);

/// <summary>A symmetric matrix; row and column by the place of the name.</summary>
/// <param name="Names">Largest holding first.</param>
/// <param name="Values">Null where a correlation is undefined: fewer than two common days, or one that does not move.</param>
/// <param name="Days">From how many common days each is.</param>
internal sealed record CorrelationMatrixAnswer(IReadOnlyList<string> Names, IReadOnlyList<IReadOnlyList<double?>> Values, IReadOnlyList<IReadOnlyList<int>> Days)
{
    public static CorrelationMatrixAnswer Of(IReadOnlyList<(string Name, ReturnSeries Series)> rows)
    {
        var cells = rows.Select(row => rows.Select(column => Between(row.Series, column.Series)).ToList()).ToList();
        return new CorrelationMatrixAnswer(
            [.. rows.Select(row => row.Name)],
            [.. cells.Select(row => (IReadOnlyList<double?>)[.. row.Select(cell => cell.Value)])],
            [.. cells.Select(row => (IReadOnlyList<int>)[.. row.Select(cell => cell.Observations)])]);
    }

    private static Statistic Between(ReturnSeries one, ReturnSeries other)
    {
        var (left, right) = ReturnSeries.OnCommonDays(one, other);
        return Regression.Correlation(left.Returns, right.Returns);
    }
}
