using System.Globalization;
using Npgsql;
using PortfolioOrleans.Storage.Databases;

namespace PortfolioOrleans.Storage.PrivateServer;

/// <summary>A running server, known by the file postmaster.pid that it keeps in its folder.</summary>
/// <param name="SocketFolder">Where its socket lies.</param>
internal sealed record Postmaster(int ProcessId, string Folder, string SocketFolder)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Watch = TimeSpan.FromMilliseconds(200);

    /// <summary>What the server says of itself: "starting", "ready", "stopping"; "" before it says anything or once it is gone.</summary>
    public string Status => ReadLines(Folder) is { Length: >= 8 } lines ? lines[7].Trim() : "";

    /// <summary>
    /// True while the process runs and is this folder's server. A number alone says nothing: after a crash of the machine it may be anybody's.
    /// </summary>
    public bool IsRunning
    {
        get
        {
            if (!Directory.Exists("/proc/self"))
            {
                return Posix.Signal(ProcessId, 0);
            }

            try
            {
                // Empty for one that ended and was not yet waited for.
                var arguments = File.ReadAllText($"/proc/{ProcessId}/cmdline").Split('\0');
                return Path.GetFileName(arguments[0]) is "postgres" or "postmaster" && arguments.Contains(Folder);
            }
            catch (IOException)
            {
                return false;
            }
        }
    }

    /// <summary>The server that the folder's file names, whether or not it still runs; null where there is no file.</summary>
    public static Postmaster? Of(string folder) =>
        ReadLines(folder) is [var first, _, ..] lines && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var processId)
            ? new Postmaster(processId, folder, lines.Length > 4 ? lines[4] : "")
            : null;

    public static string PidFile(string folder) => Path.Combine(folder, "postmaster.pid");

    /// <summary>A connection string for one of its logins.</summary>
    public string Connection(string login, string database) => new NpgsqlConnectionStringBuilder
    {
        Host = SocketFolder,
        Port = ServerSettings.Port,
        Username = login,
        Database = database,
    }.ConnectionString;

    /// <summary>Whether it lets a login in, within a few seconds.</summary>
    public async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new NpgsqlConnection(DatabaseLogins.Once(Connection(ServerFolder.Administrator, "postgres") + ";Timeout=3"));
            await connection.OpenAsync(cancellationToken);
            return true;
        }
        catch (Exception error) when (PostgresErrors.IsUnavailability(error, cancellationToken))
        {
            return false;
        }
    }

    /// <summary>Asks it to end, ever less politely: fast shutdown, then without a checkpoint, then by force.</summary>
    public async Task StopAsync(TimeSpan patience, TimeProvider clock)
    {
        foreach (var (signal, wait) in new[] { (Posix.Interrupt, patience), (Posix.Quit, patience / 4), (Posix.Kill, patience) })
        {
            if (!IsRunning || !Posix.Signal(ProcessId, signal))
            {
                return;
            }

            var start = clock.GetTimestamp();
            while (IsRunning && clock.GetElapsedTime(start) < wait)
            {
                await Task.Delay(Look, clock, CancellationToken.None);
            }
        }
    }

    public async Task WaitForExitAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        while (IsRunning)
        {
            await Task.Delay(Watch, clock, cancellationToken);
        }
    }

    private static string[]? ReadLines(string folder)
    {
        try
        {
            return File.ReadAllLines(PidFile(folder));
        }
        catch (IOException)
        {
            return null;
        }
    }
}
