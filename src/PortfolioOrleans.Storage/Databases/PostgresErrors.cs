using System.Net.Sockets;
using Npgsql;

namespace PortfolioOrleans.Storage.Databases;

/// <summary>What a failure of the driver means to a caller. No driver exception leaves this project, not even inside another.</summary>
internal static class PostgresErrors
{
    /// <summary>
    /// True where the database looked at the statement and refused it for its values or for what another transaction did: nothing happened, and
    /// the connection is as good as before.
    /// </summary>
    public static bool IsRefusal(this PostgresException error) =>
        error.InvariantSeverity == "ERROR" && error.SqlState[..2] is "22" or "23" or "40" or "54";

    /// <summary>A refusal in the callers' terms, where a store has nothing more exact to say.</summary>
    public static Exception ToCallersError(this PostgresException refusal) => refusal.SqlState switch
    {
        PostgresErrorCodes.ForeignKeyViolation => new KeyNotFoundException($"What the row belongs to is not there ({refusal.ConstraintName})."),
        PostgresErrorCodes.UniqueViolation => new AlreadyExistsException($"There is one already ({refusal.ConstraintName})."),
        _ when refusal.SqlState.StartsWith("40", StringComparison.Ordinal) => ToUnavailable(refusal),
        _ => new ArgumentException($"The database refuses the value: {refusal.MessageText} ({refusal.SqlState})."),
    };

    /// <summary>True for everything that means the database cannot be asked now; false for a refusal, a cancellation and a mistake of ours.</summary>
    public static bool IsUnavailability(Exception error, CancellationToken cancellationToken) => error switch
    {
        PostgresException refusal when refusal.IsRefusal() => false,
        NpgsqlException or SocketException or IOException or TimeoutException => true,
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        _ => false,
    };

    public static StorageUnavailableException ToUnavailable(Exception error) => new(error switch
    {
        PostgresException said => $"The database cannot be asked now: {said.MessageText} ({said.SqlState}).",
        { InnerException: { } inner } => $"The database cannot be asked now: {error.Message} {inner.Message}",
        _ => $"The database cannot be asked now: {error.Message}",
    });

    /// <summary>True where the connection itself failed, so that a new one may do better. A late answer does not count.</summary>
    public static bool IsBrokenConnection(Exception error) => error switch
    {
        PostgresException said => said.InvariantSeverity is "FATAL" or "PANIC",
        TimeoutException or { InnerException: TimeoutException } => false,
        _ => true,
    };
}
