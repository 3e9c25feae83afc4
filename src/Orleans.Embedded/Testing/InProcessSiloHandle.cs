using Microsoft.Extensions.Hosting;

namespace Orleans.TestingHost;

/// <summary>A silo of a test cluster.</summary>
public abstract class SiloHandle : IDisposable, IAsyncDisposable
{
    public string Name { get; init; } = "";

    public SiloAddress SiloAddress { get; init; } = SiloAddress.Zero;

    public abstract bool IsActive { get; }

    public abstract Task StopSiloAsync(bool stopGracefully);

    public abstract Task StopSiloAsync(CancellationToken ct);

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    public virtual async ValueTask DisposeAsync()
    {
        await StopSiloAsync(stopGracefully: true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);
}

/// <summary>A silo in this process, with its host.</summary>
public class InProcessSiloHandle : SiloHandle
{
    private bool _isStopped;

    public IHost SiloHost { get; init; } = null!;

    public IServiceProvider ServiceProvider => SiloHost.Services;

    public override bool IsActive => !_isStopped;

    /// <summary>Stops the silo in good order; or as if its process had been killed, in which case nothing of it runs any more.</summary>
    public override async Task StopSiloAsync(bool stopGracefully)
    {
        if (!stopGracefully)
        {
            ServiceProvider.GetRequiredService<Silo>().Crash();
        }

        await StopSiloAsync(CancellationToken.None);
    }

    public override async Task StopSiloAsync(CancellationToken ct)
    {
        if (!_isStopped)
        {
            _isStopped = true;
            await SiloHost.StopAsync(ct);
            SiloHost.Dispose();
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isStopped)
        {
            StopSiloAsync(stopGracefully: true).GetAwaiter().GetResult();
        }
    }
}
