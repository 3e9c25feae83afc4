using PortfolioOrleans.Exchanges.Gate;

namespace PortfolioOrleans.Exchanges.Tests.Gate;

public sealed class CircuitBreakerTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly CircuitBreaker _breaker = new(new GateOptions
    {
        FaultsToOpen = 3,
        FirstOpen = TimeSpan.FromSeconds(2),
        LongestOpen = TimeSpan.FromSeconds(5),
        ProbePatience = TimeSpan.FromMinutes(1),
    });

    [Fact]
    public void Faults_in_a_row_open_it()
    {
        Fail(3, Noon);

        Assert.Equal(BreakerState.Open, _breaker.StateAt(Noon));
        Assert.Equal(TimeSpan.FromSeconds(2), _breaker.RefusalAt(Noon));
    }

    [Fact]
    public void An_answer_between_faults_keeps_it_closed()
    {
        Fail(2, Noon);
        _breaker.Answered();
        Fail(2, Noon);

        Assert.Equal(BreakerState.Closed, _breaker.StateAt(Noon));
    }

    [Fact]
    public void One_probe_at_a_time_finds_out_whether_the_host_is_back()
    {
        Fail(3, Noon);
        var later = Noon.AddSeconds(2);

        var first = _breaker.RefusalAt(later);
        _breaker.Enter(later);
        var second = _breaker.RefusalAt(later);

        Assert.Equal(BreakerState.HalfOpen, _breaker.StateAt(later));
        Assert.Null(first);
        Assert.NotNull(second);
    }

    [Fact]
    public void A_good_probe_closes_it()
    {
        Fail(3, Noon);
        _breaker.Enter(Noon.AddSeconds(2));

        _breaker.Answered();

        Assert.Equal(BreakerState.Closed, _breaker.StateAt(Noon.AddSeconds(2)));
    }

    [Fact]
    public void Each_failed_probe_doubles_the_wait_up_to_the_longest()
    {
        Fail(3, Noon);

        var at = Noon.AddSeconds(2);
        var waits = new List<TimeSpan?>();
        for (var probe = 0; probe < 3; probe++)
        {
            _breaker.Enter(at);
            _breaker.Failed(at);
            waits.Add(_breaker.RefusalAt(at));
            at += _breaker.RefusalAt(at)!.Value;
        }

        Assert.Equal([TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5)], waits);
    }

    [Fact]
    public void An_abandoned_probe_lets_the_next_one_try()
    {
        Fail(3, Noon);
        _breaker.Enter(Noon.AddSeconds(2));

        _breaker.Abandoned();

        Assert.Null(_breaker.RefusalAt(Noon.AddSeconds(2)));
    }

    [Fact]
    public void A_lost_probe_does_not_close_the_host_for_ever()
    {
        Fail(3, Noon);
        _breaker.Enter(Noon.AddSeconds(2));

        Assert.NotNull(_breaker.RefusalAt(Noon.AddSeconds(61)));
        Assert.Null(_breaker.RefusalAt(Noon.AddSeconds(62)));
    }

    [Fact]
    public void Faults_of_requests_already_under_way_do_not_lengthen_the_wait()
    {
        Fail(3, Noon);

        Fail(3, Noon.AddSeconds(1));

        Assert.Equal(TimeSpan.FromSeconds(1), _breaker.RefusalAt(Noon.AddSeconds(1)));
    }

    private void Fail(int times, DateTimeOffset at)
    {
        for (var i = 0; i < times; i++)
        {
            _breaker.Failed(at);
        }
    }
}
