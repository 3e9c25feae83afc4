using System.Collections.Immutable;
using PortfolioOrleans.Contracts.Accounts;
using PortfolioOrleans.Contracts.Ledger;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Gateway.Ledger;

/// <summary>What the venues say is there, as a ledger is held against it.</summary>
internal static class HeldBalances
{
    public static ImmutableArray<HeldBalance> Of(IEnumerable<AccountSnapshot> accounts) => [.. accounts.Where(AreKnownOf).SelectMany(Of)];

    /// <summary>Whether every wallet of an account was read.</summary>
    public static bool AreKnownOf(AccountSnapshot account) => !account.Wallets.IsEmpty && account.Wallets.All(wallet => wallet.AsOf is not null);

    /// <summary>All wallets of an account together, as of the one that was read longest ago.</summary>
    private static List<HeldBalance> Of(AccountSnapshot account)
    {
        var asOf = account.Wallets.Min(wallet => wallet.AsOf!.Value);
        var held = account.Wallets.SelectMany(wallet => wallet.Balances).GroupBy(balance => balance.Asset)
            .Select(asset => new HeldBalance(account.AccountId, asset.Key, asset.Sum(balance => balance.Total), asOf))
            .ToList();

        // An account that holds nothing is compared, too: whatever the ledger says is there is not.
        return held.Count > 0 ? held : [new HeldBalance(account.AccountId, Asset.Usdt, 0m, asOf)];
    }
}
