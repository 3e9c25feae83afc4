using PortfolioOrleans.VenueSimulator.Accounts;
using PortfolioOrleans.VenueSimulator.Control;

namespace PortfolioOrleans.VenueSimulator.Binance;

/// <summary>Receipts for flexible earn: the spot wallet lists LDBTC for BTC that is in the product. They are the same money.</summary>
internal static class BinanceReceipts
{
    public static string Of(string asset) => "LD" + asset;

    /// <summary>What the spot wallet shows.</summary>
    public static IEnumerable<KeyValuePair<string, Balance>> ShownInSpot(Account account) => account.BalancesIn(Wallet.Spot).Concat(
        account.BalancesIn(Wallet.EarnFlexible)
            .Where(row => row.Value.Total != 0m)
            .Select(row => KeyValuePair.Create(Of(row.Key), row.Value)));
}
