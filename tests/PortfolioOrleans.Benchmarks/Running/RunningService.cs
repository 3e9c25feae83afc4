using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;

namespace PortfolioOrleans.Benchmarks.Running;

/// <summary>The built `portfolio`, serving as a process of its own.</summary>
internal sealed partial class RunningService : IAsyncDisposable
{
    private const int Terminate = 15; // An interrupt would be ignored where a shell started all this in the background.

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LookPause = TimeSpan.FromMilliseconds(10);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _said = new();

    private RunningService(Process process, string url)
    {
        _process = process;
        Url = url;
        process.OutputDataReceived += (_, line) => _said.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => _said.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Url { get; }

    /// <summary>From the start of the process until it said that it is ready, over HTTP.</summary>
    public TimeSpan ReadyAfter { get; private set; }

    /// <summary>Memory of the process that is in RAM; its database server is another process.</summary>
    public double ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <param name="settings">As environment variables.</param>
    /// <exception cref="InvalidOperationException">It ended, or is not ready within a minute.</exception>
    public static async Task<RunningService> StartAsync(string dataFolder, IEnumerable<KeyValuePair<string, string>> settings)
    {
        var url = $"http://127.0.0.1:{Ports.Free().ToString(CultureInfo.InvariantCulture)}";
        var start = new ProcessStartInfo(Executable(), ["serve", "--urls", url, "--data-dir", dataFolder])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.Environment.Remove("PORTFOLIO_MASTER_KEY");
        start.Environment.Remove("ConnectionStrings__Portfolio");
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        var clock = Stopwatch.StartNew();
        var service = new RunningService(Process.Start(start)!, url);
        await service.BecomeReadyAsync(clock);
        return service;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _ = SendSignal(_process.Id, Terminate);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    /// <summary>Beside this program, in a folder of the same configuration.</summary>
    private static string Executable()
    {
        var here = AppContext.BaseDirectory.TrimEnd('/');
        return Path.GetFullPath(Path.Combine(here, "../..", "PortfolioOrleans.Silo", Path.GetFileName(here), "portfolio"));
    }

    private async Task BecomeReadyAsync(Stopwatch clock)
    {
        using var http = new HttpClient();
        while (clock.Elapsed < Patience && !_process.HasExited)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri($"{Url}/health/ready"));
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    ReadyAfter = clock.Elapsed;
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Task.Delay(LookPause);
        }

        throw new InvalidOperationException($"The service is not ready. It said: {string.Join('\n', _said)}");
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int processId, int signal);
}
