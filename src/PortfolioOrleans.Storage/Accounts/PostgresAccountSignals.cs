using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using Npgsql;
using PortfolioOrleans.Storage.Databases;

namespace PortfolioOrleans.Storage.Accounts;

/// <summary>Signals as notifications on a channel of the database.</summary>
internal sealed class PostgresAccountSignals(PostgresDatabase database, TimeProvider clock) : IAccountSignals
{
    private const string ChannelName = "portfolio_accounts";

    private static readonly TimeSpan ReconnectPause = TimeSpan.FromSeconds(1);

    public Task SendAsync(AccountSignal signal, CancellationToken cancellationToken) => database.RepeatAsync(
        Scope.Service, _ => true, [new Sql($"SELECT pg_notify('{ChannelName}', $1)", JsonSerializer.Serialize(signal))], cancellationToken);

    public async IAsyncEnumerable<AccountSignal> ListenAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var heard = Channel.CreateUnbounded<AccountSignal>();
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var listening = ListenOnceAsync(heard.Writer, stop.Token);
            try
            {
                await foreach (var signal in heard.Reader.ReadAllAsync(cancellationToken))
                {
                    yield return signal;
                }
            }
            finally
            {
                await stop.CancelAsync();
                await listening;
            }

            await Task.Delay(ReconnectPause, clock, cancellationToken);
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Writes what arrives until the connection fails or the listener goes; then completes the channel.</summary>
    private async Task ListenOnceAsync(ChannelWriter<AccountSignal> heard, CancellationToken cancellationToken)
    {
        try
        {
            // Its own connection, and a query now and then, without which a dead peer would be listened to for ever.
            var own = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false, KeepAlive = 30 };
            await using var connection = new NpgsqlConnection(own.ConnectionString);
            connection.Notification += (_, notification) =>
            {
                if (Parse(notification.Payload) is { } signal)
                {
                    heard.TryWrite(signal);
                }
            };
            await connection.OpenAsync(cancellationToken);
            await using (var listen = new NpgsqlCommand($"LISTEN {ChannelName}", connection))
            {
                await listen.ExecuteNonQueryAsync(cancellationToken);
            }

            while (true)
            {
                await connection.WaitAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The listener is gone.
        }
        catch (Exception error) when (PostgresErrors.IsUnavailability(error, cancellationToken))
        {
            // Connected again after a pause.
        }
        finally
        {
            heard.TryComplete();
        }
    }

    /// <summary>Anyone on the database can notify: what is no signal is nothing.</summary>
    private static AccountSignal? Parse(string payload)
    {
        try
        {
            return JsonSerializer.Deserialize<AccountSignal>(payload);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
