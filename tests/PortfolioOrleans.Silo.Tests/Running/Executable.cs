using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace PortfolioOrleans.Silo.Tests.Running;

/// <summary>The built `portfolio`, run as a user runs it: as a process of its own.</summary>
internal sealed partial class Executable : IAsyncDisposable
{
    private const int Interrupt = 2;
    private const int Kill = 9;

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();

    private Executable(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Append(_output, line.Data);
        process.ErrorDataReceived += (_, line) => Append(_errors, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public static string File { get; } = System.IO.Path.GetFullPath(System.IO.Path.Combine(
        AppContext.BaseDirectory, "../..", "PortfolioOrleans.Silo", System.IO.Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/')), "portfolio"));

    public string Output => Read(_output);

    public string Errors => Read(_errors);

    public int ProcessId => _process.Id;

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    public static Executable Start(IReadOnlyDictionary<string, string?>? environment, params string[] arguments)
    {
        // A shell starts what it puts in the background deaf to Ctrl-C, and children inherit that: without this, tests run from there could not stop anything.
        var start = new ProcessStartInfo("env", ["--default-signal=INT", File, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = System.IO.Path.GetTempPath(),
        };
        start.Environment.Remove("PORTFOLIO_MASTER_KEY");
        start.Environment.Remove("ConnectionStrings__Portfolio");
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        return new Executable(Process.Start(start)!);
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        IReadOnlyDictionary<string, string?>? environment, string? input, params string[] arguments)
    {
        await using var running = Start(environment, arguments);
        if (input is not null)
        {
            await running._process.StandardInput.WriteAsync(input);
        }

        running._process.StandardInput.Close();
        await running.WaitAsync(TimeSpan.FromSeconds(60));
        return (running.ExitCode, running.Output, running.Errors);
    }

    public static Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments) => RunAsync(null, null, arguments);

    /// <exception cref="TimeoutException">It still runs.</exception>
    public async Task WaitAsync(TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"portfolio still runs after {patience}. It said: {Output} {Errors}");
        }
    }

    /// <summary>As Ctrl-C does.</summary>
    public async Task InterruptAsync()
    {
        Assert.Equal(0, SendSignal(ProcessId, Interrupt));
        await WaitAsync(TimeSpan.FromSeconds(30));
    }

    /// <summary>As `kill -9` does: it and nothing else.</summary>
    public async Task KillAsync()
    {
        Assert.Equal(0, SendSignal(ProcessId, Kill));
        await WaitAsync(TimeSpan.FromSeconds(10));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await InterruptAsync();
        }

        _process.Dispose();
    }

    private static void Append(StringBuilder text, string? line)
    {
        if (line is not null)
        {
            lock (text)
            {
                text.AppendLine(line);
            }
        }
    }

    private static string Read(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int processId, int signal);
}
