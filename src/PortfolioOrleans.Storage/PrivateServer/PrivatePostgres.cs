using PortfolioOrleans.Storage.Databases;

namespace PortfolioOrleans.Storage.PrivateServer;

/// <summary>
/// A PostgreSQL server of this service's own, in its data folder, on a Unix socket that no other user can reach. It is made at the first start, started
/// again when it dies, and stopped with its owner. A server that a killed service left running is taken over as it is.
/// </summary>
public sealed class PrivatePostgres : IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly PrivatePostgresOptions _options;
    private readonly Ownership? _ownership;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _supervision;
    private Postmaster _postmaster;

    private PrivatePostgres(PrivatePostgresOptions options, Postmaster postmaster, Ownership? ownership)
    {
        _options = options;
        _postmaster = postmaster;
        _ownership = ownership;
        Logins = DatabaseLogins.Separate(
            postmaster.Connection(ServerFolder.Owner, ServerFolder.Database), postmaster.Connection(ServerFolder.Service, ServerFolder.Database));
        AdministratorConnection = postmaster.Connection(ServerFolder.Administrator, ServerFolder.Database);
        _supervision = ownership is null ? Task.CompletedTask : SuperviseAsync(ownership.Launcher, _stop.Token);
    }

    /// <summary>How its database "portfolio" is used: its owner migrates, another login serves.</summary>
    public DatabaseLogins Logins { get; }

    /// <summary>As the server's superuser: for backups, which must see every row.</summary>
    public string AdministratorConnection { get; }

    public int ProcessId => _postmaster.ProcessId;

    /// <summary>True for one who uses another service's server, and will leave it running.</summary>
    public bool Joined => _ownership is null;

    /// <summary>Starts the server of a data folder, or takes over or joins one that runs, and waits until it answers.</summary>
    /// <exception cref="PrivateServerException">It cannot be had; the message says why and what to do.</exception>
    public static async Task<PrivatePostgres> StartAsync(PrivatePostgresOptions options, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PrivateServerException("A private PostgreSQL needs a Unix. Give a server: ConnectionStrings__Portfolio.");
        }

        var dataFolder = Path.GetFullPath(options.DataFolder);
        try
        {
            Directory.CreateDirectory(dataFolder);
            var ownership = FolderLock.TryTake(dataFolder);
            if (ownership is null)
            {
                return options.JoinRunning
                    ? await JoinAsync(dataFolder, options, cancellationToken)
                    : throw new PrivateServerException(
                        $"{dataFolder} is in use by {FolderLock.HolderOf(dataFolder)}. Stop it, or give this one another data folder (--data-dir).");
            }

            try
            {
                return await OwnAsync(dataFolder, options, ownership, cancellationToken);
            }
            catch
            {
                ownership.Dispose();
                throw;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PrivateServerException($"The data folder {dataFolder} cannot be used: {error.Message}");
        }
    }

    /// <summary>Stops the server, unless it was joined. Doing it twice is the same as doing it once.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_ownership is null || _stop.IsCancellationRequested)
        {
            return;
        }

        await _stop.CancelAsync();
        await _supervision;
        await _postmaster.StopAsync(_options.StopPatience, _options.Clock);
        DeleteSocketFolder(_ownership.SocketFolder);
        _ownership.Lock.Dispose();
    }

    private static async Task<PrivatePostgres> OwnAsync(
        string dataFolder, PrivatePostgresOptions options, FolderLock held, CancellationToken cancellationToken)
    {
        var folder = await ServerFolder.PrepareAsync(dataFolder, options, cancellationToken);
        var left = await ServerLauncher.TakeOverAsync(folder, options, cancellationToken);
        var socketFolder = left?.SocketFolder ?? ChooseSocketFolder(folder);
        var ownSocketFolder = socketFolder == folder.Root ? null : socketFolder;
        var launcher = new ServerLauncher(folder, socketFolder, Path.Combine(dataFolder, "postgres.log"), options);
        try
        {
            return new PrivatePostgres(options, left ?? await launcher.StartAsync(cancellationToken), new Ownership(held, launcher, ownSocketFolder));
        }
        catch
        {
            DeleteSocketFolder(ownSocketFolder);
            throw;
        }
    }

    private static void DeleteSocketFolder(string? folder)
    {
        if (folder is not null)
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<PrivatePostgres> JoinAsync(string dataFolder, PrivatePostgresOptions options, CancellationToken cancellationToken)
    {
        var path = ServerFolder.Locate(dataFolder);
        var start = options.Clock.GetTimestamp();
        while (options.Clock.GetElapsedTime(start) < options.StartPatience)
        {
            if (Postmaster.Of(path) is { Status: "ready", IsRunning: true } postmaster)
            {
                return new PrivatePostgres(options, postmaster, ownership: null);
            }

            await Task.Delay(Look, options.Clock, cancellationToken);
        }

        throw new PrivateServerException($"The service that has {dataFolder} has had no server ready for {options.StartPatience.TotalSeconds} seconds.");
    }

    /// <summary>The server's own folder, or where its path does not suit a socket, a new one that does.</summary>
    private static string ChooseSocketFolder(ServerFolder folder)
    {
        if (ServerSettings.CanHoldSocket(folder.Root))
        {
            return folder.Root;
        }

        var shorter = Directory.CreateTempSubdirectory("portfolio-").FullName;
        folder.User.Give(shorter);
        return shorter;
    }

    private async Task SuperviseAsync(ServerLauncher launcher, CancellationToken stop)
    {
        var pause = ShortestPause;
        try
        {
            while (true)
            {
                await _postmaster.WaitForExitAsync(_options.Clock, stop);
                try
                {
                    _postmaster = await launcher.StartAsync(stop);
                    _options.Report?.Invoke($"The private PostgreSQL had ended and was started again (process {ProcessId}).");
                    pause = ShortestPause;
                }
                catch (Exception error) when (error is PrivateServerException or IOException or UnauthorizedAccessException)
                {
                    _options.Report?.Invoke($"The private PostgreSQL ended and cannot be started; trying again. {error.Message}");
                    await Task.Delay(pause, _options.Clock, stop);
                    pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Its owner stops it.
        }
    }

    /// <param name="SocketFolder">To be removed at the end; null where the socket lies with the data.</param>
    private sealed record Ownership(FolderLock Lock, ServerLauncher Launcher, string? SocketFolder);
}
