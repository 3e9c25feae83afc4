using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PortfolioOrleans.Contracts.Portfolios;
using PortfolioOrleans.Storage.Accounts;

namespace PortfolioOrleans.Silo.Startup;

/// <summary>Takes up at once what a command line changed in the account table, or asked for there.</summary>
internal sealed partial class AccountSignalListener(IGrainFactory grains, IAccountSignals signals, ILogger<AccountSignalListener> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var signal in signals.ListenAsync(stoppingToken))
            {
                await FollowAsync(signal, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops.
        }
    }

    private async Task FollowAsync(AccountSignal signal, CancellationToken cancellationToken)
    {
        try
        {
            var portfolio = grains.GetGrain<IPortfolioGrain>(signal.UserId);
            await portfolio.RefreshAsync(cancellationToken);
            if (signal.Kind == AccountSignalKind.SyncWanted)
            {
                await portfolio.SyncAccountAsync(signal.AccountId, cancellationToken);
            }
        }
        catch (Exception refused) when (refused is not OperationCanceledException)
        {
            LogRefused(signal.Kind, signal.AccountId, refused);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The signal {Kind} about account {AccountId} could not be followed.")]
    private partial void LogRefused(AccountSignalKind kind, string accountId, Exception exception);
}
