using System.Collections.Immutable;
using System.Globalization;
using Microsoft.OpenApi;
using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Gateway.Requests;
using PortfolioOrleans.Storage.Prices;

namespace PortfolioOrleans.Gateway.Performance;

/// <summary>What a portfolio is compared with: an asset, or a mixture that is brought back to its weights every day.</summary>
/// <param name="Parts">Weights as fractions of the whole.</param>
internal sealed record Benchmark(string Text, ImmutableArray<(Asset Asset, double Weight)> Parts)
{
    private const int MostParts = 10;

    public static readonly QueryParameter<Benchmark> Parameter = new(
        "benchmark", "An asset to compare with, or a blend with weights: BTC:60,ETH:40. Default: BTC.",
        new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = 200, Default = "BTC" },
        new Benchmark("BTC", [(Asset.Btc, 1d)]), $"an asset's code, or up to {MostParts} of them with weights above zero, as BTC:60,ETH:40", Parse);

    /// <summary>Its daily returns in a currency, from stored prices.</summary>
    public async Task<ReturnSeries> ReturnsAsync(IPriceStore prices, Asset currency, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        var series = await PriceSeries.ReturnsAsync(prices, [.. Parts.Select(part => part.Asset)], currency, from, to, cancellationToken);
        return Parts.Length == 1
            ? series[Parts[0].Asset]
            : ReturnSeries.Blend([.. Parts.Select(part => (part.Weight, series[part.Asset]))]);
    }

    private static (bool Valid, Benchmark Value) Parse(string text)
    {
        var parts = new List<(Asset Asset, double Weight)>();
        foreach (var part in text.Split(','))
        {
            var words = part.Split(':');
            var weight = 1d;
            if (words.Length > 2 || !Asset.TryParse(words[0], out var asset)
                || (words.Length == 2 && !double.TryParse(words[1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out weight)) || weight is not (> 0d and < 1e9))
            {
                return default;
            }

            parts.Add((asset, weight));
        }

        var sum = parts.Sum(part => part.Weight);
        return parts.Count <= MostParts && parts.DistinctBy(part => part.Asset).Count() == parts.Count
            ? (true, new Benchmark(text, [.. parts.Select(part => (part.Asset, part.Weight / sum))]))
            : default;
    }
}
