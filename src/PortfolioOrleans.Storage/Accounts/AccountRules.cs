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

    public static AlreadyExistsException IdTaken(string accountId) => new($"There is, or was, an account \"{accountId}\" already.");

    public static AlreadyExistsException KeyTaken(string venue) => new($"This key is connected to an account at {venue} already.");
}
