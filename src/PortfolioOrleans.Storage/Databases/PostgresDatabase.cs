using System.Diagnostics;
using Npgsql;

namespace PortfolioOrleans.Storage.Databases;

/// <summary>
/// The one way to the database: a pool of connections whose role sees no row until a <see cref="Scope"/> is opened. Each call is one round trip
/// and one transaction, and returns once that is committed.
/// </summary>
public sealed class PostgresDatabase : IDatabaseProbe, IAsyncDisposable
{
    private static readonly TimeSpan ProbePatience = TimeSpan.FromSeconds(2);

    private readonly NpgsqlDataSource _source;

    /// <param name="connectionString"><see cref="DatabaseLogins.Service"/>.</param>
    public PostgresDatabase(string connectionString)
    {
        ConnectionString = connectionString;
        _source = new NpgsqlDataSourceBuilder(connectionString).Build();
    }

    /// <summary>For what cannot go through the pool: listening.</summary>
    internal string ConnectionString { get; }

    public async Task<DatabaseHealth> CheckAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(ProbePatience);
        var start = Stopwatch.GetTimestamp();
        string? error = null;
        try
        {
            await ReadAsync(Scope.Service, row => row.GetInt32(0), new Sql("SELECT 1"), patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            error = $"No answer within {ProbePatience.TotalSeconds} seconds.";
        }
        catch (StorageUnavailableException unavailable)
        {
            error = unavailable.Message;
        }

        return new DatabaseHealth("postgres", error is null, Stopwatch.GetElapsedTime(start), error);
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    /// <summary>Reads rows; none where a value is a text that no row can hold.</summary>
    /// <exception cref="RowUnreadableException">A row holds a number beyond a decimal.</exception>
    /// <exception cref="StorageUnavailableException">The database cannot be asked now.</exception>
    internal Task<List<T>> ReadAsync<T>(Scope scope, Func<NpgsqlDataReader, T> row, Sql statement, CancellationToken cancellationToken) =>
        statement.IsStorable ? RepeatAsync(scope, row, [statement], cancellationToken) : Task.FromResult<List<T>>([]);

    /// <summary>The first row, or null.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be asked now.</exception>
    internal async Task<T?> FindAsync<T>(Scope scope, Func<NpgsqlDataReader, T> row, Sql statement, CancellationToken cancellationToken)
        where T : class
    {
        var rows = await ReadAsync(scope, row, statement, cancellationToken);
        return rows.Count > 0 ? rows[0] : null;
    }

    /// <summary>Statements that do twice what they do once: where the pool's connection turns out to be dead, they are sent again over a new one.</summary>
    /// <param name="onRefusal">What a refusal (<see cref="PostgresErrors.IsRefusal"/>) means; null: <see cref="PostgresErrors.ToCallersError"/>.</param>
    /// <returns>The rows of all statements, in order.</returns>
    /// <exception cref="ArgumentException">A value is a text that no row can hold.</exception>
    /// <exception cref="StorageUnavailableException">The database cannot be asked now.</exception>
    internal Task<List<T>> RepeatAsync<T>(
        Scope scope, Func<NpgsqlDataReader, T> row, Sql[] statements, CancellationToken cancellationToken, Func<PostgresException, Exception>? onRefusal = null) =>
        SendAsync(scope, row, statements, mostAttempts: 2, onRefusal, cancellationToken);

    /// <summary>Statements that must not run twice.</summary>
    /// <inheritdoc cref="RepeatAsync"/>
    internal Task<List<T>> OnceAsync<T>(
        Scope scope, Func<NpgsqlDataReader, T> row, Sql[] statements, CancellationToken cancellationToken, Func<PostgresException, Exception>? onRefusal = null) =>
        SendAsync(scope, row, statements, mostAttempts: 1, onRefusal, cancellationToken);

    private async Task<List<T>> SendAsync<T>(
        Scope scope,
        Func<NpgsqlDataReader, T> row,
        Sql[] statements,
        int mostAttempts,
        Func<PostgresException, Exception>? onRefusal,
        CancellationToken cancellationToken)
    {
        if (!statements.All(statement => statement.IsStorable))
        {
            throw new ArgumentException("A text holds a NUL character or half a surrogate pair.");
        }

        for (var attempt = 1; ; attempt++)
        {
            await using var connection = await OpenAsync(cancellationToken);
            try
            {
                return await SendAsync(connection, scope, row, statements, cancellationToken);
            }
            catch (PostgresException refused) when (refused.IsRefusal())
            {
                throw (onRefusal ?? PostgresErrors.ToCallersError)(refused);
            }
            catch (Exception error) when (PostgresErrors.IsUnavailability(error, cancellationToken))
            {
                // When a connection breaks, Npgsql drops its neighbours in the pool too: the next one is new.
                if (attempt >= mostAttempts || !PostgresErrors.IsBrokenConnection(error))
                {
                    throw PostgresErrors.ToUnavailable(error);
                }
            }
        }
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _source.OpenConnectionAsync(cancellationToken);
        }
        catch (Exception error) when (PostgresErrors.IsUnavailability(error, cancellationToken))
        {
            throw PostgresErrors.ToUnavailable(error);
        }
    }

    private static async Task<List<T>> SendAsync<T>(
        NpgsqlConnection connection, Scope scope, Func<NpgsqlDataReader, T> row, Sql[] statements, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(scope.Enter());
        foreach (var statement in statements)
        {
            batch.BatchCommands.Add(statement.ToCommand());
        }

        if (statements.Any(statement => statement.IsFrequent))
        {
            await batch.PrepareAsync(cancellationToken); // A round trip for the first of a connection, and none for all others.
        }

        // A batch is one implicit transaction. It is committed only when the last result has been asked for and answered.
        var rows = new List<T>();
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        while (await reader.NextResultAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                try
                {
                    rows.Add(row(reader));
                }
                catch (Exception error) when (UnreadableRow.IsOne(error))
                {
                    throw UnreadableRow.Of(reader, error);
                }
            }
        }

        return rows;
    }
}
