namespace Orleans.Embedded.Activations;

/// <summary>
/// An object outside the grains that calls reach through a reference. It gets them one at a time. The reference does not
/// keep it alive: when nobody else does, calls fail.
/// </summary>
internal sealed class ObserverTarget : IRequestTarget, IRequestHost
{
    private readonly Silo _silo;
    private readonly GrainId _id;
    private readonly WeakReference<IGrainObserver> _object;
    private readonly TurnQueue _turns;
    private RequestGate _gate;

    public ObserverTarget(Silo silo, GrainId id, IGrainObserver observer)
    {
        (_silo, _id, _object) = (silo, id, new WeakReference<IGrainObserver>(observer));
        _turns = new TurnQueue(silo.Runner, name: id.ToString());
    }

    public bool IsGone => !_object.TryGetTarget(out _);

    public bool TryReceive(Request request)
    {
        lock (_turns)
        {
            _gate.Wait(request);
            StartNext();
        }

        return true;
    }

    public void Run(Request request) => _ = RunAsync(request);

    public string Describe()
    {
        lock (_turns)
        {
            return _gate.Describe("");
        }
    }

    private async Task RunAsync(Request request)
    {
        RequestContext.Import(request.Context);
        if (_object.TryGetTarget(out var target))
        {
            await request.InvokeAsync(target);
        }
        else
        {
            _silo.RemoveObserver(_id);
            request.Refuse(new ClientNotAvailableException(_id));
        }

        lock (_turns)
        {
            _gate.Release(request);
            StartNext();
        }
    }

    private void StartNext()
    {
        while (_gate.TakeStartable(isReentrant: false, sections: null) is { } request)
        {
            _gate.Admit(request);
            request.StartOn(this, _turns);
        }
    }
}
