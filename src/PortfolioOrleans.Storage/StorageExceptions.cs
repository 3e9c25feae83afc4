namespace PortfolioOrleans.Storage;

/// <summary>The database cannot be asked now: down, starting, or out of reach. The same call may succeed later; whether a write happened is unknown.</summary>
public sealed class StorageUnavailableException(string message, Exception? innerException = null) : Exception(message, innerException);

/// <summary>Something of that identity is there already.</summary>
public sealed class AlreadyExistsException(string message) : Exception(message);
