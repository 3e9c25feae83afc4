namespace Orleans.Runtime;

/// <summary>One activation, as the code inside it sees it.</summary>
public interface IGrainContext
{
    GrainReference GrainReference { get; }

    GrainId GrainId { get; }

    /// <summary>The grain object; null until it is constructed.</summary>
    object? GrainInstance { get; }

    ActivationId ActivationId { get; }

    GrainAddress Address { get; }

    /// <summary>Services scoped to this activation.</summary>
    IServiceProvider ActivationServices { get; }

    /// <summary>Done once the activation has ended.</summary>
    Task Deactivated { get; }

    /// <summary>Asks the activation to end once its running calls are done. Asking twice is asking once.</summary>
    void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default);
}

/// <summary>Where the code that asks is running.</summary>
public interface IGrainContextAccessor
{
    /// <summary>The activation whose turn this is; null outside a grain.</summary>
    IGrainContext? GrainContext { get; }
}
