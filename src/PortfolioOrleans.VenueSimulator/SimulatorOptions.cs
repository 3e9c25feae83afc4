namespace PortfolioOrleans.VenueSimulator;

/// <summary>How the simulated venues are set up. The defaults suit a demo; tests give a clock and a seed.</summary>
public sealed class SimulatorOptions
{
    /// <summary>Decides prices, generated keys and ids. A restored state file keeps its own seed. Default: 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>All time comes from here. Default: the system's clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>False starts with the markets frozen: prices change only when the control API says so. Default: true.</summary>
    public bool MarketsWalk { get; init; } = true;

    /// <summary>Where the world is kept across restarts; null keeps it in memory only. Default: null.</summary>
    public string? StateFile { get; init; }

    /// <summary>How long a change may be in memory only; a kill loses at most this much. Default: 1 second.</summary>
    public TimeSpan SavePause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Port on 127.0.0.1; 0 lets the system choose. Default: 0.</summary>
    public int BinancePort { get; init; }

    /// <inheritdoc cref="BinancePort"/>
    public int OkxPort { get; init; }

    /// <inheritdoc cref="BinancePort"/>
    public int ControlPort { get; init; }

    /// <summary>True to serve OKX Web3 and chains' nodes too. What is on the chains is said to the world, and not kept. Default: false.</summary>
    public bool ServesChains { get; init; }

    /// <inheritdoc cref="BinancePort"/>
    public int OkxWeb3Port { get; init; }

    /// <inheritdoc cref="BinancePort"/>
    public int EvmPort { get; init; }

    /// <summary>How far Binance's clock is ahead of <see cref="Clock"/>; negative is behind. Default: none.</summary>
    public TimeSpan BinanceClockSkew { get; init; }

    /// <summary>How far OKX's clock is ahead of <see cref="Clock"/>; negative is behind. Default: none.</summary>
    public TimeSpan OkxClockSkew { get; init; }
}
