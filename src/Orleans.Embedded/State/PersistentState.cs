using System.Reflection;
using System.Runtime.CompilerServices;
using Orleans.Storage;

namespace Orleans.Embedded.State;

/// <summary>A grain's state as the engine handles it, whatever its type.</summary>
internal abstract class PersistentState
{
    public abstract Task ReadStateAsync(CancellationToken cancellationToken);
}

/// <inheritdoc cref="IPersistentState{TState}"/>
internal sealed class PersistentState<T>(Activation activation, string name, IGrainStorage store) : PersistentState, IPersistentState<T>
{
    private readonly GrainState<T> _record = new(Create());

    public T State
    {
        get => InOwnTurn().State;
        set => InOwnTurn().State = value;
    }

    public string? Etag => _record.ETag;

    public bool RecordExists => _record.RecordExists;

    public Task ReadStateAsync() => ReadStateAsync(CancellationToken.None);

    public override Task ReadStateAsync(CancellationToken cancellationToken) =>
        UseAsync(StoreUse.Read, cancellationToken);

    public Task WriteStateAsync() => WriteStateAsync(CancellationToken.None);

    public Task WriteStateAsync(CancellationToken cancellationToken) => UseAsync(StoreUse.Write, cancellationToken);

    public Task ClearStateAsync() => ClearStateAsync(CancellationToken.None);

    public Task ClearStateAsync(CancellationToken cancellationToken) => UseAsync(StoreUse.Clear, cancellationToken);

    private async Task UseAsync(StoreUse use, CancellationToken cancellationToken)
    {
        InOwnTurn();
        if (activation.Silo.Runner.IsDead)
        {
            await new TaskCompletionSource().Task; // What has crashed writes no more.
        }

        try
        {
            await (use switch
            {
                StoreUse.Read => store.ReadStateAsync(name, activation.GrainId, _record, cancellationToken),
                StoreUse.Write => store.WriteStateAsync(name, activation.GrainId, _record, cancellationToken),
                _ => store.ClearStateAsync(name, activation.GrainId, _record, cancellationToken),
            });
            _record.State ??= Create(); // A store that has nothing may say so by leaving nothing.
        }
        catch (Exception failure) when (failure is not (OrleansException or OperationCanceledException))
        {
            throw new OrleansException($"{store.GetType().Name} could not {use.ToString().ToLowerInvariant()} state {name} of {activation.GrainId}: {failure.Message}", failure);
        }
    }

    private enum StoreUse
    {
        Read,
        Write,
        Clear,
    }

    private GrainState<T> InOwnTurn() => RuntimeContext.Current == activation
        ? _record
        : throw new InvalidOperationException($"State {name} of {activation.GrainId} was used outside the grain's turns.");

    /// <summary>A state nobody has written: made by its constructor without parameters, or, as in Orleans, with all members default.</summary>
    private static T Create() => typeof(T).IsValueType || typeof(T).GetConstructor(Type.EmptyTypes) is not null
        ? Activator.CreateInstance<T>()
        : (T)RuntimeHelpers.GetUninitializedObject(typeof(T));
}

/// <summary>One persistent state in a grain's constructor.</summary>
internal sealed class StateFacet
{
    private readonly string _name;
    private readonly string? _storage;
    private readonly ConstructorInvoker _create;
    private readonly GrainClass _grainClass;

    /// <exception cref="NotTransferableException">The state is not immutable, or lacks what serializers are generated from.</exception>
    public StateFacet(GrainClass grainClass, ParameterInfo parameter)
    {
        var attribute = parameter.GetCustomAttribute<PersistentStateAttribute>()!;
        (_grainClass, _name, _storage) = (grainClass, attribute.StateName, attribute.StorageName);
        var type = parameter.ParameterType;
        if (!type.IsGenericType || type.GetGenericTypeDefinition() != typeof(IPersistentState<>))
        {
            throw new NotSupportedException($"{grainClass.Type}: [PersistentState] is for parameters of type IPersistentState<T>.");
        }

        var state = type.GetGenericArguments()[0];
        TravelRules.Demand(state, $"{grainClass.Type.Name}, state {_name}");
        _create = ConstructorInvoker.Create(typeof(PersistentState<>).MakeGenericType(state).GetConstructors()[0]);
    }

    /// <exception cref="BadProviderConfigException">No store of that name is registered.</exception>
    public PersistentState Create(Activation activation)
    {
        var services = activation.Silo.Services;
        var store = services.GetKeyedService<IGrainStorage>(_storage ?? Providers.ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME)
            ?? (_storage is null ? services.GetService<IGrainStorage>() : null)
            ?? throw new BadProviderConfigException($"{_grainClass.Type}: no grain storage named \"{_storage ?? "Default"}\" is registered for state {_name}.");
        return (PersistentState)_create.Invoke(activation, _name, store);
    }
}
