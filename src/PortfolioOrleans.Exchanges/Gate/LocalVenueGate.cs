namespace PortfolioOrleans.Exchanges.Gate;

/// <summary>A gate for one process: the command line, and tests. Safe for concurrent use; nothing in it waits.</summary>
public sealed class LocalVenueGate(GateOptions options, TimeProvider clock) : IVenueGate
{
    private readonly Lock _oneAtATime = new();
    private readonly VenueGateBook _book = new(options, clock);

    public ValueTask<Admission> EnterAsync(RequestCost cost, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_oneAtATime)
        {
            return ValueTask.FromResult(_book.Enter(cost));
        }
    }

    public ValueTask LeaveAsync(RequestOutcome outcome, CancellationToken cancellationToken)
    {
        lock (_oneAtATime)
        {
            _book.Leave(outcome);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask SetClockOffsetAsync(string host, TimeSpan offset, CancellationToken cancellationToken)
    {
        lock (_oneAtATime)
        {
            _book.SetClockOffset(host, offset);
        }

        return ValueTask.CompletedTask;
    }

    public VenueGateStatus Status()
    {
        lock (_oneAtATime)
        {
            return _book.Status();
        }
    }
}
