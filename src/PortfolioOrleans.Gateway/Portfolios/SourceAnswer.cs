using PortfolioOrleans.Contracts.Portfolios;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Valuation;

namespace PortfolioOrleans.Gateway.Portfolios;

/// <summary>One wallet of one account: how old its numbers are and what is wrong with them.</summary>
/// <param name="AsOf">The venue's time of the reading; null before the first.</param>
/// <param name="Status">ok; pending: never read yet; stale: older than allowed; failed: the last attempt failed and the numbers are those before it.</param>
/// <param name="Error">What is wrong; null when nothing is.</param>
internal sealed record SourceAnswer(string AccountId, string Venue, WalletKind Wallet, DateTimeOffset? AsOf, SourceStatus Status, string? Error)
{
    public static SourceAnswer Of(SourceRow row) => new(row.AccountId, row.Venue, row.Wallet, row.AsOf, row.Status, row.Error);
}

/// <summary>One venue whose prices were used.</summary>
/// <param name="AsOf">When they were true.</param>
/// <param name="Stale">Whether they are older than allowed.</param>
internal sealed record PriceSourceAnswer(string Venue, DateTimeOffset AsOf, bool Stale)
{
    public static PriceSourceAnswer Of(PriceSourceRow row) => new(row.Venue, row.AsOf, row.Stale);
}

/// <summary>Something held that nobody prices.</summary>
internal sealed record UnpricedAnswer(string Asset, decimal Quantity, string AccountId, string Venue)
{
    public static UnpricedAnswer Of(UnpricedRow row) => new(row.Asset.Code, row.Quantity, row.AccountId, row.Venue);
}
