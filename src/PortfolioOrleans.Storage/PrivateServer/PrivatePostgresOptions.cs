namespace PortfolioOrleans.Storage.PrivateServer;

/// <summary>How a private server is had.</summary>
public sealed class PrivatePostgresOptions
{
    /// <summary>The service's data folder. The server's own folder is "postgres" in it.</summary>
    public required string DataFolder { get; init; }

    /// <summary>The value of PORTFOLIO_POSTGRES_BIN: where the server programs are. Null: wherever they are found.</summary>
    public string? Programs { get; init; }

    /// <summary>
    /// What to do when another service has the folder: use its server (for a command that runs beside it), or refuse. Default: refuse.
    /// </summary>
    public bool JoinRunning { get; init; }

    /// <summary>How long a start may take, a recovery after a crash included. Default: 60 seconds.</summary>
    public TimeSpan StartPatience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a stop may take before it is forced; a forced stop costs a recovery at the next start and loses nothing. Default: 20 seconds.</summary>
    public TimeSpan StopPatience { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Told, in a sentence, of what an operator may want to know: a first start, an adopted server, a restart after a crash.</summary>
    public Action<string>? Report { get; init; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>False for tests alone: nothing is forced to disk, and a crash of the machine loses it all.</summary>
    internal bool Durable { get; init; } = true;

    /// <summary>Who the server may run as, in order of preference; null for what this machine offers. For tests.</summary>
    internal IReadOnlyList<ServerUser>? Users { get; init; }
}
