namespace Orleans.Embedded.Activations;

/// <summary>The activations that share one id of a stateless worker: an idle one takes a request, else a new one, else the least loaded.</summary>
internal sealed class StatelessWorkers(Silo silo, GrainClass grainClass, GrainId id, Action<StatelessWorkers> ended) : IRequestTarget
{
    private readonly List<Activation> _workers = [];
    private bool _ended;

    public GrainId GrainId => id;

    public IReadOnlyList<Activation> Workers
    {
        get
        {
            lock (_workers)
            {
                return [.. _workers];
            }
        }
    }

    public bool TryReceive(Request request)
    {
        while (true)
        {
            Activation chosen;
            lock (_workers)
            {
                if (_ended)
                {
                    return false;
                }

                var freest = _workers.MinBy(worker => worker.Load);
                if (freest is null || (freest.Load > 0 && _workers.Count < grainClass.MaxLocalWorkers))
                {
                    freest = new Activation(silo, grainClass, id, Remove);
                    _workers.Add(freest);
                }

                chosen = freest;
            }

            if (chosen.TryReceive(request))
            {
                return true;
            }
        }
    }

    public string Describe() => string.Join(" ", Workers.Select(worker => worker.Describe()));

    private void Remove(Activation worker)
    {
        lock (_workers)
        {
            _workers.Remove(worker);
            _ended = _workers.Count == 0;
        }

        if (_ended)
        {
            ended(this);
        }
    }
}
