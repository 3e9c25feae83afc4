using System.Diagnostics;
using Microsoft.Extensions.Options;
using PortfolioOrleans.Contracts.Venues;
using PortfolioOrleans.Gateway.Problems;
using PortfolioOrleans.Storage.Databases;

namespace PortfolioOrleans.Gateway.Health;

/// <summary>Asks the database, the grains and the venues how they are. Anyone may ask it, so it asks them no more than once in a while.</summary>
internal sealed class HealthMonitor(
    IDatabaseProbe database, IGrainFactory grains, ServiceIdentity identity, IOptions<GatewayOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly DateTimeOffset _startedAt = clock.GetUtcNow();
    private DateTimeOffset _askedAt;
    private Task<HealthAnswer>? _last;

    public Task<HealthAnswer> AskAsync()
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            if (_last is null || (_last.IsCompleted && now - _askedAt >= options.Value.HealthCacheTime))
            {
                _askedAt = now;
                _last = FindOutAsync();
            }

            return _last;
        }
    }

    private async Task<HealthAnswer> FindOutAsync()
    {
        var asking = database.CheckAsync(CancellationToken.None);
        var start = Stopwatch.GetTimestamp();
        var venues = await ReadVenuesAsync();
        var engineTook = Stopwatch.GetElapsedTime(start);
        var found = await asking;

        var now = clock.GetUtcNow();
        var reasons = new List<string>();
        if (!found.Available)
        {
            reasons.Add("The database does not answer.");
        }

        if (venues is null)
        {
            reasons.Add("The grains do not answer.");
        }

        var isReady = reasons.Count == 0;
        var known = venues ?? [];
        reasons.AddRange(known
            .Where(venue => venue.Status is VenueSyncStatus.Degraded or VenueSyncStatus.Failing)
            .Select(venue => $"The venue {venue.Venue} is {(venue.Status == VenueSyncStatus.Failing ? "failing" : "degraded")}."));
        var lastSync = known.Count == 0 || known.Any(venue => venue.LastSync is null) ? null : known.Min(venue => venue.LastSync);
        return new HealthAnswer(
            !isReady ? HealthStatus.Unavailable : reasons.Count > 0 ? HealthStatus.Degraded : HealthStatus.Ok,
            reasons,
            VenueReading.All(known),
            lastSync,
            VenueReading.Lag(lastSync, now),
            new DatabaseAnswer(found.Kind, found.Available),
            new EngineAnswer(identity.Engine, identity.EngineVersion, venues is not null),
            known,
            new LatencyAnswer(found.Latency.TotalMilliseconds, engineTook.TotalMilliseconds),
            identity.Name,
            identity.Version,
            (now - _startedAt).TotalSeconds,
            now);
    }

    /// <summary>Null where the grains do not answer in time.</summary>
    private async Task<IReadOnlyList<VenueHealthAnswer>?> ReadVenuesAsync()
    {
        try
        {
            var venues = await grains.GetGrain<IVenueCatalogGrain>(0).GetVenuesAsync().WaitAsync(Patience, clock);
            return await Task.WhenAll(venues.Select(venue => ReadVenueAsync(venue.Id)));
        }
        catch (Exception outage) when (ProblemTable.IsOutage(outage))
        {
            return null;
        }
    }

    private async Task<VenueHealthAnswer> ReadVenueAsync(string venue)
    {
        try
        {
            var status = grains.GetGrain<IExchangeAdapterGrain>(venue).GetStatusAsync();
            var feed = grains.GetGrain<IMarketGrain>(venue).GetStatusAsync();
            await Task.WhenAll(status, feed).WaitAsync(Patience, clock);
            return VenueReading.Of(await status, await feed, clock.GetUtcNow());
        }
        catch (Exception outage) when (ProblemTable.IsOutage(outage))
        {
            return VenueReading.Silent(venue);
        }
    }
}
