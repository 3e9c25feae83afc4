using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Storage.Prices;

namespace PortfolioOrleans.Gateway.Performance;

/// <summary>Daily returns of assets, from the days that are stored.</summary>
internal static class PriceSeries
{
    /// <summary>One series for each asset; empty where no two days are known. The first day is the base of the second.</summary>
    public static async Task<IReadOnlyDictionary<Asset, ReturnSeries>> ReturnsAsync(
        IPriceStore prices, IReadOnlyCollection<Asset> assets, Asset currency, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        var kept = await prices.ListAsync([.. assets.Append(currency)], from, to, cancellationToken);
        var usd = kept.ToDictionary(price => (price.Asset, price.Day), price => price.Usd);
        var days = kept.Select(price => price.Day).Distinct().Order().ToList();
        return assets.Distinct().ToDictionary(asset => asset, asset => ReturnSeries.FromPrices(
        [
            .. from day in days
               let rate = asset == Asset.Usd || usd.ContainsKey((asset, day))
                   ? CrossRate.Of(asset, currency, one => usd.TryGetValue((one, day), out var price) ? price : null)
                   : null
               where rate is > 0m
               select (day, (double)rate.Value),
        ]));
    }
}
