namespace PortfolioOrleans.Storage.Tests.Given;

/// <summary>A folder for its maker's eyes alone, gone at the end.</summary>
public sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("portfolio-test-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
