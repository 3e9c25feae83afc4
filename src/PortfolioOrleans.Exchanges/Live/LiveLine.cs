using System.Collections.Immutable;
using PortfolioOrleans.Exchanges.Gate;
using PortfolioOrleans.Exchanges.Http;

namespace PortfolioOrleans.Exchanges.Live;

/// <summary>
/// Hears one thing at a venue for as long as it is wanted, over one connection after another. A break is followed by another attempt, after a pause that
/// grows with failures and has chance in it; an end that is announced or due is met by a second connection that is ready before the first is left, so that
/// some things are heard twice then and nothing is missed. Attempts pass the venue's gate, which counts those of all lines and accounts. Awaits return to
/// the caller's scheduler.
/// </summary>
/// <param name="talks">A new talk for each connection.</param>
/// <param name="costs">What an attempt takes from the venue's budgets.</param>
internal sealed class LiveLine<T>(
    ISocketDialer dialer,
    IVenueGate gate,
    string venue,
    Func<ILiveTalk<T>> talks,
    ImmutableArray<RequestCost> costs,
    LivePace pace,
    TimeProvider clock,
    Random chance)
{
    private static readonly ExchangeFault TakenOver = new(FaultKind.Unreachable, "another connection took over");

    private readonly Backoff _backoff = new(pace.FirstPause, pace.LongestPause, chance);

    /// <summary>Hears until cancelled, or until something goes wrong that no waiting mends: that is answered, and was told as lost.</summary>
    public async Task<ExchangeFault> RunAsync(ILiveListener<T> listener, CancellationToken cancellationToken)
    {
        var failures = 0;
        var isToldLost = false;
        while (true)
        {
            ExchangeFault fault;
            switch (await OpenAsync(cancellationToken))
            {
                case ExchangeReply<LiveConnection<T>>.Answer { Value: var connection }:
                    isToldLost = false;
                    await listener.OpenedAsync(cancellationToken);
                    (fault, var age) = await HearOutAsync(connection, listener, cancellationToken);
                    failures = age >= pace.Steady ? 0 : failures + 1;
                    break;
                case ExchangeReply<LiveConnection<T>>.Failure failure:
                    fault = failure.Fault;
                    failures++;
                    break;
                default:
                    throw new InvalidOperationException("There is no third kind of reply.");
            }

            if (!isToldLost || !fault.IsTransient)
            {
                isToldLost = true;
                LiveTelemetry.Lost(venue, fault);
                await listener.LostAsync(fault, cancellationToken);
            }

            if (!fault.IsTransient)
            {
                return fault;
            }

            await Task.Delay(PauseAfter(fault, failures), clock, cancellationToken);
        }
    }

    /// <summary>What ended the last of the connections, and how old it was.</summary>
    private async Task<(ExchangeFault Fault, TimeSpan Age)> HearOutAsync(
        LiveConnection<T> connection, ILiveListener<T> listener, CancellationToken cancellationToken)
    {
        var running = connection.RunAsync(listener, cancellationToken);
        try
        {
            while (true)
            {
                await Task.WhenAny(running, connection.SuccessorWanted);
                if (running.IsCompleted || await OpenBesideAsync(running, cancellationToken) is not { } next)
                {
                    return (await running, connection.Age);
                }

                var (last, lastRunning) = (connection, running);
                (connection, running) = (next, next.RunAsync(listener, cancellationToken));
                await LeaveAsync(last, lastRunning, cancellationToken);
            }
        }
        finally
        {
            await LeaveAsync(connection, running, new CancellationToken(canceled: true));
        }
    }

    /// <summary>Hears a connection a little longer, and leaves it.</summary>
    private async Task LeaveAsync(LiveConnection<T> connection, Task<ExchangeFault> running, CancellationToken cancellationToken)
    {
        if (!cancellationToken.IsCancellationRequested)
        {
            await Task.WhenAny(running, Task.Delay(pace.Overlap, clock, cancellationToken));
        }

        connection.Abort(TakenOver);
        try
        {
            await running;
        }
        catch (OperationCanceledException)
        {
            // Its own end; the caller finds out about being cancelled by itself.
        }

        await connection.DisposeAsync();
    }

    /// <summary>A second connection, ready; null when the first ended before that.</summary>
    private async Task<LiveConnection<T>?> OpenBesideAsync(Task running, CancellationToken cancellationToken)
    {
        for (var failures = 1; ; failures++)
        {
            var reply = await OpenAsync(cancellationToken);
            if (reply is ExchangeReply<LiveConnection<T>>.Answer { Value: var next })
            {
                if (!running.IsCompleted)
                {
                    return next;
                }

                await next.DisposeAsync(); // What happened between the one's end and the other's beginning is missed: a break like any other.
                return null;
            }

            var fault = ((ExchangeReply<LiveConnection<T>>.Failure)reply).Fault;
            var pause = fault.IsTransient ? Task.Delay(PauseAfter(fault, failures), clock, cancellationToken) : running;
            await Task.WhenAny(running, pause);
            if (running.IsCompleted)
            {
                return null;
            }
        }
    }

    private async Task<ExchangeReply<LiveConnection<T>>> OpenAsync(CancellationToken cancellationToken)
    {
        var talk = talks();
        var located = await talk.LocateAsync(cancellationToken);
        if (located is not ExchangeReply<Uri>.Answer { Value: var address })
        {
            return new ExchangeReply<LiveConnection<T>>.Failure(((ExchangeReply<Uri>.Failure)located).Fault);
        }

        ExchangeFault? outcome = new(FaultKind.Deferred, "not finished");
        var entered = 0;
        try
        {
            foreach (var cost in costs)
            {
                if ((await gate.EnterAsync(cost, cancellationToken)).Refusal is { } refusal)
                {
                    return new ExchangeReply<LiveConnection<T>>.Failure(refusal);
                }

                entered++;
            }

            var reply = await LiveConnection<T>.OpenAsync(dialer, address, talk, pace, clock, chance, cancellationToken);
            outcome = (reply as ExchangeReply<LiveConnection<T>>.Failure)?.Fault;
            LiveTelemetry.Attempted(venue, outcome);
            return reply;
        }
        finally
        {
            foreach (var cost in costs[..entered])
            {
                await gate.LeaveAsync(new RequestOutcome(cost.Host, cost.Bucket, null, outcome), CancellationToken.None);
            }
        }
    }

    /// <summary>As long as was asked for, and a little more by chance; without being asked, by chance alone.</summary>
    private TimeSpan PauseAfter(ExchangeFault fault, int failures) => (fault.RetryAfter ?? TimeSpan.Zero) + _backoff.Delay(Math.Max(failures - 1, 0));
}
