using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Domain.Reconciliation;

/// <summary>What the lines of a ledger add up to: the sum of all legs, since the legs of all transactions of a wallet are its balances.</summary>
public static class LedgerQuantities
{
    public static IReadOnlyDictionary<(string AccountId, Asset Asset), decimal> ByAccount(IEnumerable<LedgerEntry> known) =>
        Sum(known, (entry, leg) => (entry.AccountId, leg.Change.Asset));

    public static IReadOnlyDictionary<(string AccountId, WalletKind Wallet, Asset Asset), decimal> ByWallet(IEnumerable<LedgerEntry> known) =>
        Sum(known, (entry, leg) => (entry.AccountId, entry.Transaction!.Wallet, leg.Change.Asset));

    private static Dictionary<TKey, decimal> Sum<TKey>(IEnumerable<LedgerEntry> known, Func<LedgerEntry, Leg, TKey> key)
        where TKey : notnull
    {
        Dictionary<TKey, decimal> sums = [];
        foreach (var entry in known)
        {
            foreach (var leg in entry.Transaction!.Legs)
            {
                var place = key(entry, leg);
                sums[place] = sums.GetValueOrDefault(place) + leg.Change.Amount;
            }
        }

        return sums;
    }
}
