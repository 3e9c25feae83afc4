using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Storage;
using PortfolioOrleans.Storage.History;

namespace PortfolioOrleans.Grains.Performance;

/// <summary>
/// Everything here can be done again at any time: rows are thinned by the calendar, prices and days are written where there are none. So nothing is remembered beyond
/// this life.
/// </summary>
internal sealed partial class PortfolioKeeperGrain(
    ISnapshotStore snapshots, PastDays past, IOptions<PerformanceOptions> options, TimeProvider clock, ILogger<PortfolioKeeperGrain> log)
    : Grain, IPortfolioKeeperGrain
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly PerformanceOptions _options = options.Value;
    private DateTimeOffset _due;
    private DateOnly _thinnedOn;
    private PastDays.Progress _progress = PastDays.Progress.None;

    private string PortfolioId => this.GetPrimaryKeyString();

    public async Task KeepAsync(Asset currency, ImmutableArray<HeldAsset> held)
    {
        var now = clock.GetUtcNow();
        if (now < _due)
        {
            return;
        }

        _due = now + _options.UpkeepPeriod;
        try
        {
            await ThinAsync(now, CancellationToken.None);
            if (!await FillAsync(now, held))
            {
                _due = now; // Prices are on their way: with the next row.
                return;
            }

            _progress = await past.FillGapsAsync(PortfolioId, currency, _progress, CancellationToken.None);
            if (_progress.Written > 0)
            {
                LogFilled(PortfolioId, _progress.Written);
            }
        }
        catch (StorageUnavailableException gone)
        {
            LogFailure(PortfolioId, gone.Message);
        }
    }

    /// <summary>Once a day: what is older than a week by the hour, what is older than a season by the day.</summary>
    private async Task ThinAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        if (today == _thinnedOn)
        {
            return;
        }

        var midnight = new DateTimeOffset(today.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        var (fine, hourly) = (midnight - _options.FineHistory, midnight - _options.HourlyHistory);
        await snapshots.ThinAsync(PortfolioId, DateTimeOffset.MinValue, hourly, Day, cancellationToken);
        await snapshots.ThinAsync(PortfolioId, hourly, fine, Hour, cancellationToken);
        _thinnedOn = today;
    }

    /// <returns>True once all past prices are there that there are.</returns>
    private async Task<bool> FillAsync(DateTimeOffset now, ImmutableArray<HeldAsset> held)
    {
        var from = DateOnly.FromDateTime(now.UtcDateTime).AddDays(-_options.DaysBack);
        var wanted = held.Concat(await past.EverHeldAsync(PortfolioId, CancellationToken.None))
            .GroupBy(one => one.Asset, one => one.Venue)
            .Take(_options.MaxAssets)
            .ToDictionary(asset => asset.Key, asset => asset.Distinct(StringComparer.Ordinal).ToImmutableArray());
        foreach (var asset in _options.ToKeptAssets())
        {
            wanted.TryAdd(asset, []);
        }

        var filled = await Task.WhenAll(wanted.Select(one => GrainFactory.GetGrain<IDailyPriceGrain>(one.Key.Code).WantAsync(from, one.Value)));
        return filled.All(one => one);
    }

    [LoggerMessage(LogLevel.Information, "{Count} days of portfolio {PortfolioId} were reconstructed from its ledger.")]
    private partial void LogFilled(string portfolioId, int count);

    [LoggerMessage(LogLevel.Information, "The past of portfolio {PortfolioId} waits for the database: {Detail}")]
    private partial void LogFailure(string portfolioId, string detail);
}
