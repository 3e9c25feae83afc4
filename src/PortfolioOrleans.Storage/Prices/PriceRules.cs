using PortfolioOrleans.Storage.Databases;

namespace PortfolioOrleans.Storage.Prices;

/// <summary>What both twins refuse.</summary>
internal static class PriceRules
{
    public static void Check(IReadOnlyCollection<DailyPrice> prices)
    {
        foreach (var price in prices)
        {
            StoredText.CheckName(price.Asset.Code, nameof(prices));
            StoredText.CheckName(price.Source, nameof(prices));
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(price.Usd);
        }

        if (prices.CountBy(price => (price.Asset, price.Day)).FirstOrDefault(day => day.Value > 1) is { Value: > 1, Key: var (asset, day) })
        {
            throw new ArgumentException($"{asset} has two prices on {day:yyyy-MM-dd}.", nameof(prices));
        }
    }
}
