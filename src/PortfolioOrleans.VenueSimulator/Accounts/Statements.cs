using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Markets;

namespace PortfolioOrleans.VenueSimulator.Accounts;

/// <summary>States what an account owns; the formula is in <see cref="AccountStatement"/>.</summary>
internal static class Statements
{
    /// <param name="at">The moment of the prices; what is held is always what is held now.</param>
    public static AccountStatement Of(Account account, Prices prices, DateTimeOffset at)
    {
        var balances = account.Wallets
            .OrderBy(wallet => wallet.Key)
            .SelectMany(wallet => wallet.Value.Select(row =>
                new BalanceStatement(wallet.Key, row.Key, row.Value.Free, row.Value.Held, row.Value.Total)))
            .Where(row => row.Total != 0m)
            .ToList();
        var positions = account.Positions.Select(position => Of(account.Venue, position, prices, at)).ToList();

        var owned = new SortedDictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var (asset, amount) in balances.Select(row => (row.Asset, row.Total))
                     .Concat(positions.Select(position => (position.Settle, position.UnrealizedPnl))))
        {
            owned[asset] = owned.GetValueOrDefault(asset) + amount;
        }

        var quoted = owned.Keys
            .Select(asset => (Asset: asset, Price: prices.InUsdt(account.Venue, asset, at)))
            .Where(quote => quote.Price is not null)
            .ToDictionary(quote => quote.Asset, quote => quote.Price!.Value, StringComparer.Ordinal);
        return new AccountStatement(
            account.Id,
            account.Label,
            account.Owner,
            account.Venue,
            at,
            balances,
            positions,
            quoted,
            prices.UsdtInUsd(account.Venue, at),
            owned.Sum(row => row.Value * quoted.GetValueOrDefault(row.Key)),
            owned.Sum(row => row.Value * (prices.InUsd(account.Venue, row.Key, at) ?? 0m)),
            [.. owned.Keys.Where(asset => !quoted.ContainsKey(asset))]);
    }

    private static PositionStatement Of(SimulatedVenue venue, Position position, Prices prices, DateTimeOffset at)
    {
        var market = MarketCatalog.Find(venue, spot: false, position.Market)!;
        var mark = prices.Of(market, PriceLine.Mark, at);
        return new PositionStatement(
            market.Id, position.Side, position.Size, position.Entry, mark, prices.Of(market, PriceLine.Last, at),
            PositionMath.Unrealized(market, position, mark), market.Settle);
    }
}
