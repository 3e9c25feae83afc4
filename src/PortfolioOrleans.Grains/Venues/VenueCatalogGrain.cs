using System.Collections.Immutable;
using Orleans.Concurrency;
using PortfolioOrleans.Contracts.Venues;
using PortfolioOrleans.Exchanges.Adapters;

namespace PortfolioOrleans.Grains.Venues;

/// <summary>Tells those who know no adapters, as the gateway, which venues there are.</summary>
[StatelessWorker]
internal sealed class VenueCatalogGrain(IEnumerable<IExchangeAdapter> adapters) : Grain, IVenueCatalogGrain
{
    private readonly ImmutableArray<VenueInfo> _venues =
    [
        .. adapters.Select(adapter => adapter.Venue).OrderBy(venue => venue.Id, StringComparer.Ordinal).Select(venue => new VenueInfo(
            venue.Id,
            venue.Name,
            [.. venue.Wallets.Select(wallet => wallet.Wallet.ToString().ToLowerInvariant())],
            [.. venue.Credentials.Select(field => new CredentialInfo(field.Name, field.Secret, field.Help))])),
    ];

    public Task<ImmutableArray<VenueInfo>> GetVenuesAsync() => Task.FromResult(_venues);
}
