using PortfolioOrleans.Storage.PrivateServer;
using PortfolioOrleans.Storage.Tests.Given;

namespace PortfolioOrleans.Storage.Tests.PrivateServer;

/// <summary>A data folder after its first start, made once and copied for each test that is not about first starts.</summary>
public sealed class PreparedFolder : IAsyncLifetime
{
    private readonly TempFolder _folder = new();

    public async Task InitializeAsync()
    {
        await using var server = await PrivatePostgres.StartAsync(new() { DataFolder = _folder.Path, Durable = false }, CancellationToken.None);
    }

    public async Task CopyToAsync(string dataFolder)
    {
        Directory.CreateDirectory(dataFolder);
        var copy = await ProgramRun.OfAsync(["cp", "-a", Path.Combine(_folder.Path, "postgres"), dataFolder], CancellationToken.None);
        Assert.True(copy.Succeeded, copy.Output);
    }

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }
}
