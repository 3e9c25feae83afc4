using PortfolioOrleans.Contracts.Portfolios;

namespace PortfolioOrleans.Gateway.Portfolios;

/// <summary>How far the portfolio moves with the market, in its currency. Fiat and stablecoins count for nothing.</summary>
/// <param name="TotalExposure">Long plus short.</param>
/// <param name="LongExposure">What gains when prices rise.</param>
/// <param name="ShortExposure">What gains when prices fall, above or at zero.</param>
/// <param name="NetExposure">Long minus short.</param>
/// <param name="ExposureBySymbol">Net by the coin underneath.</param>
/// <param name="ExposureBySector">Net by the sector of that coin.</param>
/// <param name="Leverage">Total over equity; null where equity is zero or less.</param>
/// <param name="BySymbol">Both sides by the coin underneath.</param>
/// <param name="BySector">Both sides by the sector of that coin.</param>
/// <param name="Timestamp">When the portfolio was valued.</param>
/// <param name="Complete">Whether that valuation was complete.</param>
/// <param name="Explanation">The rows of each total; null unless asked for.</param>
internal sealed record ExposureAnswer(
    decimal TotalExposure,
    decimal LongExposure,
    decimal ShortExposure,
    decimal NetExposure,
    IReadOnlyDictionary<string, decimal> ExposureBySymbol,
    IReadOnlyDictionary<string, decimal> ExposureBySector,
    double? Leverage,
    IReadOnlyList<ExposureSideAnswer> BySymbol,
    IReadOnlyList<ExposureSideAnswer> BySector,
    DateTimeOffset Timestamp,
    bool Complete,
    ExposureExplanationAnswer? Explanation)
{
    public static ExposureAnswer Of(ExposureFigures figures, DateTimeOffset at, bool complete, ExposureExplanationAnswer? explanation = null) => new(
        figures.Long + figures.Short,
        figures.Long,
        figures.Short,
        figures.Long - figures.Short,
        figures.BySymbol.ToDictionary(row => row.Name, row => row.Net, StringComparer.Ordinal),
        figures.BySector.ToDictionary(row => row.Name, row => row.Net, StringComparer.Ordinal),
        figures.Leverage,
        [.. figures.BySymbol.Select(ExposureSideAnswer.Of)],
        [.. figures.BySector.Select(ExposureSideAnswer.Of)],
        at,
        complete,
        explanation);
}

/// <summary>One coin's or one sector's exposure.</summary>
internal sealed record ExposureSideAnswer(string Name, decimal Long, decimal Short, decimal Net)
{
    public static ExposureSideAnswer Of(ExposureRow row) => new(row.Name, row.Long, row.Short, row.Net);
}
