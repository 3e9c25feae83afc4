using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Orleans.Embedded.Activations;

/// <summary>The one silo of the process: who is active, and how requests get there.</summary>
internal sealed class Silo : ILocalSiloDetails
{
    private const string ObserverType = "sys.observer";

    private readonly ConcurrentDictionary<GrainId, IRequestTarget> _targets = new();
    private readonly ConcurrentDictionary<GrainClass, TimeSpan> _ageLimits = new();
    private readonly Action<Activation> _remove; // Made once: each activation holds it.
    private readonly ITimer _collector;
    private int _observers;
    private volatile Phase _phase;

    public Silo(
        IServiceProvider services,
        TimeProvider clock,
        TurnRunner runner,
        IOptions<SiloMessagingOptions> messaging,
        IOptions<GrainCollectionOptions> collection,
        IOptions<ClusterOptions> cluster,
        IOptions<EndpointOptions> endpoints,
        ILogger<Silo> logger)
    {
        (Services, Clock, Runner, Logger) = (services, clock, runner, logger);
        (ResponseTimeout, Collection, ClusterId) = (messaging.Value.ResponseTimeout, collection.Value, cluster.Value.ClusterId);
        Address = SiloAddress.New(
            endpoints.Value.AdvertisedIPAddress ?? IPAddress.Loopback,
            endpoints.Value.SiloPort,
            (int)(clock.GetUtcNow().ToUnixTimeSeconds() % int.MaxValue));
        Pending = new PendingCalls(this);
        Timers = new TimerHeap(clock);
        GrainFactory = new GrainFactory(this);
        _remove = activation => _targets.TryRemove(KeyValuePair.Create(activation.GrainId, (IRequestTarget)activation));
        _collector = EngineTimer.Create(clock, static self => ((Silo)self!).CollectIdle(), this);
    }

    private enum Phase
    {
        NotStarted,
        Running,
        Stopping,
        Stopped,
        Crashed,
    }

    public IServiceProvider Services { get; }

    public SharedServices SharedServices => field ??= Services.GetRequiredService<SharedServices>();

    public TimeProvider Clock { get; }

    public TurnRunner Runner { get; }

    public ILogger Logger { get; }

    /// <summary>How long callers wait where the method does not say: <see cref="MessagingOptions.ResponseTimeout"/>.</summary>
    public TimeSpan ResponseTimeout { get; }

    public GrainCollectionOptions Collection { get; }

    public GrainFactory GrainFactory { get; }

    public PendingCalls Pending { get; }

    /// <summary>Those of grains and reminders.</summary>
    public TimerHeap Timers { get; }

    // Not in the constructor: a filter may well ask for the grain factory.
    public IIncomingGrainCallFilter[] IncomingFilters { get; private set; } = [];

    public IOutgoingGrainCallFilter[] OutgoingFilters { get; private set; } = [];

    public bool IsStopping => _phase > Phase.Running;

    public SiloAddress Address { get; }

    public string Name => "embedded";

    public string ClusterId { get; }

    public string DnsHostName => "localhost";

    public SiloAddress SiloAddress => Address;

    public SiloAddress GatewayAddress => Address;

    public IEnumerable<Activation> Activations => _targets.SelectMany(target => target.Value switch
    {
        Activation activation => [activation],
        StatelessWorkers workers => workers.Workers,
        _ => Enumerable.Empty<Activation>(),
    });

    /// <summary>Raised each <see cref="GrainCollectionOptions.CollectionQuantum"/>, for others that have something to collect.</summary>
    public event Action? Collecting;

    public void Start()
    {
        IncomingFilters = [.. Services.GetServices<IIncomingGrainCallFilter>()];
        OutgoingFilters = [.. Services.GetServices<IOutgoingGrainCallFilter>()];
        _phase = Phase.Running;
        _collector.Change(Collection.CollectionQuantum, Collection.CollectionQuantum);
    }

    /// <summary>Sends a call to its target, or fails it.</summary>
    public void Deliver(Call call)
    {
        if (_phase == Phase.NotStarted)
        {
            call.Fail(new SiloUnavailableException("The silo has not been started."));
        }
        else if (_phase == Phase.Stopping && call.IsFromOutside)
        {
            call.Fail(new SiloUnavailableException("The silo is stopping."));
        }
        else
        {
            Redeliver(call, call.Target);
        }
    }

    /// <summary>Sends a request to whatever is, or becomes, active under the id.</summary>
    public void Redeliver(Request request, GrainId id)
    {
        if (_phase > Phase.Stopping)
        {
            request.Refuse(new SiloUnavailableException("The silo has stopped."));
            return;
        }

        try
        {
            while (!TargetOf(id).TryReceive(request))
            {
                // It ended between the look-up and now, and has left the directory before it said so.
            }
        }
        catch (OrleansException nobody)
        {
            request.Refuse(nobody);
        }
    }

    public string Describe(GrainId id) => _targets.TryGetValue(id, out var target) ? target.Describe() : "It is not active.";

    public Activation? FindActivation(GrainId id) => _targets.GetValueOrDefault(id) as Activation;

    public GrainId AddObserver(IGrainObserver observer)
    {
        var id = GrainId.Create(ObserverType, Interlocked.Increment(ref _observers).ToString(System.Globalization.CultureInfo.InvariantCulture));
        _targets[id] = new ObserverTarget(this, id, observer);
        return id;
    }

    public void RemoveObserver(GrainId id) => _targets.TryRemove(id, out _);

    /// <summary>
    /// Turns calls from outside away, waits for those under way, and deactivates every grain. What is not done when
    /// <paramref name="limit"/> is cancelled is left undone.
    /// </summary>
    public async Task StopAsync(CancellationToken limit)
    {
        if (_phase > Phase.Running)
        {
            return;
        }

        _phase = Phase.Stopping;
        _collector.Dispose();
        try
        {
            await Pending.WhenEmptyAsync().WaitAsync(limit);

            // Grains that call others as they end wake them again, so once may not be enough.
            for (var rounds = 0; rounds < 10 && Activations.ToArray() is { Length: > 0 } left; rounds++)
            {
                await DeactivateAsync(left, new(DeactivationReasonCode.ShuttingDown, "The silo is stopping.")).WaitAsync(limit);
            }
        }
        catch (OperationCanceledException)
        {
            Logger.LogWarning(
                "The silo stopped with {Calls} calls and {Grains} grains unfinished: {First}",
                Pending.Snapshot().Count, Activations.Count(), Activations.FirstOrDefault()?.GrainId);
        }

        _phase = Phase.Stopped;
        FailPending("The silo has stopped.");
        Pending.Dispose();
        Timers.Dispose();
    }

    /// <summary>From now on nothing in this silo runs. Callers outside learn of it; nobody inside does.</summary>
    public void Crash()
    {
        _phase = Phase.Crashed;
        Runner.Die();
        _collector.Dispose();
        FailPending("The silo has crashed.");
        Pending.Dispose();
        Timers.Dispose();
    }

    public static Task DeactivateAsync(IEnumerable<Activation> activations, DeactivationReason reason)
    {
        var ending = new List<Task>();
        foreach (var activation in activations.OrderBy(activation => activation.Number))
        {
            activation.Deactivate(reason);
            ending.Add(activation.Deactivated);
        }

        return Task.WhenAll(ending);
    }

    private IRequestTarget TargetOf(GrainId id) => _targets.GetOrAdd(
        id,
        static (id, self) =>
        {
            var grainClass = GrainClasses.Find(id.Type);
            return grainClass switch
            {
                null when id.Type.ToString() == ObserverType => throw new ClientNotAvailableException(id),
                null => throw new OrleansException($"No grain class has the type of {id}."),
                { MaxLocalWorkers: > 0 } => new StatelessWorkers(self, grainClass, id, self.Remove),
                _ => new Activation(self, grainClass, id, self._remove),
            };
        },
        this);

    private void Remove(StatelessWorkers workers) => _targets.TryRemove(KeyValuePair.Create(workers.GrainId, (IRequestTarget)workers));

    private void FailPending(string reason)
    {
        foreach (var call in Pending.Snapshot())
        {
            call.Fail(new SiloUnavailableException(reason));
        }
    }

    private void CollectIdle()
    {
        var idle = Activations.Where(activation => AgeLimitOf(activation.Class) is var age
            && age != Timeout.InfiniteTimeSpan && activation.IsIdle(age));
        _ = DeactivateAsync(idle, new(DeactivationReasonCode.ActivationIdle, "The grain was idle."));
        foreach (var (id, _) in _targets.Where(target => target.Value is ObserverTarget { IsGone: true }))
        {
            RemoveObserver(id);
        }

        Collecting?.Invoke();
    }

    private TimeSpan AgeLimitOf(GrainClass grainClass) => _ageLimits.GetOrAdd(
        grainClass,
        static (grainClass, options) => grainClass.AgeLimit
            ?? options.ClassSpecificCollectionAge.GetValueOrDefault(grainClass.Type.FullName!, options.CollectionAge),
        Collection);
}
