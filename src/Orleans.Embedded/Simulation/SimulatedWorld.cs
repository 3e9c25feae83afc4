using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Orleans.Hosting;

namespace Orleans.Embedded.Simulation;

/// <summary>
/// Silos and test code whose every turn runs on the calling thread, one after another, in an order drawn from a seed; when
/// nothing can run, the clock jumps to the next timer. The same seed and the same code give the same turns.
/// </summary>
/// <remarks>
/// Work that leaves the simulation (<c>Task.Run</c>, <c>ConfigureAwait(false)</c>, real input and output, a delay without the
/// simulated clock) is found when it comes back, and fails the run.
/// </remarks>
public sealed class SimulatedWorld : IDisposable
{
    private const int MostTurnsInOneMoment = 1_000_000;

    private static readonly TimeSpan PatienceWithStrays = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LastPatienceWithStrays = TimeSpan.FromSeconds(5);

    // A new thread has nothing ambient; whatever the test has would otherwise be carried along with every turn.
    private static readonly Lazy<ExecutionContext> NothingAmbient = new(() =>
    {
        ExecutionContext? captured = null;
        var thread = new Thread(() => captured = ExecutionContext.Capture());
        thread.UnsafeStart();
        thread.Join();
        return captured!;
    });

    private readonly Random _random;
    private readonly List<TurnQueue> _runnable = [];
    private readonly List<string>? _log;
    private readonly SimulatedRunner _testRunner;
    private readonly ManualResetEventSlim _strayed = new();
    private string? _stray;
    private int _thread; // The one that runs turns; 0 while none does.
    private int _silos;
    private int _turnsInThisMoment;

    /// <param name="seed">Decides the order of turns.</param>
    /// <param name="start">The clock's first time; midnight at the start of 2025 unless said.</param>
    /// <param name="keepLog">Keeps every turn in <see cref="Log"/>, which costs time and memory.</param>
    public SimulatedWorld(int seed, DateTimeOffset? start = null, bool keepLog = false)
    {
        (Seed, _random) = (seed, new Random(seed));
        Clock = new SimulatedClock(start ?? new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero));
        _testRunner = new SimulatedRunner(this, 0, "test");
        _log = keepLog ? [] : null;
    }

    public int Seed { get; }

    /// <summary>The time of everything in this world. Stores and doubles that take time await <c>Task.Delay</c> on it.</summary>
    public SimulatedClock Clock { get; }

    /// <summary>How many turns have run.</summary>
    public long Turns { get; private set; }

    /// <summary>A digest of which turns ran when; equal for equal runs.</summary>
    public ulong TraceHash { get; private set; } = 14695981039346656037;

    /// <summary>Each turn: when, in which silo, of whom. Empty unless asked for.</summary>
    public IReadOnlyList<string> Log => _log ?? [];

    internal HashSet<TurnQueue> Busy { get; } = [];

    /// <summary>How many of the busy ones wait for nothing that can be seen: counted as it changes, since it is asked at each step of the clock.</summary>
    internal int Suspects { get; set; }

    /// <summary>Starts a silo and runs until it has started. Its hosted services are not started: they bring threads of their own.</summary>
    /// <param name="configuration">What options bind to; empty unless given.</param>
    public SimulatedSilo StartSilo(Action<ISiloBuilder> configure, IConfiguration? configuration = null) =>
        Run(() => StartSiloAsync(configure, configuration));

    /// <inheritdoc cref="StartSilo"/>
    public async Task<SimulatedSilo> StartSiloAsync(Action<ISiloBuilder> configure, IConfiguration? configuration = null)
    {
        configuration ??= new ConfigurationBuilder().Build();
        var runner = new SimulatedRunner(this, ++_silos, $"silo {_silos}");
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton<TurnRunner>(runner);
        services.AddSingleton(configuration);
        services.AddSilo(configuration, configure);
        var provider = services.BuildServiceProvider();
        provider.GetService<IStartupValidator>()?.Validate();
        await provider.GetRequiredService<SiloLifecycle>().StartAsync(CancellationToken.None);
        return new SimulatedSilo(this, runner, provider);
    }

    /// <summary>Runs test code, and all that it sets going, until the code is done.</summary>
    /// <param name="limit">How much simulated time it may take. Default: a day.</param>
    /// <exception cref="TimeoutException">It is not done by then, or nothing is left that could finish it.</exception>
    public void Run(Func<Task> test, TimeSpan? limit = null)
    {
        var (task, queue) = Begin(test);
        var until = Clock.GetTimestamp() + (limit ?? TimeSpan.FromDays(1)).Ticks;
        Pump(until, () => task.IsCompleted);
        if (!task.IsCompleted)
        {
            WaitForStrays(isLastChance: true);
            throw new TimeoutException($"The code under test is not done at {Clock.GetUtcNow():O}, after {Turns} turns. {DescribeBusy(queue)}");
        }

        task.GetAwaiter().GetResult();
    }

    /// <inheritdoc cref="Run(Func{Task}, TimeSpan?)"/>
    public T Run<T>(Func<Task<T>> test, TimeSpan? limit = null)
    {
        T result = default!;
        Run(async () => { result = await test(); }, limit);
        return result;
    }

    /// <summary>Sets test code going beside other code; it advances while the world runs. Await the task inside <see cref="Run(Func{Task}, TimeSpan?)"/>.</summary>
    public Task Spawn(Func<Task> test)
    {
        using var _ = Enter(mayBeInside: true);
        return Begin(test).Task;
    }

    /// <summary>Runs all that is due within a stretch of simulated time.</summary>
    public void RunFor(TimeSpan duration)
    {
        var until = Clock.GetTimestamp() + duration.Ticks;
        Pump(until, () => false);
        Clock.Advance(TimeSpan.FromTicks(until - Clock.GetTimestamp()));
    }

    /// <summary>Runs so many turns, or fewer when nothing is left to run; time passes as it has to.</summary>
    public void RunTurns(int count)
    {
        var until = Turns + count;
        Pump(long.MaxValue, () => Turns >= until);
    }

    /// <summary>
    /// Ends a silo in this moment: activations, timers and calls under way are gone, and no continuation of theirs ever runs. Calls
    /// from outside it fail with a <see cref="SiloUnavailableException"/>.
    /// </summary>
    /// <exception cref="SimulatedCrashException">It was called in a turn of that silo, which ends here.</exception>
    public void Crash(SimulatedSilo silo)
    {
        using var _ = Enter(mayBeInside: true);
        Suspects -= Busy.Count(queue => queue.Runner == silo.Runner && ((SimulatedRunner.Watch)queue.Notes!).IsSuspect);
        Busy.RemoveWhere(queue => queue.Runner == silo.Runner);
        silo.Runner.Die();
        silo.Silo.Crash();
        if (TurnQueue.Current?.Runner == silo.Runner)
        {
            throw new SimulatedCrashException();
        }
    }

    /// <summary>Ends whatever still runs.</summary>
    public void Dispose()
    {
        _testRunner.Die();
        foreach (var runner in _runnable.Select(queue => queue.Runner).Concat(Busy.Select(queue => queue.Runner)).ToArray())
        {
            runner.Die();
        }

        _runnable.Clear();
    }

    internal void Post(TurnQueue queue)
    {
        if (Environment.CurrentManagedThreadId == _thread)
        {
            _runnable.Add(queue);
        }
    }

    /// <summary>Remembers a turn that comes from another thread than the one that runs turns; the run fails for it.</summary>
    internal void DemandOwnThread(TurnQueue queue)
    {
        if (Environment.CurrentManagedThreadId != _thread && !queue.Runner.IsDead)
        {
            Interlocked.CompareExchange(ref _stray, $"A turn of {queue} ({((SimulatedRunner)queue.Runner).Name}) came from another thread: "
                + "something it awaits is not simulated, such as Task.Run, ConfigureAwait(false), a delay without the simulated clock, real "
                + "input or output, or a call made outside Run.", null);
            _strayed.Set();
        }
    }

    /// <summary>Gives what waits for nothing in the simulation a moment of real time to show where it is.</summary>
    /// <param name="isLastChance">A wait is about to be given up, so more time is well spent.</param>
    internal void WaitForStrays(bool isLastChance = false)
    {
        var suspects = Suspects == 0 && !isLastChance
            ? []
            : Busy.Select(queue => (SimulatedRunner.Watch)queue.Notes!)
                .Where(watch => watch.Waits == 0 && (isLastChance || !watch.IsExcused))
                .ToArray();
        if (suspects.Length > 0)
        {
            _strayed.Wait(isLastChance ? LastPatienceWithStrays : PatienceWithStrays);
            foreach (var suspect in suspects)
            {
                suspect.IsExcused = true;
            }

            Suspects = 0;
        }

        ThrowIfStrayed();
    }

    private (Task Task, TurnQueue Queue) Begin(Func<Task> test)
    {
        using var _ = Enter(mayBeInside: true);
        var queue = new TurnQueue(_testRunner, name: "test code");
        _testRunner.Observe(queue, TurnEvent.WorkBegan);
        return (queue.RunAsync(async () =>
        {
            try
            {
                await test();
            }
            finally
            {
                _testRunner.Observe(queue, TurnEvent.WorkEnded);
            }
        }), queue);
    }

    private void Pump(long until, Func<bool> isDone)
    {
        using var _ = Enter(mayBeInside: false);
        ExecutionContext.Run(NothingAmbient.Value, _ => PumpPlainly(until, isDone), null);
        ThrowIfStrayed();
    }

    private void PumpPlainly(long until, Func<bool> isDone)
    {
        while (!isDone())
        {
            ThrowIfStrayed();
            if (_runnable.Count > 0)
            {
                RunOne();
                continue;
            }

            WaitForStrays();
            var before = Clock.GetTimestamp();
            if (!Clock.TryFireNext(until))
            {
                return;
            }

            if (Clock.GetTimestamp() != before)
            {
                _turnsInThisMoment = 0;
                Mix((ulong)Clock.GetTimestamp());
            }
        }
    }

    private void RunOne()
    {
        var place = _random.Next(_runnable.Count);
        var queue = _runnable[place];
        _runnable[place] = _runnable[^1];
        _runnable.RemoveAt(_runnable.Count - 1);
        if (queue.Runner.IsDead)
        {
            return;
        }

        var runner = (SimulatedRunner)queue.Runner;
        Turns++;
        Mix(((ulong)runner.Ordinal << 32) | (uint)queue.Number);
        _log?.Add($"{Clock.GetUtcNow():O} {runner.Name}: {queue}");
        if (++_turnsInThisMoment > MostTurnsInOneMoment)
        {
            throw new InvalidOperationException($"{MostTurnsInOneMoment} turns at {Clock.GetUtcNow():O} and no end; the last is of {queue}.");
        }

        queue.Run();
    }

    private void Mix(ulong value) => TraceHash = unchecked((TraceHash ^ value) * 1099511628211);

    private void ThrowIfStrayed()
    {
        if (_stray is { } stray)
        {
            throw new InvalidOperationException($"Work left the simulation (seed {Seed}). {stray}");
        }
    }

    private string DescribeBusy(TurnQueue except) => "Unfinished: " + string.Join(", ", Busy
        .Where(queue => queue != except)
        .Select(queue => $"{queue}{(((SimulatedRunner.Watch)queue.Notes!).Waits == 0 ? " (waits for nothing simulated)" : "")}")
        .DefaultIfEmpty("nothing else")) + ".";

    /// <summary>Makes the calling thread the one that runs turns, without a context that would take continuations elsewhere.</summary>
    private Leave Enter(bool mayBeInside)
    {
        var thread = Environment.CurrentManagedThreadId;
        if (_thread != 0 && (_thread != thread || !mayBeInside))
        {
            throw new InvalidOperationException("The world is running already; inside Run, await or Spawn instead.");
        }

        var leave = new Leave(this, _thread, SynchronizationContext.Current);
        _thread = thread;
        SynchronizationContext.SetSynchronizationContext(null);
        return leave;
    }

    private readonly struct Leave(SimulatedWorld world, int outerThread, SynchronizationContext? outerContext) : IDisposable
    {
        public void Dispose()
        {
            world._thread = outerThread;
            SynchronizationContext.SetSynchronizationContext(outerContext);
        }
    }
}

/// <summary>Thrown in the middle of a turn whose silo has just crashed, to end the turn.</summary>
public sealed class SimulatedCrashException() : Exception("The silo has crashed.");
