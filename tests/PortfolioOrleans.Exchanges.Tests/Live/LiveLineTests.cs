using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Gate;
using PortfolioOrleans.Exchanges.Live;
using PortfolioOrleans.Exchanges.Tests.Support;
using static PortfolioOrleans.Exchanges.Tests.Live.PlainTalkWords;

namespace PortfolioOrleans.Exchanges.Tests.Live;

public sealed class LiveLineTests
{
    private static readonly ExchangeFault Down = new(FaultKind.Unreachable, "down");

    private readonly ManualClock _clock = ManualClock.AtNoon();
    private readonly ScriptedSockets _sockets = new() { OnDial = socket => socket.Say(PlainTalk.ReadyText) };

    [Fact]
    public void A_line_says_that_it_is_open_and_then_what_it_hears_in_order()
    {
        var hearing = Follow();

        _sockets.Dialled[0].Say(Number(1));
        _sockets.Dialled[0].Say(Number(2));

        Assert.Equal("opened 1 2", hearing.Take().Story());
        Assert.Equal(["hello"], _sockets.Dialled[0].Sent);
    }

    [Fact]
    public void What_is_heard_before_everything_is_comes_after_the_opening()
    {
        _sockets.OnDial = socket =>
        {
            socket.Say(Number(1));
            socket.Say(PlainTalk.ReadyText);
        };

        Assert.Equal("opened 1", Follow().Take().Story());
    }

    [Fact]
    public void A_break_is_told_and_mended_within_a_second()
    {
        var hearing = Follow();
        hearing.Take();

        _sockets.Dialled[0].Break();
        Assert.Equal("lost:Unreachable", hearing.Take().Story());
        hearing.Advance(TimeSpan.FromSeconds(2));
        _sockets.Dialled[1].Say(Number(3));

        Assert.Equal("opened 3", hearing.Take().Story());
        Assert.Single(_sockets.Open);
    }

    [Fact]
    public void A_venue_that_is_down_is_tried_less_and_less_often_and_told_of_once()
    {
        _sockets.RefuseNext(Down, times: 1_000);
        var hearing = Follow(new GateOptions { FaultsToOpen = int.MaxValue });

        hearing.Advance(TimeSpan.FromMinutes(10));

        // Half a minute on average once the pauses have grown; 600 attempts without growth.
        Assert.InRange(_sockets.Attempts, 10, 60);
        Assert.Equal("lost:Unreachable", hearing.Take().Story());
    }

    [Fact]
    public void Connections_that_open_and_break_at_once_are_not_made_in_a_hurry()
    {
        _sockets.OnDial = socket =>
        {
            socket.Say(PlainTalk.ReadyText);
            socket.Break();
        };
        var hearing = Follow();

        hearing.Advance(TimeSpan.FromMinutes(10));

        Assert.InRange(_sockets.Attempts, 10, 60);
    }

    [Fact]
    public void What_no_waiting_mends_ends_the_feed()
    {
        _sockets.OnDial = socket => socket.Say("""{"is":"forbidden"}""");

        var hearing = Follow();

        Assert.Equal("lost:CredentialsRejected", hearing.Take().Story());
        Assert.True(hearing.Ended.IsCompletedSuccessfully);
        Assert.Empty(_sockets.Open);
    }

    [Fact]
    public void A_silent_connection_is_asked_and_then_replaced()
    {
        var hearing = Follow();
        hearing.Take();

        hearing.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(["hello", "ping"], _sockets.Dialled[0].Sent);
        Assert.Empty(hearing.Take());

        hearing.Advance(TimeSpan.FromSeconds(26));
        Assert.Equal("lost:Unreachable opened", hearing.Take().Story());
        Assert.True(_sockets.Dialled[0].IsOver);
    }

    [Fact]
    public void An_answer_to_the_question_keeps_a_quiet_connection()
    {
        _sockets.OnDial = socket =>
        {
            socket.OnSent = text =>
            {
                if (text == "ping")
                {
                    socket.Say("""{"is":"pong"}""");
                }
            };
            socket.Say(PlainTalk.ReadyText);
        };
        var hearing = Follow();

        hearing.Advance(TimeSpan.FromHours(1));

        Assert.Equal("opened", hearing.Take().Story());
        Assert.Equal(1 + (3600 / 20), _sockets.Dialled.Single().Sent.Count);
    }

    [Fact]
    public void Before_the_venues_limit_another_connection_takes_over_and_nothing_is_missed()
    {
        var hearing = Follow(pace: Talkative with { Life = TimeSpan.FromMinutes(5), LifeJitter = TimeSpan.Zero });
        hearing.Take();

        hearing.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(2, _sockets.Open.Count());
        _sockets.Dialled[0].Say(Number(1));
        _sockets.Dialled[1].Say(Number(1));
        hearing.Advance(TimeSpan.FromSeconds(4));
        _sockets.Dialled[1].Say(Number(2));

        Assert.Equal("1 1 2", hearing.Take().Story());
        Assert.Equal([_sockets.Dialled[1]], _sockets.Open);
    }

    [Fact]
    public void Connections_made_together_are_not_replaced_together()
    {
        var ages = Enumerable.Range(0, 20).Select(seed =>
        {
            var clock = ManualClock.AtNoon();
            var sockets = new ScriptedSockets { OnDial = socket => socket.Say(PlainTalk.ReadyText) };
            var hearing = new Hearing<LiveEvent>(clock, Feed(clock, sockets, new OpenGate(), Talkative, seed));
            hearing.Advance(TimeSpan.FromHours(22.75));
            return sockets.Dialled.Count;
        }).ToList();

        Assert.Contains(1, ages);
        Assert.Contains(2, ages);
    }

    [Fact]
    public void An_announced_end_is_met_with_a_connection_that_is_ready_before_it()
    {
        var hearing = Follow();
        hearing.Take();

        _sockets.Dialled[0].Say("""{"is":"bye"}""");
        hearing.Settle();
        _sockets.Dialled[0].Say(Number(7));
        hearing.Advance(TimeSpan.FromSeconds(5));
        _sockets.Dialled[1].Say(Number(8));

        Assert.Equal("7 8", hearing.Take().Story());
    }

    [Fact]
    public void A_connection_that_ends_before_its_successor_is_ready_leaves_a_gap_that_is_told()
    {
        var hearing = Follow();
        hearing.Take();
        _sockets.OnDial = _ => { }; // The second says nothing.

        _sockets.Dialled[0].Say("""{"is":"bye"}""");
        hearing.Settle();
        _sockets.Dialled[0].Break();
        _sockets.OnDial = socket => socket.Say(PlainTalk.ReadyText);
        hearing.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal("lost:Unreachable opened", hearing.Take().Story());
    }

    [Fact]
    public void A_venue_that_waits_for_an_answer_gets_it()
    {
        var hearing = Follow();

        _sockets.Dialled[0].Say("""{"is":"question"}""");
        hearing.Settle();

        Assert.Equal(["hello", "answer"], _sockets.Dialled[0].Sent);
    }

    [Fact]
    public void A_message_that_cannot_be_read_is_a_reason_to_look_again_and_no_end()
    {
        var hearing = Follow();

        _sockets.Dialled[0].Say("<html>");
        _sockets.Dialled[0].Say("""{"number":"many"}""");
        _sockets.Dialled[0].Say(Number(5));

        Assert.Equal("opened stirred stirred 5", hearing.Take().Story());
    }

    [Fact]
    public void A_connection_that_never_gets_ready_is_given_up()
    {
        _sockets.OnDial = _ => { };
        var hearing = Follow();

        hearing.Advance(TimeSpan.FromSeconds(15));

        Assert.Equal("lost:Unreachable", hearing.Take().Story());
        Assert.True(_sockets.Dialled[0].IsOver);
    }

    [Fact]
    public void No_more_attempts_are_made_than_the_venue_allows()
    {
        _sockets.RefuseNext(Down, times: 1_000);
        var gate = new LocalVenueGate(new GateOptions { FaultsToOpen = int.MaxValue }, _clock);
        var hearings = Enumerable.Range(0, 30).Select(seed => new Hearing<LiveEvent>(_clock, Feed(_clock, _sockets, gate, Talkative, seed, perWindow: 20))).ToList();

        foreach (var hearing in hearings)
        {
            hearing.Settle();
        }

        Assert.Equal(20, _sockets.Attempts);
        Assert.Equal(10, hearings.Count(hearing => hearing.Take().Story() == "lost:Deferred"));
    }

    [Fact]
    public void What_must_be_renewed_is_renewed_in_time_and_again_soon_where_that_failed()
    {
        var at = new List<double>();
        var outcomes = new Queue<Renewal>([new(null), new(Down), new(null)]);
        var pace = Talkative with { RenewEvery = TimeSpan.FromMinutes(30) };
        var hearing = Follow(pace: pace, renew: () =>
        {
            at.Add((_clock.GetUtcNow() - ManualClock.Noon).TotalMinutes);
            return outcomes.Dequeue();
        });

        hearing.Advance(TimeSpan.FromMinutes(62));

        Assert.Equal([30d, 60d, 61d], at);
        Assert.Equal("opened", hearing.Take().Story());
    }

    [Fact]
    public void A_connection_that_the_venue_has_forgotten_is_made_anew()
    {
        var hearing = Follow(
            pace: Talkative with { RenewEvery = TimeSpan.FromMinutes(30) },
            renew: () => new Renewal(new ExchangeFault(FaultKind.BadRequest, "no such key"), IsOver: true));

        hearing.Advance(TimeSpan.FromMinutes(30.5));

        Assert.Equal("opened lost:Unreachable opened", hearing.Take().Story());
    }

    [Fact]
    public void Who_stops_listening_leaves_nothing_open()
    {
        var hearing = Follow();

        hearing.Stop();

        Assert.True(hearing.Ended.IsCanceled);
        Assert.Empty(_sockets.Open);
    }

    /// <summary>A pace for venues that may be silent, so that only what a test is about happens.</summary>
    private static LivePace Talkative { get; } = new() { PingAfter = TimeSpan.FromDays(3), Silence = TimeSpan.FromDays(4) };

    private Hearing<LiveEvent> Follow(GateOptions? options = null, LivePace? pace = null, Func<Renewal>? renew = null) =>
        new(_clock, Feed(_clock, _sockets, new LocalVenueGate(options ?? GateOptions.Default, _clock), pace ?? new LivePace(), seed: 1, renew: renew));

    private static Func<CancellationToken, IAsyncEnumerable<LiveEvent>> Feed(
        ManualClock clock, ScriptedSockets sockets, IVenueGate gate, LivePace pace, int seed, int perWindow = 300, Func<Renewal>? renew = null)
    {
        var cost = new RequestCost("venue.test", "sockets", 1, perWindow, TimeSpan.FromMinutes(5), RequestPriority.Live);
        var line = new LiveLine<LiveEvent>(sockets, gate, "venue", () => new PlainTalk(renew), [cost], pace, clock, new Random(seed));
        return stop => AccountFeed.FollowAsync([(line, ImmutableArray.Create(WalletKind.Spot))], clock, stop);
    }
}
