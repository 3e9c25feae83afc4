using PortfolioOrleans.Contracts.Ledger;
using PortfolioOrleans.Gateway.Access;
using PortfolioOrleans.Gateway.Json;
using PortfolioOrleans.Gateway.Requests;

namespace PortfolioOrleans.Gateway.Ledger;

/// <summary>A year's tax report. Another method is another reading of the same ledger; nothing changes with it.</summary>
internal static class TaxEndpoint
{
    private static readonly QueryParameter<HoldingRule> Holding = LedgerParameters.Choice(
        "holding", "Where short ends and long begins: past the same UTC date of the next calendar year, after more than 365 x 24 hours, or never. Default: calendar.",
        HoldingRule.Calendar, ("calendar", HoldingRule.Calendar), ("hours", HoldingRule.Hours), ("none", HoldingRule.None));

    private static readonly QueryParameter<int> Year = LedgerParameters.Year with { Description = "The UTC year. Default: this one." };

    public static void MapTax(this IEndpointRouteBuilder portfolio) => portfolio.MapGet("/tax", Tax)
        .Takes([Year, Holding, LedgerFormat.Parameter, .. LedgerParameters.View, LedgerParameters.Explain])
        .Produces<TaxAnswer>(StatusCodes.Status200OK, "application/json");

    /// <summary>A year's disposals with proceeds, cost, gain and holding period, its income, and their totals. As csv the disposals alone.</summary>
    public static async Task<IResult> Tax(
        HttpContext context, Subject subject, IGrainFactory grains, TimeProvider clock, CancellationToken cancellationToken)
    {
        var year = Year.Read(context) is > 0 and var given ? given : clock.GetUtcNow().Year;
        var (holding, isCsv, view) = (Holding.Read(context), LedgerFormat.IsCsv(context), LedgerParameters.ReadView(context));
        var tax = await grains.GetGrain<ILedgerGrain>(subject.PortfolioId).GetTaxAsync(year, holding, view, cancellationToken);
        return isCsv ? new TaxCsv(tax) : Answer.Of(TaxAnswer.Of(tax, holding, view.Explain));
    }
}
