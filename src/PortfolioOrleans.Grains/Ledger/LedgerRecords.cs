using System.Collections.Immutable;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Storage.Accounts;
using PortfolioOrleans.Storage.Ledger;
using PortfolioOrleans.Storage.Prices;

namespace PortfolioOrleans.Grains.Ledger;

/// <summary>What the tables keep of a ledger: its lines, the accounts they lie in, and what a day's last prices were.</summary>
internal sealed class LedgerRecords(ITransactionStore lines, IAccountStore accounts, IPriceStore prices, TimeProvider clock)
{
    /// <summary>How long a line may take from its moment of recording until it can be read, clocks that differ included.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(1);

    /// <summary>Every line recorded since a moment and some time before it: those that are known already come again.</summary>
    /// <param name="since">What the last reading returned; null reads all.</param>
    /// <returns>The lines, and since when to read the next time.</returns>
    public async Task<(List<LedgerEntry> Lines, DateTimeOffset Next)> ReadAsync(string userId, DateTimeOffset? since, CancellationToken cancellationToken)
    {
        var next = clock.GetUtcNow() - Overlap;
        List<LedgerEntry> read = [];
        await foreach (var row in lines.ReadRecordedAsync(userId, since ?? DateTimeOffset.UnixEpoch, cancellationToken))
        {
            read.Add(row.ToEntry());
        }

        return (read, since > next ? since.Value : next);
    }

    public Task<IReadOnlyList<DailyPrice>> ReadPricesAsync(
        IReadOnlyCollection<Asset> assets, DateOnly from, DateOnly to, CancellationToken cancellationToken) => prices.ListAsync(assets, from, to, cancellationToken);

    public Task AddAsync(string userId, ImmutableArray<LedgerLine> added, CancellationToken cancellationToken) => lines.AddAsync(userId, added, cancellationToken);

    /// <summary>The account that a name means: one of the user's own, what is written down by hand where there is no name, or a place of that name if it may be new.</summary>
    /// <returns>Null where there is none, and none may be made.</returns>
    public async Task<LedgerAccount?> FindAccountAsync(string userId, string? name, bool mayBeNew, CancellationToken cancellationToken)
    {
        if (name is null)
        {
            return new LedgerAccount($"{Account.ManualVenue}-{userId}", "by hand", IsManual: true);
        }

        if (await accounts.FindAsync(name, cancellationToken) is { } account && account.UserId == userId)
        {
            return new LedgerAccount(account.Id, account.Label, account.Venue == Account.ManualVenue);
        }

        var own = $"{Account.ManualVenue}-{userId}:{name}";
        return mayBeNew || await accounts.FindAsync(own, cancellationToken) is not null ? new LedgerAccount(own, name, IsManual: true) : null;
    }

    /// <summary>Whether no venue is read for an account.</summary>
    public static bool IsManual(string accountId) => accountId.StartsWith($"{Account.ManualVenue}-", StringComparison.Ordinal);

    public Task MakeAsync(string userId, LedgerAccount account, CancellationToken cancellationToken) => account.IsManual
        ? accounts.AddManualAsync(account.Id, userId, account.Label, clock.GetUtcNow(), cancellationToken)
        : Task.CompletedTask;
}

/// <param name="IsManual">No venue is read for it.</param>
internal sealed record LedgerAccount(string Id, string Label, bool IsManual);
