using Microsoft.OpenApi;
using PortfolioOrleans.Contracts.Portfolios;
using PortfolioOrleans.Contracts.Venues;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Gateway.Problems;
using PortfolioOrleans.Gateway.Requests;
using PortfolioOrleans.Storage.Prices;

namespace PortfolioOrleans.Gateway.Performance;

/// <summary>In what to value: any asset with a price.</summary>
internal static class CurrencyRates
{
    private const string Allowed = "the code of an asset that has a price, as EUR or BTC";

    /// <summary>A stored price older than this is none of now.</summary>
    private const int OldestDays = 3;

    public static readonly QueryParameter<Asset?> Parameter = new(
        "currency", "Values in this asset, each day at its own rate. Default: the portfolio's own currency.",
        new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = 64 }, null, Allowed,
        text => Asset.TryParse(text, out var asset) ? (true, asset) : default);

    public static Problem Unpriced => Problem.OfQuery(Parameter.Name, Allowed);

    /// <summary>Units of an asset for one of the portfolio's currency, now: by what the portfolio was valued with, else by what a market says, else by the last day.</summary>
    /// <exception cref="ProblemException">The asset has no price.</exception>
    public static async Task<decimal> RateNowAsync(
        PortfolioSnapshot snapshot, Asset into, IGrainFactory grains, IPriceStore prices, CancellationToken cancellationToken)
    {
        if (into == snapshot.Currency)
        {
            return 1m;
        }

        if (snapshot.Balances.FirstOrDefault(row => row.Asset == into && row.Price is > 0m)?.Price is { } held)
        {
            return 1m / held;
        }

        foreach (var venue in snapshot.Prices.Select(price => price.Venue))
        {
            var tick = await grains.GetGrain<IMarketGrain>(venue).GetPricesAsync([into, snapshot.Currency], []);
            var usd = tick.Assets.Where(quote => quote.Usd > 0m).ToDictionary(quote => quote.Asset, quote => quote.Usd!.Value);
            if (CrossRate.Of(snapshot.Currency, into, asset => usd.TryGetValue(asset, out var price) ? price : null) is { } rate)
            {
                return rate;
            }
        }

        var today = UtcDay.Of(snapshot.AsOf);
        var stored = (await prices.ListAsync([into, snapshot.Currency], today.AddDays(-OldestDays), today, cancellationToken))
            .GroupBy(price => price.Asset).ToDictionary(asset => asset.Key, asset => asset.Last().Usd);
        return CrossRate.Of(snapshot.Currency, into, asset => stored.TryGetValue(asset, out var price) ? price : null)
            ?? throw new ProblemException(Unpriced);
    }
}
