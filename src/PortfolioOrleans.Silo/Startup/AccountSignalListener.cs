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
        await foreach (var signal in signals.ListenAsync(stoppingToken))
        {
            try
            {
                var portfolio = grains.GetGrain<IPortfolioGrain>(signal.UserId);
                await portfolio.RefreshAsync(stoppingToken);
                if (signal.Kind == AccountSignalKind.SyncWanted)
                {
                    await portfolio.SyncAccountAsync(signal.AccountId, stoppingToken);
                }
            }
            catch (Exception refused) when (refused is not OperationCanceledException)
            {
                LogRefused(signal.Kind, signal.AccountId, refused);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The signal {Kind} about account {AccountId} could not be followed.")]
    private partial void LogRefused(AccountSignalKind kind, string accountId, Exception exception);
}
