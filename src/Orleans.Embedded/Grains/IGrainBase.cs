namespace Orleans;

/// <summary>What a grain class must be; <see cref="Grain"/> is the usual way to be it.</summary>
public interface IGrainBase
{
    IGrainContext GrainContext { get; }

    /// <summary>Runs before the first call. When it throws, the calls that wait for it fail and the next one tries again.</summary>
    Task OnActivateAsync(CancellationToken token) => Task.CompletedTask;

    /// <summary>Runs after the last call. What it throws is logged and otherwise without effect.</summary>
    Task OnDeactivateAsync(DeactivationReason reason, CancellationToken token) => Task.CompletedTask;
}
