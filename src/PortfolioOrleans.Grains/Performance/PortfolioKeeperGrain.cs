using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Runtime;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Storage;
using PortfolioOrleans.Storage.History;
using PortfolioOrleans.Storage.Performance;

namespace PortfolioOrleans.Grains.Performance;

/// <summary>
/// Everything here can be done again at any time: rows are thinned by the calendar, prices and days are written where there are none. So nothing is remembered beyond
/// this life.
/// </summary>
internal sealed partial class PortfolioKeeperGrain(
    ISnapshotStore snapshots,
    IPerformanceStore performance,
    PastLedger ledger,
    PastDays past,
    IOptions<PerformanceOptions> options,
    TimeProvider clock,
    ILogger<PortfolioKeeperGrain> log) : Grain, IPortfolioKeeperGrain
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private const int Year = 366;

    /// <summary>Pauses between rounds while prices or the ledger are still on their way; each is twice the one before.</summary>
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    /// <summary>How long prices are waited for; a venue that stays silent does not hold up what can be made without it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly PerformanceOptions _options = options.Value;
    private IGrainTimer? _work; // While there is some: most of these grains have none for most of the time.
    private DateTimeOffset _due;
    private TimeSpan _pause = FirstPause;
    private Asset _currency;
    private ImmutableArray<HeldAsset> _held = [];
    private DateTimeOffset? _waitsSince;
    private DateOnly _thinnedOn;
    private PastDays.Progress _progress = PastDays.Progress.None;

    private string PortfolioId => this.GetPrimaryKeyString();

    public Task KeepAsync(Asset currency, ImmutableArray<HeldAsset> held)
    {
        (_currency, _held) = (currency, held);
        if (clock.GetUtcNow() >= _due)
        {
            WorkAfter(TimeSpan.Zero);
        }

        return Task.CompletedTask;
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        var isSettled = false;
        try
        {
            isSettled = await RoundAsync(clock.GetUtcNow(), cancellationToken);
        }
        catch (StorageUnavailableException gone)
        {
            LogFailure(PortfolioId, gone.Message);
        }
        finally
        {
            // A settled portfolio is looked after again when it next tells of itself; the others at once after a pause.
            var wait = isSettled ? _options.UpkeepPeriod : _pause;
            _pause = isSettled ? FirstPause : TimeSpan.FromSeconds(Math.Min(2 * _pause.TotalSeconds, LongestPause.TotalSeconds));
            _due = clock.GetUtcNow() + wait;
            if (!isSettled)
            {
                WorkAfter(wait);
            }
            else
            {
                _work?.Dispose();
                _work = null;
            }
        }
    }

    private void WorkAfter(TimeSpan pause)
    {
        _work ??= this.RegisterGrainTimer(WorkAsync, new() { DueTime = Timeout.InfiniteTimeSpan, Period = Timeout.InfiniteTimeSpan });
        _work.Change(pause, Timeout.InfiniteTimeSpan);
    }

    /// <returns>False while something is still on its way.</returns>
    private async Task<bool> RoundAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await ThinAsync(now, cancellationToken);
        var isFilled = await FillAsync(now, cancellationToken);
        if (isFilled)
        {
            _waitsSince = null;
        }
        else if (now - (_waitsSince ??= now) < Patience)
        {
            return false;
        }

        var progress = await past.FillGapsAsync(PortfolioId, _currency, _progress, cancellationToken);
        _progress = isFilled ? progress : progress with { IsSure = false }; // With more prices there may be more days.
        if (_progress.Written > 0)
        {
            LogFilled(PortfolioId, _progress.Written);
        }

        return _progress != PastDays.Progress.None;
    }

    /// <summary>Once a day: what is older than a week by the hour, what is older than a season by the day.</summary>
    private async Task ThinAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var today = UtcDay.Of(now);
        if (today == _thinnedOn)
        {
            return;
        }

        var midnight = UtcDay.Start(today);
        var (fine, hourly) = (midnight - _options.FineHistory, midnight - _options.HourlyHistory);
        await snapshots.ThinAsync(PortfolioId, DateTimeOffset.MinValue, hourly, Day, cancellationToken);
        await snapshots.ThinAsync(PortfolioId, hourly, fine, Hour, cancellationToken);
        await performance.ThinVersionsAsync(PortfolioId, hourly, fine, cancellationToken);
        _thinnedOn = today;
    }

    /// <returns>True once all past prices are there that there are.</returns>
    private async Task<bool> FillAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        // A year for comparisons, and as far back as the ledger goes.
        var today = UtcDay.Of(now);
        var begun = await ledger.OldestDayAsync(PortfolioId, cancellationToken) is { } oldest && oldest < today.AddDays(-Year) ? oldest : today.AddDays(-Year);
        var from = today.AddDays(-_options.DaysBack) is var floor && begun > floor ? begun : floor;
        var wanted = _held.Concat(await ledger.EverHeldAsync(PortfolioId, cancellationToken))
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

    [LoggerMessage(LogLevel.Information, "{Count} days of portfolio {PortfolioId} were made from its ledger.")]
    private partial void LogFilled(string portfolioId, int count);

    [LoggerMessage(LogLevel.Information, "The past of portfolio {PortfolioId} waits for the database: {Detail}")]
    private partial void LogFailure(string portfolioId, string detail);
}
