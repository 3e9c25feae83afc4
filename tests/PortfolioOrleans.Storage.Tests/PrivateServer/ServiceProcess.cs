using System.Diagnostics;
using System.Runtime.InteropServices;
using PortfolioOrleans.Storage.PrivateServer;

namespace PortfolioOrleans.Storage.Tests.PrivateServer;

/// <summary>A process that does what a service does with its private server, to be killed or run as another user.</summary>
public sealed class ServiceProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ServiceProcess(Process process, string answer)
    {
        _process = process;
        Answer = answer;
    }

    /// <summary>"ready" and the server's process, or the error.</summary>
    public string Answer { get; }

    public int ServerProcessId => int.Parse(Answer["ready ".Length..]);

    /// <summary>The service: starts the server, says so, and stops it when its input ends.</summary>
    public static async Task<int> Main(string[] arguments)
    {
        try
        {
            await using var server = await PrivatePostgres.StartAsync(new() { DataFolder = arguments[0], Durable = false }, CancellationToken.None);
            Console.WriteLine($"ready {server.ProcessId}");
            await Console.In.ReadToEndAsync();
            return 0;
        }
        catch (PrivateServerException error)
        {
            Console.WriteLine(error.Message.ReplaceLineEndings(" "));
            return 1;
        }
    }

    /// <param name="prefix">What starts it as another user; empty for this one.</param>
    /// <param name="assembly">A copy of this assembly that the other user can read; null for this one.</param>
    public static async Task<ServiceProcess> StartAsync(string dataFolder, IReadOnlyList<string>? prefix = null, string? assembly = null)
    {
        var dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet"));
        string[] command = [.. prefix ?? [], dotnet, assembly ?? typeof(ServiceProcess).Assembly.Location, dataFolder];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true, WorkingDirectory = "/" };
        var process = Process.Start(start)!;
        return new ServiceProcess(process, await process.StandardOutput.ReadLineAsync() ?? "");
    }

    /// <summary>As kill -9 does: nothing of it runs any more, and nothing is cleaned up.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }
}
