namespace PortfolioOrleans.Storage.PrivateServer;

/// <summary>A data folder is one service's. The lock is the kernel's, on an open file: it ends with the process, however that ends.</summary>
internal sealed class FolderLock : IDisposable
{
    private const int WouldBlock = 11; // EWOULDBLOCK
    private const int WouldBlockOnMac = 35;

    private readonly FileStream _file;

    private FolderLock(FileStream file) => _file = file;

    /// <summary>Null while another process holds it.</summary>
    public static FolderLock? TryTake(string dataFolder)
    {
        try
        {
            var file = new FileStream(Path.Combine(dataFolder, "service.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(HolderFile(dataFolder), $"{Environment.ProcessId}");
            return new FolderLock(file);
        }
        catch (IOException held) when (held.HResult is WouldBlock or WouldBlockOnMac)
        {
            return null;
        }
    }

    /// <summary>The process that holds it, as it said itself.</summary>
    public static string HolderOf(string dataFolder) =>
        File.Exists(HolderFile(dataFolder)) ? $"process {File.ReadAllText(HolderFile(dataFolder))}" : "another process";

    public void Dispose() => _file.Dispose();

    /// <summary>Beside the lock: nobody can read a file that is locked.</summary>
    private static string HolderFile(string dataFolder) => Path.Combine(dataFolder, "service.pid");
}
