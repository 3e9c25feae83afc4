using Orleans.Embedded.Reminders;

namespace Orleans.Runtime
{
    /// <summary>The stages of this silo, and how far it has come.</summary>
    public interface ISiloLifecycle : ILifecycleObservable
    {
        int HighestCompletedStage { get; }

        int LowestStoppedStage { get; }
    }

    /// <summary>Work to be done once when the silo starts; when it fails, the silo does.</summary>
    public interface IStartupTask
    {
        Task Execute(CancellationToken cancellationToken);
    }
}

namespace Orleans.Embedded.Hosting
{
    /// <summary>Starts and stops the silo and all that takes part, in turns of a queue of its own.</summary>
    internal sealed class SiloLifecycle : ISiloLifecycle
    {
        private readonly List<Entry> _entries = [];
        private readonly Silo _silo;
        private readonly TurnQueue _turns;

        public SiloLifecycle(Silo silo, ReminderService reminders, IEnumerable<ILifecycleParticipant<ISiloLifecycle>> participants)
        {
            _silo = silo;
            _turns = new TurnQueue(silo.Runner, name: "silo lifecycle");
            this.Subscribe("engine", ServiceLifecycleStage.RuntimeInitialize, StartEngine);
            this.Subscribe("grains", ServiceLifecycleStage.GrainDeactivation, _ => Task.CompletedTask, silo.StopAsync);
            this.Subscribe("reminder table", ServiceLifecycleStage.RuntimeGrainServices, reminders.OpenAsync, reminders.CloseAsync);
            this.Subscribe("reminders", ServiceLifecycleStage.BecomeActive, reminders.StartAsync, reminders.StopAsync);
            foreach (var participant in participants)
            {
                participant.Participate(this);
            }
        }

        public int HighestCompletedStage { get; private set; } = int.MinValue;

        public int LowestStoppedStage { get; private set; } = int.MaxValue;

        public IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer)
        {
            var entry = new Entry(this, observerName, stage, observer);
            _entries.Add(entry);
            return entry;
        }

        /// <summary>Goes through the stages. When one fails, those before it are stopped again.</summary>
        public Task StartAsync(CancellationToken cancellationToken) => _turns.RunAsync(async () =>
        {
            try
            {
                foreach (var stage in _entries.GroupBy(entry => entry.Stage).OrderBy(stage => stage.Key).ToArray())
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    await Task.WhenAll(stage.Select(entry => entry.Observer.OnStart(cancellationToken)));
                    HighestCompletedStage = stage.Key;
                }
            }
            catch
            {
                await StopStagesAsync(cancellationToken);
                throw;
            }
        });

        /// <summary>Goes back down. A silo that has crashed has nothing left to stop.</summary>
        public Task StopAsync(CancellationToken cancellationToken) => _silo.Runner.IsDead
            ? Task.CompletedTask
            : _turns.RunAsync(() => StopStagesAsync(cancellationToken));

        private async Task StopStagesAsync(CancellationToken cancellationToken)
        {
            var begun = _entries.Where(entry => entry.Stage <= HighestCompletedStage).GroupBy(entry => entry.Stage);
            foreach (var stage in begun.OrderByDescending(stage => stage.Key).ToArray())
            {
                await Task.WhenAll(stage.Select(entry => StopAsync(entry, cancellationToken)));
                LowestStoppedStage = stage.Key;
            }
        }

        private async Task StopAsync(Entry entry, CancellationToken cancellationToken)
        {
            try
            {
                await entry.Observer.OnStop(cancellationToken);
            }
            catch (Exception failure)
            {
                _silo.Logger.LogWarning(failure, "{Observer} failed to stop; the others go on", entry.Name);
            }
        }

        private Task StartEngine(CancellationToken cancellationToken)
        {
            _silo.Start();
            return Task.CompletedTask;
        }

        private sealed record Entry(SiloLifecycle Owner, string Name, int Stage, ILifecycleObserver Observer) : IDisposable
        {
            public void Dispose() => Owner._entries.Remove(this);
        }
    }
}
