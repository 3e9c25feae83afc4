using PortfolioOrleans.Contracts;
using PortfolioOrleans.Contracts.Accounts;
using PortfolioOrleans.Exchanges;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Storage;
using PortfolioOrleans.Storage.Accounts;
using PortfolioOrleans.Storage.Credentials;

namespace PortfolioOrleans.Grains.Accounts;

/// <summary>Takes a new account in: checks it, proves its key at the venue, keeps it encrypted. For the grains and the command line alike.</summary>
public sealed class AccountRegistrar(
    IAccountStore accounts, CredentialVault vault, IEnumerable<IExchangeAdapter> adapters, TimeProvider clock)
{
    /// <summary>The id of the user's account with this key: the one that is there, or a new one.</summary>
    /// <exception cref="UnknownVenueException">There is no such venue.</exception>
    /// <exception cref="InvalidAccountException">A field is missing or malformed.</exception>
    /// <exception cref="AccountTakenException">Another user owns the key.</exception>
    public async Task<(string AccountId, bool IsNew)> IdForAsync(string userId, NewAccount account, CancellationToken cancellationToken)
    {
        var venue = NewAccountRules.Check(account, adapters);
        return await FindAsync(venue, account, cancellationToken) switch
        {
            null => (AccountIds.New(venue.Id), true),
            { } known when known.UserId == userId => (known.Id, false),
            _ => throw new AccountTakenException($"This {venue.Name} key belongs to an account of another user."),
        };
    }

    /// <summary>Proves the key and keeps the account. Nothing is kept unless the venue accepts it.</summary>
    /// <exception cref="UnknownVenueException">There is no such venue.</exception>
    /// <exception cref="InvalidAccountException">A field is missing or malformed.</exception>
    /// <exception cref="CredentialsRefusedException">The venue refuses them.</exception>
    /// <exception cref="KeyTooPowerfulException">The key may do more than read and the user has not agreed.</exception>
    /// <exception cref="AccountTakenException">The key belongs to a live account already, or reads the same account at the venue as another key of this user.</exception>
    /// <exception cref="VenueUnavailableException">The venue cannot be asked now.</exception>
    public async Task<Account> RegisterAsync(string accountId, string userId, NewAccount account, CancellationToken cancellationToken)
    {
        var venue = NewAccountRules.Check(account, adapters);
        var adapter = adapters.Single(adapter => adapter.Venue.Id == venue.Id);
        var rights = Accept(venue, account, await adapter.GetKeyRightsAsync(NewAccountRules.CredentialsOf(account.Credentials), cancellationToken));
        if (rights.AccountUid is { } uid && await FindSameAsync(userId, adapter, uid, cancellationToken) is { } same)
        {
            throw new AccountTakenException(
                $"This key reads the same {venue.Name} account as \"{same.Label}\" ({same.Id}), and everything would count twice. Remove that one first.");
        }

        var kept = new Account(
            accountId,
            userId,
            venue.Id,
            account.Label.Trim(),
            vault.Fingerprint(venue.Id, NewAccountRules.KeyOf(account)),
            rights.CanTrade,
            rights.CanWithdraw,
            clock.GetUtcNow());
        try
        {
            await accounts.AddAsync(kept, vault.Encrypt(accountId, account.Credentials), cancellationToken);
        }
        catch (AlreadyExistsException)
        {
            throw new AccountTakenException($"This {venue.Name} key belongs to an account already.");
        }

        return kept;
    }

    /// <summary>The live account with this key, also where it was added under an earlier master key.</summary>
    private async Task<Account?> FindAsync(VenueDescription venue, NewAccount account, CancellationToken cancellationToken)
    {
        foreach (var fingerprint in vault.Fingerprints(venue.Id, NewAccountRules.KeyOf(account)))
        {
            if (await accounts.FindByFingerprintAsync(venue.Id, fingerprint, cancellationToken) is { } known)
            {
                return known;
            }
        }

        return null;
    }

    /// <summary>
    /// The user's account that reads what this one would: a venue gives out several keys to one account. One that cannot be asked now, as that of a key which
    /// was revoked, counts as another; it shows by itself that it is not read.
    /// </summary>
    private async Task<Account?> FindSameAsync(string userId, IExchangeAdapter adapter, string uid, CancellationToken cancellationToken)
    {
        foreach (var known in await accounts.ListAsync(userId, cancellationToken))
        {
            if (known.Venue == adapter.Venue.Id
                && await accounts.FindCredentialsAsync(known.Id, cancellationToken) is { } encrypted
                && await adapter.GetKeyRightsAsync(NewAccountRules.CredentialsOf(vault.Decrypt(known.Id, encrypted)), cancellationToken)
                    is ExchangeReply<KeyRights>.Answer { Value.AccountUid: var other }
                && other == uid)
            {
                return known;
            }
        }

        return null;
    }

    private static KeyRights Accept(VenueDescription venue, NewAccount account, ExchangeReply<KeyRights> reply) => reply switch
    {
        ExchangeReply<KeyRights>.Answer { Value: { CanRead: false } } => throw new CredentialsRefusedException(
            $"{venue.Name} says that this key may not read; allow reading in its settings."),
        ExchangeReply<KeyRights>.Answer { Value: var rights } when (rights.CanTrade || rights.CanWithdraw) && !account.AllowPowerfulKey =>
            throw new KeyTooPowerfulException(
                $"This key may {(rights.CanWithdraw ? rights.CanTrade ? "trade and withdraw" : "withdraw" : "trade")}; a tracker only reads. " +
                "Make a read-only key, or set \"allow_powerful_key\" if this is meant."),
        ExchangeReply<KeyRights>.Answer { Value: var rights } => rights,
        ExchangeReply<KeyRights>.Failure { Fault: { IsTransient: true } fault } => throw new VenueUnavailableException(
            $"{venue.Name} cannot be asked now, nothing was kept: {fault.Detail}", fault.RetryAfter),
        ExchangeReply<KeyRights>.Failure { Fault: { } fault } => throw new CredentialsRefusedException(
            $"{venue.Name} refuses these credentials: {fault.Detail}"),
        _ => throw new InvalidOperationException("A reply is an answer or a failure."),
    };
}
