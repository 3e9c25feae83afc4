using System.Text;

namespace PortfolioOrleans.Storage.PrivateServer;

/// <summary>Gets a folder's server running: takes over one that does, or starts it, and waits until it answers.</summary>
internal sealed class ServerLauncher(ServerFolder folder, string socketFolder, string logFile, PrivatePostgresOptions options)
{
    private const long LongestLog = 16 * 1024 * 1024;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// What a service that was killed left behind: a healthy server is returned, one on its way up or down waited for, one that does not answer
    /// stopped. Null if none is left running.
    /// </summary>
    /// <exception cref="PrivateServerException">One is there that neither answers nor ends.</exception>
    public static async Task<Postmaster?> TakeOverAsync(ServerFolder folder, PrivatePostgresOptions options, CancellationToken cancellationToken)
    {
        if (Postmaster.Of(folder.Root) is not { IsRunning: true } left)
        {
            return null;
        }

        var start = options.Clock.GetTimestamp();
        while (left.IsRunning && left.Status is not "ready" && options.Clock.GetElapsedTime(start) < options.StartPatience)
        {
            await Task.Delay(Look, options.Clock, cancellationToken);
        }

        if (Postmaster.Of(folder.Root) is { IsRunning: true } server && await server.AnswersAsync(cancellationToken))
        {
            options.Report?.Invoke($"Taking over the private PostgreSQL that an earlier run left (process {server.ProcessId}).");
            return server;
        }

        await left.StopAsync(options.StopPatience, options.Clock);
        return left.IsRunning
            ? throw new PrivateServerException($"PostgreSQL (process {left.ProcessId}) runs in {folder.Root}, does not answer, and cannot be stopped.")
            : null;
    }

    /// <exception cref="PrivateServerException">It ended at once, or was not ready in time; the message has its own last words.</exception>
    public async Task<Postmaster> StartAsync(CancellationToken cancellationToken)
    {
        var start = options.Clock.GetTimestamp();
        while (true)
        {
            // Nobody runs it: the number in these is nobody's, or a stranger's by now, or that of a dead process that nobody waited for.
            File.Delete(Postmaster.PidFile(folder.Root));
            File.Delete(Path.Combine(socketFolder, $"{ServerSettings.Socket}.lock"));
            folder.WriteSettings(socketFolder, options.Durable);
            var logStart = OpenLog();
            using var process = ProgramRun.Start(ProgramRun.StartInfo(Command()));

            if (await WaitUntilReadyAsync(process, cancellationToken) is { } postmaster)
            {
                return postmaster;
            }

            var words = ReadLog(logStart);
            if (!words.Contains("shared memory block", StringComparison.Ordinal) || options.Clock.GetElapsedTime(start) > options.StartPatience)
            {
                throw new PrivateServerException($"PostgreSQL does not start in {folder.Root} (as {folder.User.Name}): {words}");
            }

            // Children of a server that was killed hold its memory until they notice.
            await Task.Delay(Retry, options.Clock, cancellationToken);
        }
    }

    /// <summary>In a session of its own, so that a Ctrl-C meant for the service does not reach it: the service stops it last. Its words go to a file.</summary>
    private List<string> Command()
    {
        List<string> command = ["/bin/sh", "-c", """umask 077; exec "$@" >> "$0" 2>&1 < /dev/null""", logFile];
        if (ProgramRun.Find("setsid") is { } setsid)
        {
            command.Add(setsid);
        }

        return [.. command, .. folder.User.Prefix, folder.Programs.Postgres, "-D", folder.Root];
    }

    /// <summary>Null if it ended instead.</summary>
    private async Task<Postmaster?> WaitUntilReadyAsync(System.Diagnostics.Process process, CancellationToken cancellationToken)
    {
        var start = options.Clock.GetTimestamp();
        try
        {
            while (options.Clock.GetElapsedTime(start) < options.StartPatience)
            {
                if (Postmaster.Of(folder.Root) is { Status: "ready", IsRunning: true } postmaster)
                {
                    return postmaster;
                }

                if (process.HasExited)
                {
                    return null;
                }

                await Task.Delay(Look, options.Clock, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            await StopAsync();
            throw;
        }

        await StopAsync();
        throw new PrivateServerException($"PostgreSQL was not ready in {folder.Root} within {options.StartPatience.TotalSeconds} seconds. See {logFile}.");

        Task StopAsync() => Postmaster.Of(folder.Root)?.StopAsync(options.StopPatience, options.Clock) ?? Task.CompletedTask;
    }

    private long OpenLog()
    {
        var log = new FileInfo(logFile);
        if (log.Exists && log.Length > LongestLog)
        {
            log.MoveTo($"{logFile}.1", overwrite: true);
            return 0;
        }

        return log.Exists ? log.Length : 0;
    }

    private string ReadLog(long from)
    {
        using var log = new FileStream(logFile, FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite);
        log.Seek(Math.Min(from, log.Length), SeekOrigin.Begin);
        using var reader = new StreamReader(log, Encoding.UTF8);
        return reader.ReadToEnd().Trim();
    }
}
