using System.Diagnostics;

namespace PortfolioOrleans.Storage.PrivateServer;

/// <summary>One run of a short program, to its end.</summary>
/// <param name="Output">Both of its outputs, trimmed.</param>
internal sealed record ProgramRun(int ExitCode, string Output)
{
    public bool Succeeded => ExitCode == 0;

    /// <exception cref="PrivateServerException">It cannot be started.</exception>
    public static async Task<ProgramRun> OfAsync(IReadOnlyList<string> command, CancellationToken cancellationToken, string? input = null)
    {
        var start = StartInfo(command);
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using var process = Start(start);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            try
            {
                await process.StandardInput.WriteAsync(input.AsMemory(), cancellationToken);
                process.StandardInput.Close();
            }
            catch (IOException)
            {
                // It ended without reading; its exit code says more.
            }

            await process.WaitForExitAsync(cancellationToken);
            return new ProgramRun(process.ExitCode, $"{await output}{await errors}".Trim());
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    public static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            throw new PrivateServerException($"{start.FileName} cannot be started: {error.Message}.");
        }
    }

    /// <summary>In a neutral place and language, without what a PG... variable of the caller would change.</summary>
    public static ProcessStartInfo StartInfo(IReadOnlyList<string> command)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { WorkingDirectory = "/" };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("PG", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["LC_ALL"] = "C";
        return start;
    }

    /// <summary>The full path of a program, or null.</summary>
    public static string? Find(string program) => SearchPath()
        .Select(folder => Path.Combine(folder, program))
        .FirstOrDefault(File.Exists);

    public static IEnumerable<string> SearchPath() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).Concat(["/usr/bin", "/usr/sbin", "/bin", "/sbin"]);
}
