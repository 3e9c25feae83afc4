using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Storage.Databases;

namespace PortfolioOrleans.Storage.Holdings;

/// <summary>What both twins refuse, and how both add up.</summary>
internal static class HoldingRules
{
    public static void Check(string userId, string accountId, ImmutableArray<WalletHoldings> wallets, ImmutableArray<CountedFlow> flows)
    {
        StoredText.CheckName(userId);
        StoredText.CheckName(accountId);
        if (wallets.Select(wallet => wallet.Wallet).Distinct().Count() < wallets.Length)
        {
            throw new ArgumentException("A wallet stands in it twice.", nameof(wallets));
        }

        foreach (var wallet in wallets)
        {
            foreach (var balance in wallet.Balances)
            {
                CheckAsset(balance.Asset);
            }

            foreach (var position in wallet.Positions)
            {
                StoredText.CheckName(position.Instrument);
                StoredText.Check(position.VenueId);
                CheckAsset(position.Symbol.Base);
                CheckAsset(position.Symbol.Quote);
                CheckAsset(position.Terms.Settlement);
            }
        }

        foreach (var (flow, _) in flows)
        {
            StoredText.CheckName(flow.Id);
            CheckAsset(flow.Change.Asset);
        }
    }

    /// <summary>Added up here and not by the database, whose exact sum need not fit a decimal.</summary>
    public static ImmutableArray<Money> NetDeposits(IEnumerable<ExternalFlow> counted) =>
    [
        .. counted
            .GroupBy(flow => flow.Change.Asset)
            .OrderBy(flows => flows.Key)
            .Select(flows => new Money(flows.Sum(flow => flow.Change.Amount), flows.Key)),
    ];

    public static KeyNotFoundException Missing(string userId, string accountId) => new($"The user \"{userId}\" has no account \"{accountId}\".");

    private static void CheckAsset(Asset asset)
    {
        if (asset.IsNone)
        {
            throw new ArgumentException("An asset is none.");
        }

        StoredText.Check(asset.Code);
    }
}
