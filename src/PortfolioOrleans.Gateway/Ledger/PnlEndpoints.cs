using PortfolioOrleans.Contracts.Ledger;
using PortfolioOrleans.Contracts.Portfolios;
using PortfolioOrleans.Gateway.Access;
using PortfolioOrleans.Gateway.Json;
using PortfolioOrleans.Gateway.Requests;

namespace PortfolioOrleans.Gateway.Ledger;

/// <summary>Profit and loss: what was realised as the ledger says, what is not as the ledger and the last valuation do.</summary>
internal static class PnlEndpoints
{
    public static void MapPnl(this IEndpointRouteBuilder portfolio)
    {
        portfolio.MapGet("/pnl", Pnl).Takes(LedgerParameters.ExplainedView);
        portfolio.MapGet("/pnl-by-symbol", PnlBySymbol).Takes([.. LedgerParameters.ExplainedView, .. Paging.Parameters]);
    }

    /// <summary>Realised and unrealised profit, fees, funding and how trades went.</summary>
    public static async Task<Answer<LedgerPnlAnswer>> Pnl(HttpContext context, Subject subject, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var view = LedgerParameters.ReadView(context);
        var open = await OpenPositionsAsync(view, subject, grains);
        return Answer.Of(LedgerPnlAnswer.Of(await grains.GetGrain<ILedgerGrain>(subject.PortfolioId).GetPnlAsync(view, cancellationToken), open, view.Explain));
    }

    /// <summary>The same for each symbol.</summary>
    public static async Task<Answer<SymbolPnlPageAnswer>> PnlBySymbol(
        HttpContext context, Subject subject, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var view = LedgerParameters.ReadView(context);
        var open = (await OpenPositionsAsync(view, subject, grains)).ToLookup(position => position.Symbol.ToString(), StringComparer.Ordinal);
        var statement = await grains.GetGrain<ILedgerGrain>(subject.PortfolioId).GetPnlBySymbolAsync(view, cancellationToken);

        var rows = statement.Rows.Select(row => SymbolPnlAnswer.Of(row, [.. open[row.Key]], view.Explain))
            .Concat(open.Where(symbol => statement.Rows.All(row => row.Key != symbol.Key)).Select(symbol => SymbolPnlAnswer.Of(symbol.Key, [.. symbol], view.Explain)));
        var (page, next) = Paging.Page(context, rows, row => row.Symbol);
        return Answer.Of(new SymbolPnlPageAnswer(page, next, statement.Method, statement.Currency.Code, statement.AsOf, DoubtsAnswer.Of(statement.Doubts)));
    }

    /// <summary>Open positions as last valued; what was open at an earlier time the ledger does not say.</summary>
    private static async Task<IReadOnlyList<PositionRow>> OpenPositionsAsync(LedgerView view, Subject subject, IGrainFactory grains) =>
        view.AsOf is null && view.KnownAt is null
            ? (await grains.GetGrain<IPortfolioGrain>(subject.PortfolioId).GetSnapshotAsync()).Positions
            : [];
}
