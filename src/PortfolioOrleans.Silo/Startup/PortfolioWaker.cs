using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PortfolioOrleans.Contracts.Portfolios;
using PortfolioOrleans.Storage;
using PortfolioOrleans.Storage.Accounts;

namespace PortfolioOrleans.Silo.Startup;

/// <summary>
/// Wakes every portfolio that has an account once the silo is up, a few at a time, so that a restarted service is live at once and not when the reminders
/// come round. Also takes up what changed in the tables while it was down.
/// </summary>
internal sealed partial class PortfolioWaker(IGrainFactory grains, IAccountStore accounts, TimeProvider clock, ILogger<PortfolioWaker> log) : BackgroundService
{
    private const int PageSize = 500;
    private const int AtOnce = 16;

    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(2);

    /// <summary>The woken read their accounts meanwhile.</summary>
    private static readonly TimeSpan SettlingTime = TimeSpan.FromSeconds(10);

    /// <summary>Meanwhile ledgers are looked into, one after the other, and methods that are called often are compiled a second time.</summary>
    private static readonly TimeSpan SecondSettlingTime = TimeSpan.FromSeconds(80);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        string? last = null;
        var woken = 0;
        while (true)
        {
            try
            {
                var owners = await accounts.ListOwnersAsync(PageSize, last, stoppingToken);
                foreach (var some in owners.Chunk(AtOnce))
                {
                    await Task.WhenAll(some.Select(owner => WakeAsync(owner, stoppingToken)));
                    woken += some.Length;
                    last = some[^1];
                }

                if (owners.Count < PageSize)
                {
                    break;
                }
            }
            catch (StorageUnavailableException)
            {
                await Task.Delay(RetryPause, clock, stoppingToken);
            }
        }

        LogWoken(woken);

        await Task.Delay(SettlingTime, clock, stoppingToken);
        StartMemory.GiveBack();
        await Task.Delay(SecondSettlingTime, clock, stoppingToken);
        StartMemory.GiveBack();
    }

    private async Task WakeAsync(string owner, CancellationToken cancellationToken)
    {
        try
        {
            await grains.GetGrain<IPortfolioGrain>(owner).RefreshAsync(cancellationToken);
        }
        catch (Exception asleep) when (asleep is not OperationCanceledException)
        {
            LogAsleep(owner, asleep); // Its reminder will wake it.
        }
    }

    [LoggerMessage(LogLevel.Information, "{Count} portfolios are awake.")]
    private partial void LogWoken(int count);

    [LoggerMessage(LogLevel.Warning, "Portfolio {PortfolioId} could not be woken; its reminder will try again.")]
    private partial void LogAsleep(string portfolioId, Exception exception);
}
