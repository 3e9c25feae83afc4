namespace PortfolioOrleans.Gateway.Ledger;

/// <summary>Whatever a portfolio's ledger answers.</summary>
internal static class LedgerEndpoints
{
    public static void MapLedger(this IEndpointRouteBuilder portfolio)
    {
        portfolio.MapPnl();
        portfolio.MapTransactions();
        portfolio.MapImport();
        portfolio.MapExport();
        portfolio.MapTax();
        portfolio.MapReconciliation();
    }
}
