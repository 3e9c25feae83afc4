using PortfolioOrleans.Storage.PrivateServer;

namespace PortfolioOrleans.Storage.Tests.Given;

/// <summary>A test for what only root can do or suffer; elsewhere it is skipped, and says why.</summary>
public sealed class RootFactAttribute : FactAttribute
{
    public RootFactAttribute() => Skip = Posix.IsRoot ? null : "Only root can become another user.";
}

/// <summary>A test that needs a small disk to fill.</summary>
public sealed class MountFactAttribute : FactAttribute
{
    private const long AdministerSystem = 1L << 21;

    public MountFactAttribute() => Skip = MayMount() ? null : "No right to mount a small disk (CAP_SYS_ADMIN).";

    private static bool MayMount()
    {
        var effective = File.ReadLines("/proc/self/status").First(line => line.StartsWith("CapEff:", StringComparison.Ordinal))["CapEff:".Length..].Trim();
        return (Convert.ToInt64(effective, 16) & AdministerSystem) != 0;
    }
}
