using Orleans.Embedded.Streams;
using Orleans.Embedded.Timers;

namespace Orleans.Embedded.Activations;

/// <summary>The parts of an activation that most have none of: it has them once it uses one.</summary>
internal sealed class ActivationExtras(TaskCreationOptions promiseOptions)
{
    private TaskCompletionSource? _ended;

    /// <summary>Made when somebody waits for it, or when it happens.</summary>
    public TaskCompletionSource Ended =>
        _ended ?? Interlocked.CompareExchange(ref _ended, new TaskCompletionSource(promiseOptions), null) ?? _ended;

    public DeactivationReason? Reason { get; set; }

    public DateTimeOffset? KeepUntil { get; set; }

    /// <summary>Call chains that may come back; one appears as often as it was entered.</summary>
    public List<Guid>? Sections { get; set; }

    /// <summary>Those that are set; a grain has a few.</summary>
    public List<GrainTimer>? Timers { get; set; }

    /// <summary>The observers attached to streams, by subscription.</summary>
    public Dictionary<Guid, IStreamHandle>? StreamHandles { get; set; }

    /// <summary>In a turn, when no tick runs any more.</summary>
    public void DisposeTimers()
    {
        foreach (var timer in Timers?.ToArray() ?? [])
        {
            timer.Dispose();
        }
    }
}
