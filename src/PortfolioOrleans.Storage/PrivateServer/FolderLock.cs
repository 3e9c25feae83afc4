namespace PortfolioOrleans.Storage.PrivateServer;

/// <summary>A data folder is one service's. The lock is the kernel's, on an open file: it ends with the process, however that ends.</summary>
internal sealed class FolderLock : IDisposable
{
    private const int WouldBlock = 11; // EWOULDBLOCK; 35 on macOS.
    private const int WouldBlockOnMac = 35;

    private readonly FileStream _file;

    private FolderLock(FileStream file) => _file = file;

    /// <summary>Null while another process holds it.</summary>
    public static FolderLock? TryTake(string path)
    {
        try
        {
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            file.SetLength(0);
            using (var writer = new StreamWriter(file, leaveOpen: true))
            {
                writer.WriteLine(Environment.ProcessId);
            }

            file.Flush();
            return new FolderLock(file);
        }
        catch (IOException held) when (held.HResult is WouldBlock or WouldBlockOnMac)
        {
            return null;
        }
    }

    /// <summary>The process that holds it, as far as that can be read.</summary>
    public static string HolderOf(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadLine() is { Length: > 0 } processId ? $"process {processId}" : "another process";
    }

    public void Dispose() => _file.Dispose();
}
