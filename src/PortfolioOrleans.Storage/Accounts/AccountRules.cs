using PortfolioOrleans.Storage.Databases;

namespace PortfolioOrleans.Storage.Accounts;

/// <summary>What both twins refuse, in the same words.</summary>
internal static class AccountRules
{
    public static void Check(Account account)
    {
        StoredText.CheckName(account.Id);
        StoredText.CheckName(account.UserId);
        StoredText.CheckName(account.Venue);
        StoredText.CheckName(account.Fingerprint);
        StoredText.Check(account.Label);
        StoredText.Check(account.SyncStatus);
        StoredText.Check(account.SyncError);
    }

    /// <summary>As removed on the day it was made: its history has a name, and nobody looks for its venue.</summary>
    public static Account Manual(string accountId, string userId, string label, DateTimeOffset at)
    {
        var account = new Account(accountId, userId, Account.ManualVenue, label, accountId, CanTrade: false, CanWithdraw: false, at, RemovedAt: at);
        Check(account);
        return account;
    }

    public static AlreadyExistsException IdTaken(string accountId) => new($"There is, or was, an account \"{accountId}\" already.");

    public static AlreadyExistsException KeyTaken(string venue) => new($"This key is connected to an account at {venue} already.");
}
