namespace PortfolioOrleans.Contracts;

/// <summary>The venue is not one of those this service knows.</summary>
[GenerateSerializer, Alias("error.unknown-venue")]
public sealed class UnknownVenueException(string message) : Exception(message);

/// <summary>A field of the account is missing or is not what the venue wants. The message names it.</summary>
[GenerateSerializer, Alias("error.invalid-account")]
public sealed class InvalidAccountException(string message) : Exception(message);

/// <summary>The venue refuses the credentials. The message has the venue's own words; only the user can mend it.</summary>
[GenerateSerializer, Alias("error.credentials-refused")]
public sealed class CredentialsRefusedException(string message) : Exception(message);

/// <summary>The key may do more than read, and the user has not said that this is meant.</summary>
[GenerateSerializer, Alias("error.key-too-powerful")]
public sealed class KeyTooPowerfulException(string message) : Exception(message);

/// <summary>Another user's live account has the same key.</summary>
[GenerateSerializer, Alias("error.account-taken")]
public sealed class AccountTakenException(string message) : Exception(message);

/// <summary>There is no such account in this portfolio.</summary>
[GenerateSerializer, Alias("error.account-not-found")]
public sealed class AccountNotFoundException(string message) : Exception(message);

/// <summary>The portfolio has as many accounts as it may have.</summary>
[GenerateSerializer, Alias("error.too-many-accounts")]
public sealed class TooManyAccountsException(string message) : Exception(message);

/// <summary>The account was synced a moment ago.</summary>
[GenerateSerializer, Alias("error.sync-too-soon")]
public sealed class SyncTooSoonException(string message, TimeSpan retryAfter) : Exception(message)
{
    [Id(0)]
    public TimeSpan RetryAfter { get; } = retryAfter;
}

/// <summary>The venue cannot be asked now. Nothing was changed; the same call may succeed later.</summary>
[GenerateSerializer, Alias("error.venue-unavailable")]
public sealed class VenueUnavailableException(string message, TimeSpan? retryAfter) : Exception(message)
{
    [Id(0)]
    public TimeSpan? RetryAfter { get; } = retryAfter;
}

/// <summary>A stored row holds what this version cannot read. The message says which; asking again does not help, and nothing was changed.</summary>
[GenerateSerializer, Alias("error.record-unreadable")]
public sealed class RecordUnreadableException(string message) : Exception(message);

/// <summary>The database cannot be asked now. What was not acknowledged may or may not have been kept; the same call may succeed later.</summary>
[GenerateSerializer, Alias("error.records-unavailable")]
public sealed class RecordsUnavailableException(string message) : Exception(message);
