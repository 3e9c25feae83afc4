namespace Orleans.Embedded.Simulation;

/// <summary>Gives the turns of one silo, or of the test's own code, to the world that runs them.</summary>
/// <param name="ordinal">Which runner of the world this is: part of every turn's name in the trace.</param>
internal sealed class SimulatedRunner(SimulatedWorld world, int ordinal, string name) : TurnRunner
{
    public int Ordinal => ordinal;

    public string Name => name;

    public override int Threads => 1;

    public override int TurnsAtOnce => 1;

    public override TaskCreationOptions PromiseOptions => TaskCreationOptions.None;

    public override void Post(TurnQueue queue)
    {
        if (!IsDead)
        {
            world.Post(queue);
        }
    }

    public override void BeforeGivingUp() => world.WaitForStrays(isLastChance: true);

    public override void Observe(TurnQueue queue, TurnEvent what)
    {
        if (what == TurnEvent.TurnComes)
        {
            world.DemandOwnThread(queue);
            return;
        }

        if (IsDead)
        {
            return; // Nobody waits for what will never run.
        }

        var watch = (Watch)(queue.Notes ??= new Watch());
        var wasSuspect = watch.IsSuspect;
        watch.Work += what switch { TurnEvent.WorkBegan => 1, TurnEvent.WorkEnded => -1, _ => 0 };
        watch.Waits += what switch { TurnEvent.WaitBegan => 1, TurnEvent.WaitEnded => -1, _ => 0 };
        if (what == TurnEvent.WorkBegan && watch.Work == 1)
        {
            world.Busy.Add(queue);
        }
        else if (what == TurnEvent.WorkEnded && watch.Work == 0)
        {
            world.Busy.Remove(queue);
            watch.IsExcused = false;
        }

        world.Suspects += (watch.IsSuspect ? 1 : 0) - (wasSuspect ? 1 : 0);
    }

    /// <summary>What a queue has begun and not ended, and how much of what it waits for is part of the simulation.</summary>
    public sealed class Watch
    {
        public int Work { get; set; }

        public int Waits { get; set; }

        /// <summary>It waits for nothing that can be seen, and has been given real time to show that it waits outside.</summary>
        public bool IsExcused { get; set; }

        /// <summary>It may wait for something outside the simulation.</summary>
        public bool IsSuspect => Work > 0 && Waits == 0 && !IsExcused;
    }
}
