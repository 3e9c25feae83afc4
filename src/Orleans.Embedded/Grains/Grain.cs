namespace Orleans;

/// <summary>The base of grain classes. Everything here is for the grain's own turns only.</summary>
public abstract class Grain : IGrainBase, IAddressable
{
    /// <summary>A grain made by hand, outside the engine, has no context; its logic can be tested, its calls cannot.</summary>
    protected Grain() => GrainContext = RuntimeContext.Current!;

    public IGrainContext GrainContext { get; }

    public GrainReference GrainReference => GrainContext.GrainReference;

    protected IGrainFactory GrainFactory => Activation.Silo.GrainFactory;

    protected IServiceProvider ServiceProvider => GrainContext.ActivationServices;

    public string IdentityString => GrainContext.GrainId.ToString();

    public string RuntimeIdentity => Activation.Silo.Address.ToString();

    private Activation Activation => (Activation)GrainContext;

    public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Deactivates this grain once the calls it is running are done. Calls that arrive meanwhile go to the next activation.</summary>
    protected void DeactivateOnIdle() => GrainBaseExtensions.DeactivateOnIdle(this);

    /// <summary>
    /// Keeps an idle grain active for at least this long. Zero or less takes an earlier delay back;
    /// <see cref="Timeout.InfiniteTimeSpan"/> means until further notice.
    /// </summary>
    protected void DelayDeactivation(TimeSpan timeSpan) => Activation.DelayDeactivation(timeSpan);
}
