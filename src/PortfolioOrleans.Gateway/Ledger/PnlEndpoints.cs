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
        portfolio.MapGet("/pnl-by-account", PnlByAccount).Takes([.. LedgerParameters.ExplainedView, .. Paging.Parameters]);
        portfolio.MapGet("/pnl/history", PnlHistoryEndpoint.Handle).Takes(PnlHistoryEndpoint.Parameters);
    }

    /// <summary>Realised and unrealised profit, fees, funding and how trades went.</summary>
    public static async Task<Answer<LedgerPnlAnswer>> Pnl(HttpContext context, Subject subject, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var view = LedgerParameters.ReadView(context);
        var open = await OpenPositionsAsync(view, subject, grains);
        var statement = await grains.GetGrain<ILedgerGrain>(subject.PortfolioId).GetPnlAsync(view, cancellationToken);
        return Answer.Of(new LedgerPnlAnswer(PnlFiguresAnswer.Of(statement.Rows[0], open, view.Explain), statement));
    }

    /// <summary>The same for each symbol.</summary>
    public static async Task<Answer<PnlPageAnswer<SymbolPnlAnswer>>> PnlBySymbol(
        HttpContext context, Subject subject, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var view = LedgerParameters.ReadView(context);
        var open = await OpenPositionsAsync(view, subject, grains);
        var statement = await grains.GetGrain<ILedgerGrain>(subject.PortfolioId).GetPnlBySymbolAsync(view, cancellationToken);
        return PageOf(context, statement, open, position => position.Symbol.ToString(), (symbol, figures) => new SymbolPnlAnswer(symbol, figures));
    }

    /// <summary>The same for each account.</summary>
    public static async Task<Answer<PnlPageAnswer<AccountPnlAnswer>>> PnlByAccount(
        HttpContext context, Subject subject, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var view = LedgerParameters.ReadView(context);
        var open = await OpenPositionsAsync(view, subject, grains);
        var statement = await grains.GetGrain<ILedgerGrain>(subject.PortfolioId).GetPnlByAccountAsync(view, cancellationToken);
        return PageOf(context, statement, open, position => position.AccountId, (account, figures) => new AccountPnlAnswer(account.Length > 0 ? account : null, figures));
    }

    private static Answer<PnlPageAnswer<T>> PageOf<T>(
        HttpContext context, PnlStatement statement, IEnumerable<PositionRow> positions, Func<PositionRow, string> keyOf, Func<string, PnlFiguresAnswer, T> toAnswer)
    {
        var explains = LedgerParameters.ReadExplain(context);
        var open = positions.ToLookup(keyOf, StringComparer.Ordinal);
        var known = statement.Rows.Select(row => row.Key).ToHashSet(StringComparer.Ordinal);
        var rows = statement.Rows.Select(row => (row.Key, Figures: PnlFiguresAnswer.Of(row, [.. open[row.Key]], explains)))
            .Concat(open.Where(one => !known.Contains(one.Key)).Select(one => (one.Key, Figures: PnlFiguresAnswer.Of([.. one], explains))));
        var (page, next) = Paging.Page(context, rows, row => row.Key);
        return Answer.Of(new PnlPageAnswer<T>(
            [.. page.Select(row => toAnswer(row.Key, row.Figures))], next, statement.Method, statement.Lots, statement.Currency.Code, statement.AsOf, DoubtsAnswer.Of(statement.Doubts)));
    }

    /// <summary>Open positions as last valued; what was open at an earlier time the ledger does not say.</summary>
    private static async Task<IReadOnlyList<PositionRow>> OpenPositionsAsync(LedgerView view, Subject subject, IGrainFactory grains) =>
        view.AsOf is null && view.KnownAt is null
            ? (await grains.GetGrain<IPortfolioGrain>(subject.PortfolioId).GetSnapshotAsync()).Positions
            : [];
}
