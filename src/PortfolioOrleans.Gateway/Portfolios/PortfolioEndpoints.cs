using Microsoft.OpenApi;
using PortfolioOrleans.Contracts.Portfolios;
using PortfolioOrleans.Gateway.Access;
using PortfolioOrleans.Gateway.Json;
using PortfolioOrleans.Gateway.Ledger;
using PortfolioOrleans.Gateway.Live;
using PortfolioOrleans.Gateway.Performance;
using PortfolioOrleans.Gateway.Requests;
using PortfolioOrleans.Storage.History;
using PortfolioOrleans.Storage.Prices;

namespace PortfolioOrleans.Gateway.Portfolios;

/// <summary>What a portfolio is worth and how it stands; answered from the last saved valuation.</summary>
internal static class PortfolioEndpoints
{
    private static readonly QueryParameter<bool> ShowsOpen = new(
        "status", "Which positions: open, closed, all, or several with commas. Closed ones are not known yet, so closed alone answers none. Default: open.",
        new OpenApiSchema { Type = JsonSchemaType.String, Pattern = "^(open|closed|all)(,(open|closed|all))*$" },
        Absent: true, "open, closed or all, or several separated by commas", ParseStatus);

    public static void MapPortfolio(this IEndpointRouteBuilder routes, string prefix)
    {
        var portfolio = routes.MapGroup(prefix).RequireScope(Scopes.Read, Scopes.ReadShares).WithTags("Portfolio");
        portfolio.MapGet("/snapshot", Snapshot).Takes(CurrencyRates.Parameter, LedgerParameters.Explain);
        portfolio.MapGet("/balances", Balances).Takes([LedgerParameters.Explain, .. Paging.Parameters]);
        portfolio.MapGet("/positions", Positions).Takes([ShowsOpen, LedgerParameters.Explain, .. Paging.Parameters]);
        portfolio.MapGet("/pools", Pools).Takes(Paging.Parameters);
        portfolio.MapGet("/set-aside", SetAside).Takes(Paging.Parameters);
        portfolio.MapGet("/exposure", Exposure).Takes(LedgerParameters.Explain);
        portfolio.MapGet("/drawdown", Drawdown).Takes(DrawdownWindows.Days, LedgerParameters.Explain);
        portfolio.MapGet("/allocation", GetAllocation).Takes(LedgerParameters.Explain);
        portfolio.MapGet("/history", HistoryEndpoint.Handle).Takes(HistoryEndpoint.Parameters);
        portfolio.MapPerformance();
        portfolio.MapGet("/events", EventEndpoint.Handle).Takes(EventEndpoint.After).WithMetadata(EventEndpoint.Shapes);
        portfolio.MapLedger();
    }

    /// <summary>The whole portfolio as it was last valued.</summary>
    public static async Task<Answer<SnapshotAnswer>> Snapshot(
        HttpContext context, Subject subject, IGrainFactory grains, IPriceStore prices, CancellationToken cancellationToken)
    {
        var (snapshot, explains) = (await LastAsync(subject, grains), LedgerParameters.ReadExplain(context));
        return Answer.Of(CurrencyRates.Parameter.Read(context) is { } currency && currency != snapshot.Currency
            ? await ForeignSnapshot.OfAsync(snapshot, currency, explains, grains, prices, cancellationToken)
            : SnapshotAnswer.Of(snapshot, explains));
    }

    /// <summary>What is held, asset by asset and wallet by wallet.</summary>
    public static async Task<Answer<PortfolioPageAnswer<BalanceAnswer>>> Balances(HttpContext context, Subject subject, IGrainFactory grains)
    {
        var (snapshot, explains) = (await LastAsync(subject, grains), LedgerParameters.ReadExplain(context));
        return Answer.Of(PortfolioPageAnswer.Of(
            context, snapshot, snapshot.Balances, row => $"{row.AccountId}\n{row.Wallet}\n{row.Asset}", row => BalanceAnswer.Of(row, explains)));
    }

    /// <summary>Open positions.</summary>
    public static async Task<Answer<PortfolioPageAnswer<PositionAnswer>>> Positions(HttpContext context, Subject subject, IGrainFactory grains)
    {
        var showsOpen = ShowsOpen.Read(context);
        var (snapshot, explains) = (await LastAsync(subject, grains), LedgerParameters.ReadExplain(context));
        return Answer.Of(PortfolioPageAnswer.Of(
            context, snapshot, showsOpen ? snapshot.Positions : [],
            row => $"{row.AccountId}\n{row.Wallet}\n{row.Instrument}\n{row.Side}\n{row.VenueId}", row => PositionAnswer.Of(row, explains)));
    }

    /// <summary>Shares of liquidity pools. What they come to is among the balances already.</summary>
    public static async Task<Answer<PortfolioPageAnswer<PoolAnswer>>> Pools(HttpContext context, Subject subject, IGrainFactory grains)
    {
        var snapshot = await LastAsync(subject, grains);
        return Answer.Of(PortfolioPageAnswer.Of(context, snapshot, snapshot.Pools, row => $"{row.AccountId}\n{row.PoolId}", PoolAnswer.Of));
    }

    /// <summary>What strangers put into the accounts: held, never valued, in no total.</summary>
    public static async Task<Answer<PortfolioPageAnswer<SetAsideAnswer>>> SetAside(HttpContext context, Subject subject, IGrainFactory grains)
    {
        var snapshot = await LastAsync(subject, grains);
        return Answer.Of(PortfolioPageAnswer.Of(context, snapshot, snapshot.SetAside, row => $"{row.AccountId}\n{row.Asset}", SetAsideAnswer.Of));
    }

    /// <summary>How far the portfolio moves with the market, by coin and by sector.</summary>
    public static async Task<Answer<ExposureAnswer>> Exposure(HttpContext context, Subject subject, IGrainFactory grains)
    {
        var snapshot = await LastAsync(subject, grains);
        var explanation = LedgerParameters.ReadExplain(context) ? ExposureExplanationAnswer.Of(snapshot) : null;
        return Answer.Of(ExposureAnswer.Of(snapshot.Exposure, snapshot.AsOf, snapshot.Complete, explanation));
    }

    /// <summary>How far it stands below its peaks.</summary>
    public static async Task<Answer<DrawdownReportAnswer>> Drawdown(
        HttpContext context, Subject subject, IGrainFactory grains, ISnapshotStore history, CancellationToken cancellationToken)
    {
        var (days, explains) = (DrawdownWindows.Days.Read(context), LedgerParameters.ReadExplain(context));
        var snapshot = await LastAsync(subject, grains);
        var windows = await Task.WhenAll(days.Select(count => DrawdownWindows.OfAsync(history, snapshot, count, explains, cancellationToken)));
        var answer = DrawdownAnswer.Of(snapshot.Drawdown, snapshot.AsOf, snapshot.Complete);
        return Answer.Of(new DrawdownReportAnswer(answer, windows, explains ? DrawdownExplanationAnswer.Of(snapshot, answer) : null));
    }

    /// <summary>How its balances divide: by asset, sector, venue, and into stablecoins and the rest.</summary>
    public static async Task<Answer<AllocationAnswer>> GetAllocation(HttpContext context, Subject subject, IGrainFactory grains) =>
        Answer.Of(AllocationAnswer.Of(await LastAsync(subject, grains), LedgerParameters.ReadExplain(context)));

    private static (bool Valid, bool ShowsOpen) ParseStatus(string text)
    {
        var choices = text.Split(',');
        return (choices.All(choice => choice is "open" or "closed" or "all"), choices.Any(choice => choice is "open" or "all"));
    }

    private static Task<PortfolioSnapshot> LastAsync(Subject subject, IGrainFactory grains) =>
        grains.GetGrain<IPortfolioGrain>(subject.PortfolioId).GetSnapshotAsync();
}
