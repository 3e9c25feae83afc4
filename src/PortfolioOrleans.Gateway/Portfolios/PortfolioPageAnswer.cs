using PortfolioOrleans.Contracts.Portfolios;
using PortfolioOrleans.Gateway.Requests;

namespace PortfolioOrleans.Gateway.Portfolios;

/// <summary>One page of a list in a portfolio, and the valuation it is from.</summary>
/// <param name="NextCursor">Asks for the next page; null on the last.</param>
/// <param name="Currency">What amounts are stated in.</param>
/// <param name="Version">Number of the valuation; 0 before the first.</param>
/// <param name="Timestamp">When the portfolio was valued.</param>
/// <param name="Complete">Whether that valuation was complete.</param>
internal sealed record PortfolioPageAnswer<T>(
    IReadOnlyList<T> Items, string? NextCursor, string Currency, long Version, DateTimeOffset Timestamp, bool Complete);

internal static class PortfolioPageAnswer
{
    public static PortfolioPageAnswer<TAnswer> Of<TRow, TAnswer>(
        HttpContext context, PortfolioSnapshot snapshot, IEnumerable<TRow> rows, Func<TRow, string> key, Func<TRow, TAnswer> toAnswer)
    {
        var (page, next) = Paging.Page(context, rows, key);
        return new PortfolioPageAnswer<TAnswer>(
            [.. page.Select(toAnswer)], next, snapshot.Currency.Code, snapshot.Version, snapshot.AsOf, snapshot.Complete);
    }
}
