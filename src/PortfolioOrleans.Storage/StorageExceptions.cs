namespace PortfolioOrleans.Storage;

/// <summary>The database cannot be asked now: down, starting, or out of reach. The same call may succeed later; whether a write happened is unknown.</summary>
public sealed class StorageUnavailableException(string message, Exception? innerException = null) : Exception(message, innerException);

/// <summary>A stored row holds what this program cannot: an amount beyond a decimal, a name it does not know. The message says which row; asking again does not help.</summary>
public sealed class RowUnreadableException(string message) : Exception(message);

/// <summary>Something of that identity is there already.</summary>
public sealed class AlreadyExistsException(string message) : Exception(message);

/// <summary>The database was migrated by a newer version of this program, which this one must not write to.</summary>
public sealed class DatabaseTooNewException(string message) : Exception(message);

/// <summary>The database answers, but is not fit for use: a migration edited or missing, a right that lacks, a role that sees too much. The message says what to do.</summary>
public sealed class DatabaseSetupException(string message) : Exception(message);

/// <summary>The private database server cannot be had. The message says why, and what to do.</summary>
public sealed class PrivateServerException(string message) : Exception(message);

/// <summary>The master key is missing, unreadable, readable by others, or not the one the database was encrypted with. The message never holds a key.</summary>
public sealed class MasterKeyException(string message) : Exception(message);

/// <summary>Stored credentials cannot be decrypted: made for another account, altered, or under a key that is not there.</summary>
public sealed class CredentialsUnreadableException(string message) : Exception(message);
