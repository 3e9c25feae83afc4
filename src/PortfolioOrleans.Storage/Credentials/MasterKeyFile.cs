using System.Security.Cryptography;

namespace PortfolioOrleans.Storage.Credentials;

/// <summary>The file "master.key" in the data folder: one key in base64, for its owner's eyes only.</summary>
internal static class MasterKeyFile
{
    public const string Name = "master.key";

    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute |
        UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Null where there is no file.</summary>
    /// <exception cref="MasterKeyException">Others may read it, or it cannot be read, or it holds no key.</exception>
    public static MasterKey? Read(string folder)
    {
        var path = Path.Combine(folder, Name);
        if (!File.Exists(path))
        {
            return null;
        }

        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0)
        {
            throw new MasterKeyException($"Others than its owner may read {path}. Run: chmod 600 '{path}'");
        }

        try
        {
            return MasterKey.Parse(File.ReadAllText(path).Trim(), path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new MasterKeyException($"The master key cannot be read: {error.Message}");
        }
    }

    /// <summary>Makes the file with a new key. Where another process made it first, that one's key is the answer.</summary>
    /// <exception cref="MasterKeyException">It cannot be written.</exception>
    public static MasterKey Create(string folder)
    {
        var path = Path.Combine(folder, Name);
        var draft = $"{path}.{Environment.ProcessId}.{RandomNumberGenerator.GetHexString(8)}";
        try
        {
            Directory.CreateDirectory(folder);
            try
            {
                WriteNew(draft);
                File.Move(draft, path, overwrite: false);
            }
            catch (IOException) when (File.Exists(path))
            {
                // Another process was faster.
            }
            finally
            {
                File.Delete(draft);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new MasterKeyException($"No master key can be made in {folder}: {error.Message}");
        }

        return Read(folder) ?? throw new MasterKeyException($"{path} vanished while it was made.");
    }

    /// <summary>On disk before it gets its name: a crash leaves a whole key or none.</summary>
    private static void WriteNew(string draft)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(draft, options);
        using (var writer = new StreamWriter(file, leaveOpen: true))
        {
            writer.WriteLine(Convert.ToBase64String(RandomNumberGenerator.GetBytes(MasterKey.Length)));
        }

        file.Flush(flushToDisk: true);
    }
}
