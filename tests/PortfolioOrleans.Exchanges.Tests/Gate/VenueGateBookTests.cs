using PortfolioOrleans.Exchanges.Gate;
using PortfolioOrleans.Exchanges.Tests.Support;

namespace PortfolioOrleans.Exchanges.Tests.Gate;

public sealed class VenueGateBookTests
{
    private readonly ManualClock _clock = ManualClock.AtNoon();
    private readonly VenueGateBook _book;

    public VenueGateBookTests() => _book = new VenueGateBook(GateOptions.Default, _clock);

    [Fact]
    public void A_full_budget_defers()
    {
        _book.Enter(Cost(weight: 100));

        var refusal = _book.Enter(Cost()).Refusal;

        Assert.Equal(FaultKind.Deferred, refusal?.Kind);
        Assert.Equal(TimeSpan.FromMinutes(1), refusal?.RetryAfter);
    }

    [Fact]
    public void A_refused_rate_closes_the_bucket_and_no_other()
    {
        _book.Leave(new RequestOutcome("a", "api", null, new ExchangeFault(FaultKind.RateLimited, "", TimeSpan.FromSeconds(30))));

        Assert.Equal((FaultKind.RateLimited, TimeSpan.FromSeconds(30)), KindAndWait(_book.Enter(Cost())));
        Assert.Null(_book.Enter(Cost(bucket: "sapi")).Refusal);
    }

    [Fact]
    public void A_closed_bucket_opens_when_the_venue_said_whatever_its_clock_does()
    {
        _book.SetClockOffset("a", TimeSpan.FromHours(1));
        _book.Leave(new RequestOutcome("a", "api", null, new ExchangeFault(FaultKind.RateLimited, "", TimeSpan.FromSeconds(30))));
        _book.Leave(new RequestOutcome("a", "api", null, new ExchangeFault(FaultKind.RateLimited, "", TimeSpan.FromSeconds(10))));
        _book.SetClockOffset("a", TimeSpan.Zero);

        _clock.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal((FaultKind.RateLimited, TimeSpan.FromSeconds(1)), KindAndWait(_book.Enter(Cost())));

        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(_book.Enter(Cost()).Refusal);
    }

    [Fact]
    public void A_ban_closes_the_host_and_no_other()
    {
        _book.Leave(new RequestOutcome("a", "api", null, new ExchangeFault(FaultKind.Banned, "", TimeSpan.FromMinutes(2))));

        Assert.Equal((FaultKind.Banned, TimeSpan.FromMinutes(2)), KindAndWait(_book.Enter(Cost(bucket: "sapi"))));
        Assert.Null(_book.Enter(Cost(host: "b", bucket: "futures")).Refusal);
    }

    [Fact]
    public void A_ban_ends()
    {
        _book.Leave(new RequestOutcome("a", "api", null, new ExchangeFault(FaultKind.Banned, "", TimeSpan.FromMinutes(2))));

        _clock.Advance(TimeSpan.FromMinutes(2));

        Assert.Null(_book.Enter(Cost()).Refusal);
    }

    [Theory]
    [InlineData(FaultKind.RateLimited)]
    [InlineData(FaultKind.Banned)]
    public void A_refusal_without_a_time_lasts_into_the_next_minute(FaultKind kind)
    {
        _clock.Advance(TimeSpan.FromSeconds(20));

        _book.Leave(new RequestOutcome("a", "api", null, new ExchangeFault(kind, "")));

        Assert.Equal((kind, TimeSpan.FromSeconds(41)), KindAndWait(_book.Enter(Cost())));
    }

    [Fact]
    public void Minutes_are_the_venues_own()
    {
        _book.SetClockOffset("a", TimeSpan.FromSeconds(50));
        _book.Enter(Cost(weight: 100));

        _clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Null(_book.Enter(Cost(weight: 100)).Refusal);
    }

    [Fact]
    public void An_old_offset_is_measured_again()
    {
        _book.SetClockOffset("a", TimeSpan.FromSeconds(1));

        var fresh = _book.Enter(Cost()).ClockOffset;
        _clock.Advance(TimeSpan.FromMinutes(61));
        var old = _book.Enter(Cost()).ClockOffset;

        Assert.Equal(TimeSpan.FromSeconds(1), fresh);
        Assert.Null(old);
    }

    [Fact]
    public void Only_faults_that_blame_the_exchange_open_the_breaker()
    {
        Leave(10, FaultKind.CredentialsRejected);
        Leave(10, FaultKind.UnknownSymbol);
        Assert.Null(_book.Enter(Cost()).Refusal);

        Leave(5, FaultKind.Unreachable);
        Assert.Equal(FaultKind.BreakerOpen, _book.Enter(Cost()).Refusal?.Kind);
    }

    [Fact]
    public void A_host_that_is_down_does_not_stop_another()
    {
        Leave(5, FaultKind.Unreachable);

        Assert.Null(_book.Enter(Cost(host: "b", bucket: "futures")).Refusal);
    }

    [Fact]
    public void What_is_refused_by_the_breaker_takes_nothing_from_the_budget()
    {
        Leave(5, FaultKind.Unreachable);

        _book.Enter(Cost(weight: 50));

        Assert.DoesNotContain(_book.Status().Buckets, bucket => bucket.Used > 0);
    }

    [Fact]
    public void A_request_that_was_not_sent_gives_the_probe_back()
    {
        Leave(5, FaultKind.Unreachable);
        _clock.Advance(TimeSpan.FromSeconds(2));
        _book.Enter(Cost());

        var second = _book.Enter(Cost()).Refusal;
        Leave(1, FaultKind.Deferred);
        var third = _book.Enter(Cost()).Refusal;

        Assert.Equal(FaultKind.BreakerOpen, second?.Kind);
        Assert.Null(third);
    }

    [Fact]
    public void The_status_says_what_a_health_page_needs()
    {
        _book.SetClockOffset("a", TimeSpan.FromMilliseconds(120));
        _book.Enter(Cost(weight: 7));
        _book.Leave(new RequestOutcome("a", "api", 9, null));
        _book.Leave(new RequestOutcome("b", "futures", null, new ExchangeFault(FaultKind.Banned, "", TimeSpan.FromMinutes(2))));
        _clock.Advance(TimeSpan.FromSeconds(10));

        var status = _book.Status();

        Assert.Equal(
            [
                new HostStatus("a", BreakerState.Closed, null, TimeSpan.FromMilliseconds(120), TimeSpan.FromSeconds(10)),
                new HostStatus("b", BreakerState.Closed, ManualClock.Noon.AddMinutes(2), null, null),
            ],
            status.Hosts.ToArray());
        Assert.Equal([new BucketStatus("api", 9, 100, TimeSpan.FromMinutes(1), null)], status.Buckets.ToArray());
    }

    [Fact]
    public void Asking_for_the_status_changes_nothing()
    {
        _book.SetClockOffset("a", TimeSpan.FromSeconds(-30)); // The venue is still in the minute before.
        _clock.Advance(TimeSpan.FromSeconds(29));
        _book.Enter(Cost(weight: 60));
        _clock.Advance(TimeSpan.FromSeconds(0.5));

        _book.Status();

        Assert.Equal(FaultKind.Deferred, _book.Enter(Cost(weight: 60)).Refusal?.Kind);
    }

    [Fact]
    public void Buckets_of_accounts_long_gone_are_forgotten()
    {
        for (var account = 0; account < 5_000; account++)
        {
            _book.Enter(new RequestCost("a", $"balance#{account}", 1, 10, TimeSpan.FromSeconds(2), RequestPriority.Balances));
            _clock.Advance(TimeSpan.FromMilliseconds(50));
        }

        Assert.InRange(_book.Status().Buckets.Length, 1, 50);
    }

    [Fact]
    public void The_gate_of_one_process_keeps_the_same_book()
    {
        var gate = new LocalVenueGate(GateOptions.Default, _clock);

        var admissions = Enumerable.Range(0, 101).Select(_ => gate.EnterAsync(Cost(), CancellationToken.None).Result).ToList();

        Assert.Equal(100, admissions.Count(admission => admission.Refusal is null));
        Assert.Equal(100, Assert.Single(gate.Status().Buckets).Used);
    }

    private static (FaultKind?, TimeSpan?) KindAndWait(Admission admission) => (admission.Refusal?.Kind, admission.Refusal?.RetryAfter);

    private static RequestCost Cost(string host = "a", string bucket = "api", int weight = 1) =>
        new(host, bucket, weight, 100, TimeSpan.FromMinutes(1), RequestPriority.Live);

    private void Leave(int times, FaultKind kind)
    {
        for (var i = 0; i < times; i++)
        {
            _book.Leave(new RequestOutcome("a", "api", null, new ExchangeFault(kind, "")));
        }
    }
}
