using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Markets;

namespace PortfolioOrleans.VenueSimulator.Accounts;

/// <summary>States what an account owns and owes; the formula is in <see cref="AccountStatement"/>.</summary>
internal static class Statements
{
    /// <param name="at">The moment of the prices; what is held is always what is held now.</param>
    public static AccountStatement Of(Account account, Prices prices, DateTimeOffset at)
    {
        var balances = account.Wallets
            .OrderBy(wallet => wallet.Key)
            .SelectMany(wallet => wallet.Value.Select(row => (wallet.Key, Pocket: Pocket.Split(row.Key), Balance: row.Value)))
            .Where(row => row.Balance.Total != 0m)
            .Select(row => new BalanceStatement(row.Key, row.Pocket.Asset, row.Balance.Free, row.Balance.Held, row.Balance.Total, row.Pocket.Pair))
            .ToList();
        var debts = account.Debts
            .OrderBy(wallet => wallet.Key)
            .SelectMany(wallet => wallet.Value.Select(row => (wallet.Key, Pocket: Pocket.Split(row.Key), Debt: row.Value)))
            .Where(row => row.Debt.Total != 0m)
            .Select(row => new DebtStatement(row.Key, row.Pocket.Asset, row.Debt.Borrowed, row.Debt.Interest, row.Pocket.Pair))
            .ToList();
        var positions = account.Positions.Select(position => Of(account, position, prices, at)).ToList();

        var owned = balances.Select(row => (row.Wallet, row.Asset, Amount: row.Total))
            .Concat(debts.Select(row => (row.Wallet, row.Asset, Amount: -row.Borrowed - row.Interest)))
            .Concat(positions.Select(position => (position.Wallet, Asset: position.Settle, Amount: position.Worth)))
            .ToList();
        var quoted = owned.Select(row => row.Asset)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .ToDictionary(asset => asset, asset => (Usdt: prices.InUsdt(account.Venue, asset, at), Usd: prices.InUsd(account.Venue, asset, at)), StringComparer.Ordinal);
        var wallets = owned.GroupBy(row => row.Wallet)
            .OrderBy(wallet => wallet.Key)
            .Select(wallet => new WalletStatement(
                wallet.Key, wallet.Sum(row => row.Amount * (quoted[row.Asset].Usdt ?? 0m)), wallet.Sum(row => row.Amount * (quoted[row.Asset].Usd ?? 0m))))
            .ToList();
        return new AccountStatement(
            account.Id,
            account.Label,
            account.Owner,
            account.Venue,
            at,
            balances,
            positions,
            quoted.Where(quote => quote.Value.Usdt is not null).ToDictionary(quote => quote.Key, quote => quote.Value.Usdt!.Value, StringComparer.Ordinal),
            prices.UsdtInUsd(account.Venue, at),
            wallets.Sum(wallet => wallet.EquityUsdt),
            wallets.Sum(wallet => wallet.EquityUsd),
            [.. quoted.Where(quote => quote.Value.Usdt is null).Select(quote => quote.Key)],
            debts,
            wallets);
    }

    private static PositionStatement Of(Account account, Position position, Prices prices, DateTimeOffset at)
    {
        var market = MarketCatalog.Find(account.Venue, spot: false, position.Market)!;
        var mark = prices.Of(market, PriceLine.Mark, at);
        var wallet = position.Margin != 0m ? Wallet.IsolatedMargin : Trading.TradingWallet(market);
        return new PositionStatement(
            market.Id, position.Side, position.Size, position.Entry, mark, prices.Of(market, PriceLine.Last, at),
            PositionMath.Unrealized(market, position, mark), market.Settle, PositionMath.Worth(market, position, mark), wallet);
    }
}
