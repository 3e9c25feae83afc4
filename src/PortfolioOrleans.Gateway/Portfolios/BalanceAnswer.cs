using PortfolioOrleans.Contracts.Portfolios;
using PortfolioOrleans.Domain.Exposure;
using PortfolioOrleans.Domain.Holdings;

namespace PortfolioOrleans.Gateway.Portfolios;

/// <summary>One asset in one wallet of one account.</summary>
/// <param name="Free">What the venue would let go at once.</param>
/// <param name="Locked">What stands in orders, margin or withdrawals under way.</param>
/// <param name="Total">What is owned, unrealised PnL left out; debt is negative.</param>
/// <param name="Price">One unit in the portfolio's currency; null where unpriced.</param>
/// <param name="Value">Total x price, in the portfolio's currency; null where unpriced.</param>
/// <param name="UsdValue">The same in US dollars.</param>
/// <param name="SharePct">Of equity, in percent; null where unpriced.</param>
/// <param name="Sector">As the asset's code says, else as its venue vouches.</param>
/// <param name="Timestamp">The venue's time of the reading.</param>
/// <param name="Explanation">The rows of total and value; null unless asked for.</param>
internal sealed record BalanceAnswer(
    string Asset,
    decimal Free,
    decimal Locked,
    decimal Total,
    decimal? Price,
    decimal? Value,
    decimal? UsdValue,
    double? SharePct,
    string Sector,
    string AccountId,
    string Venue,
    WalletKind Wallet,
    DateTimeOffset Timestamp,
    BalanceExplanationAnswer? Explanation)
{
    public static BalanceAnswer Of(BalanceRow row, bool explains = false) => new(
        row.Asset.Code,
        row.Free,
        row.Locked,
        row.Total,
        row.Price,
        row.Value,
        row.UsdValue,
        row.SharePct,
        row.Sector ?? Sectors.Of(row.Asset),
        row.AccountId,
        row.Venue,
        row.Wallet,
        row.AsOf,
        explains ? BalanceExplanationAnswer.Of(row) : null);
}
