using System.Collections.Immutable;
using PortfolioOrleans.Exchanges.Http;

namespace PortfolioOrleans.Exchanges.Binance;

/// <summary>
/// Each account's leverage and margin settings, which Binance keeps apart from its positions. They change only when the user changes them, so they are
/// kept for a while; only those of open positions are. A failed reading leaves the last one standing.
/// </summary>
internal sealed class LeverageBook(VenueClient client, BinanceEndpoints endpoints, TimeSpan maxAge, TimeProvider clock)
{
    private readonly AccountPages<Page> _pages = new();

    /// <summary>They were changed just now.</summary>
    public void Forget(ExchangeCredentials credentials) => _pages.Forget(credentials);

    /// <summary>The settings of these positions' instruments, as far as anything says them.</summary>
    public async Task<ImmutableDictionary<string, SymbolConfig>> ForAsync(
        ExchangeCredentials credentials, ImmutableArray<PositionRow> open, CancellationToken cancellationToken)
    {
        var needed = open.Where(row => row.Leverage is null || row.MarginMode is null).Select(row => row.Instrument).ToHashSet(StringComparer.Ordinal);
        var page = _pages.Find(credentials) ?? Page.Empty;
        if (needed.Count == 0 || (clock.GetUtcNow() - page.ReadAt < maxAge && needed.IsSubsetOf(page.Asked)))
        {
            return page.Configs;
        }

        var call = new VenueCall(endpoints.FuturesSymbolConfig, "", credentials);
        if (await client.SendAsync(call, BinancePositions.ReadConfigs, cancellationToken)
            is not ExchangeReply<ImmutableArray<SymbolConfig>>.Answer { Value: var configs })
        {
            return page.Configs;
        }

        page = new Page(
            configs.Where(config => needed.Contains(config.Instrument)).DistinctBy(config => config.Instrument).ToImmutableDictionary(config => config.Instrument),
            needed,
            clock.GetUtcNow());
        _pages.Set(credentials, page);
        return page.Configs;
    }

    /// <param name="Asked">The instruments it was read for; the venue need not know each.</param>
    private sealed record Page(ImmutableDictionary<string, SymbolConfig> Configs, IReadOnlySet<string> Asked, DateTimeOffset ReadAt)
    {
        public static Page Empty { get; } =
            new(ImmutableDictionary<string, SymbolConfig>.Empty, ImmutableHashSet<string>.Empty, DateTimeOffset.MinValue);
    }
}
