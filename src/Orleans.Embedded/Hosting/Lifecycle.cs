namespace Orleans;

/// <summary>Something that starts and stops in numbered stages: up in ascending order, down in descending.</summary>
public interface ILifecycleObservable
{
    /// <returns>Dispose it to take no part any more.</returns>
    IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer);
}

public interface ILifecycleObserver
{
    Task OnStart(CancellationToken cancellationToken = default);

    Task OnStop(CancellationToken cancellationToken = default);
}

/// <summary>A service that takes part: register it as this, and it is asked before the first stage.</summary>
public interface ILifecycleParticipant<TLifecycleObservable>
    where TLifecycleObservable : ILifecycleObservable
{
    void Participate(TLifecycleObservable lifecycle);
}

public static class LifecycleExtensions
{
    public static IDisposable Subscribe(
        this ILifecycleObservable observable,
        string observerName,
        int stage,
        Func<CancellationToken, Task> onStart,
        Func<CancellationToken, Task>? onStop) => observable.Subscribe(observerName, stage, new Steps(onStart, onStop));

    public static IDisposable Subscribe(
        this ILifecycleObservable observable, string observerName, int stage, Func<CancellationToken, Task> onStart) =>
        observable.Subscribe(observerName, stage, onStart, null);

    public static IDisposable Subscribe<TObserver>(
        this ILifecycleObservable observable,
        int stage,
        Func<CancellationToken, Task> onStart,
        Func<CancellationToken, Task>? onStop) => observable.Subscribe(typeof(TObserver).FullName!, stage, onStart, onStop);

    public static IDisposable Subscribe<TObserver>(
        this ILifecycleObservable observable, int stage, Func<CancellationToken, Task> onStart) =>
        observable.Subscribe<TObserver>(stage, onStart, null);

    private sealed class Steps(Func<CancellationToken, Task> onStart, Func<CancellationToken, Task>? onStop) : ILifecycleObserver
    {
        public Task OnStart(CancellationToken cancellationToken) => onStart(cancellationToken);

        public Task OnStop(CancellationToken cancellationToken) => onStop?.Invoke(cancellationToken) ?? Task.CompletedTask;
    }
}

/// <summary>The stages of a silo's life.</summary>
public static class ServiceLifecycleStage
{
    public const int First = int.MinValue;
    public const int RuntimeInitialize = 2000;
    public const int RuntimeServices = 4000;
    public const int RuntimeStorageServices = 6000;
    public const int RuntimeGrainServices = 8000;
    public const int AfterRuntimeGrainServices = 8100;
    public const int ApplicationServices = 10000;
    public const int ValidateInitialConnectivity = Active - 100;
    public const int GrainDirectoryShutdown = BecomeActive - 2;
    public const int GrainDeactivation = BecomeActive - 1;
    public const int BecomeActive = Active - 1;
    public const int Active = 20000;
    public const int Last = int.MaxValue;
}
