namespace PortfolioOrleans.Storage.Accounts;

/// <summary>
/// How a command line tells running services that it changed an account in the database. A hint and no more: a service that misses one finds the
/// change at its next look.
/// </summary>
public interface IAccountSignals
{
    Task SendAsync(AccountSignal signal, CancellationToken cancellationToken);

    /// <summary>Every signal sent while listening; reconnects by itself, ends only by cancellation.</summary>
    IAsyncEnumerable<AccountSignal> ListenAsync(CancellationToken cancellationToken);
}

public enum AccountSignalKind
{
    Added,
    Removed,
    SyncWanted,
}

public sealed record AccountSignal(AccountSignalKind Kind, string UserId, string AccountId);
