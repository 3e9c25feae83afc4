using System.Collections.Immutable;
using System.Net;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Exchanges.Binance;
using PortfolioOrleans.Exchanges.Gate;
using PortfolioOrleans.Exchanges.Tests.Support;

namespace PortfolioOrleans.Exchanges.Tests.Http;

/// <summary>What every request goes through, seen through the plainest of them: Binance's funding wallet.</summary>
public sealed class RequestPipelineTests
{
    private const string Path = "/sapi/v1/asset/get-funding-asset";
    private const string OneDollar = """[{"asset":"USDT","free":"1","locked":"0","freeze":"0","withdrawing":"0"}]""";

    private readonly Given _given = new();

    [Fact]
    public void The_clock_is_measured_before_the_first_signed_request()
    {
        _given.Venue
            .On("/api/v3/time", _ => ScriptedVenue.Json($$"""{"serverTime":{{ManualClock.Noon.AddSeconds(90).ToUnixTimeMilliseconds()}}}"""))
            .On(Path, OneDollar);

        var answer = Ask().Answer();

        Assert.Equal(["/api/v3/time", Path], _given.Venue.All.Select(asked => asked.Path));
        Assert.Equal(ManualClock.Noon.AddSeconds(90).ToUnixTimeMilliseconds().ToString(), _given.Venue.All[1].Parameter("timestamp"));
        Assert.Equal(ManualClock.Noon.AddSeconds(90), answer.AsOf);
    }

    [Fact]
    public void The_venues_time_is_taken_to_be_from_the_middle_of_the_journey()
    {
        _given.Venue
            .On("/api/v3/time", _ =>
            {
                _given.Clock.Advance(TimeSpan.FromSeconds(2));
                return ScriptedVenue.Json($$"""{"serverTime":{{ManualClock.Noon.AddSeconds(1).ToUnixTimeMilliseconds()}}}""");
            })
            .On(Path, OneDollar);

        Ask().Answer();

        Assert.Equal(TimeSpan.Zero, Assert.Single(_given.Gate.Status().Hosts).ClockOffset);
    }

    /// <summary>The venue's clock is ours. The first answer took 1.9 s to leave and 0.1 s to come back, the third 0.1 s in all. Nobody waits for more than one.</summary>
    [Fact]
    public void Of_several_looks_at_the_clock_the_shortest_journey_is_believed()
    {
        var journeys = new Queue<(double Out, double Back)>([(1.9, 0.1), (0.2, 0.4), (0.05, 0.05), (0.5, 0.1)]);
        _given.Venue
            .On("/api/v3/time", _ =>
            {
                var (gone, back) = journeys.Dequeue();
                _given.Clock.Advance(TimeSpan.FromSeconds(gone));
                var answer = Clock();
                _given.Clock.Advance(TimeSpan.FromSeconds(back));
                return answer;
            })
            .On(Path, OneDollar);

        var offsets = Enumerable.Range(0, 6).Select(_ =>
        {
            Ask().Answer();
            _given.Clock.Advance(TimeSpan.FromSeconds(6));
            return Assert.Single(_given.Gate.Status().Hosts).ClockOffset!.Value.TotalSeconds;
        });

        Assert.Equal([0.9, -0.1, 0d, 0d, 0d, 0d], offsets);
        Assert.Equal(4, _given.Venue.AskedFor("/api/v3/time").Count);
    }

    [Fact]
    public void One_short_journey_is_enough()
    {
        var journeys = new Queue<double>([1d, 0.04]);
        _given.Venue
            .On("/api/v3/time", _ =>
            {
                _given.Clock.Advance(TimeSpan.FromSeconds(journeys.Dequeue()));
                return Clock();
            })
            .On(Path, OneDollar);

        for (var i = 0; i < 4; i++)
        {
            Ask().Answer();
            _given.Clock.Advance(TimeSpan.FromSeconds(6));
        }

        Assert.Equal(TimeSpan.FromSeconds(0.02), Assert.Single(_given.Gate.Status().Hosts).ClockOffset);
    }

    [Fact]
    public void A_second_look_that_fails_leaves_what_is_known()
    {
        var looks = 0;
        _given.Venue
            .On("/api/v3/time", _ =>
            {
                _given.Clock.Advance(TimeSpan.FromSeconds(1));
                return ++looks == 1 ? Clock() : ScriptedVenue.Json("", HttpStatusCode.BadGateway);
            })
            .On(Path, OneDollar);

        Ask().Answer();
        _given.Clock.Advance(TimeSpan.FromSeconds(6));
        Ask().Answer();

        Assert.Equal((2, TimeSpan.FromSeconds(0.5)), (looks, Assert.Single(_given.Gate.Status().Hosts).ClockOffset));
    }

    [Fact]
    public void The_clock_is_measured_once_for_many_requests()
    {
        _given.Venue.On(Path, OneDollar);

        Ask();
        Ask();

        Assert.Single(_given.Venue.AskedFor("/api/v3/time"));
        Assert.Equal(2, _given.Venue.AskedFor(Path).Count);
    }

    [Fact]
    public void A_refused_time_is_measured_again_and_the_request_sent_once_more()
    {
        _given.Venue.OnInTurn(Path, ClockRefused, () => ScriptedVenue.Json(OneDollar));

        var reply = Ask();

        Assert.Single(reply.Value());
        Assert.Equal(2, _given.Venue.AskedFor("/api/v3/time").Count);
    }

    [Fact]
    public void A_time_refused_twice_is_a_fault()
    {
        _given.Venue.On(Path, _ => ClockRefused());

        var fault = Ask().Fault();

        Assert.Equal(FaultKind.ClockSkew, fault.Kind);
        Assert.Equal(2, _given.Venue.AskedFor(Path).Count);
    }

    [Fact]
    public void A_time_refused_while_the_clock_cannot_be_measured_is_that_trouble()
    {
        _given.Venue.On(Path, OneDollar);
        Ask();
        _given.Venue.On(Path, _ => ClockRefused()).On("/api/v3/time", _ => ScriptedVenue.Json("", HttpStatusCode.BadGateway));

        Assert.Equal(FaultKind.Unreachable, Ask().Fault().Kind);
    }

    /// <summary>A grain's gate is told in passing, and may not know yet when the request is sent again.</summary>
    [Fact]
    public void A_clock_just_measured_counts_though_the_gate_does_not_know_it_yet()
    {
        var adapter = new BinanceAdapter(new HttpClient(_given.Venue), new OpenGate(), new BinanceOptions(), _given.Clock, new Random(1));
        _given.Venue
            .On("/api/v3/time", _ => ScriptedVenue.Json($$"""{"serverTime":{{ManualClock.Noon.AddMinutes(3).ToUnixTimeMilliseconds()}}}"""))
            .On(Path, asked => asked.Parameter("timestamp") == ManualClock.Noon.AddMinutes(3).ToUnixTimeMilliseconds().ToString()
                ? ScriptedVenue.Json(OneDollar)
                : ClockRefused());

        var reply = _given.Ask(() => adapter.GetBalancesAsync(Given.Credentials, WalletKind.Funding, CancellationToken.None));

        Assert.Single(reply.Value());
    }

    [Fact]
    public void A_clock_a_day_off_is_no_clock()
    {
        _given.Venue.On("/api/v3/time", """{"serverTime":1}""").On(Path, OneDollar);

        var fault = Ask().Fault();

        Assert.Equal(FaultKind.Unreadable, fault.Kind);
        Assert.Empty(_given.Venue.AskedFor(Path));
    }

    [Fact]
    public void A_passing_trouble_is_tried_again_twice()
    {
        _given.Venue.OnInTurn(Path, ServerError, Html, () => ScriptedVenue.Json(OneDollar));

        var reply = Ask();

        Assert.Single(reply.Value());
        Assert.Equal(3, _given.Venue.AskedFor(Path).Count);
        Assert.InRange(_given.Clock.GetUtcNow() - ManualClock.Noon, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(1.5));
    }

    [Fact]
    public void A_lasting_trouble_is_a_fault_after_the_third_time()
    {
        _given.Venue.On(Path, _ => ServerError());

        var fault = Ask().Fault();

        Assert.Equal(FaultKind.Unreachable, fault.Kind);
        Assert.Equal(3, _given.Venue.AskedFor(Path).Count);
    }

    [Theory]
    [InlineData(429, """{"code":-1003,"msg":"Too many requests."}""", FaultKind.RateLimited)]
    [InlineData(418, """{"code":-1003,"msg":"Way too much request weight used."}""", FaultKind.Banned)]
    [InlineData(400, """{"code":-1102,"msg":"Mandatory parameter was not sent."}""", FaultKind.BadRequest)]
    [InlineData(400, """{"code":-4109,"msg":"This account is inactive."}""", FaultKind.NotAvailable)]
    [InlineData(401, """{"code":-2014,"msg":"API-key format invalid."}""", FaultKind.CredentialsRejected)]
    public void What_waiting_cannot_mend_is_not_tried_again(int status, string body, FaultKind kind)
    {
        _given.Venue.On(Path, _ => ScriptedVenue.Json(body, (HttpStatusCode)status));

        var fault = Ask().Fault();

        Assert.Equal(kind, fault.Kind);
        Assert.Single(_given.Venue.AskedFor(Path));
    }

    [Fact]
    public void A_venue_that_does_not_answer_in_time_is_unreachable()
    {
        _given.Venue.On(Path, (_, tooLate) => Silence.Until<HttpResponseMessage>(tooLate));

        var fault = Ask().Fault();

        Assert.Equal(FaultKind.Unreachable, fault.Kind);
        Assert.Contains("10 s", fault.Detail, StringComparison.Ordinal);
        Assert.True(_given.Clock.GetUtcNow() - ManualClock.Noon >= TimeSpan.FromSeconds(30), "Three tries of ten seconds.");
    }

    [Fact]
    public void A_body_that_stops_coming_is_unreachable()
    {
        _given.Venue.On(Path, _ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new SilentStream()) });

        Assert.Equal(FaultKind.Unreachable, Ask().Fault().Kind);
    }

    [Fact]
    public void A_broken_connection_is_unreachable()
    {
        _given.Venue.On(Path, _ => throw new HttpRequestException(HttpRequestError.ConnectionError, "secret-host refused"));

        var fault = Ask().Fault();

        Assert.Equal(FaultKind.Unreachable, fault.Kind);
        Assert.DoesNotContain("secret-host", fault.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_connection_cut_in_the_middle_of_the_answer_is_unreachable()
    {
        _given.Venue.On(Path, _ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new BrokenStream(new IOException())) });

        Assert.Equal(FaultKind.Unreachable, Ask().Fault().Kind);
    }

    [Fact]
    public void Broken_compression_is_unreadable()
    {
        _given.Venue.On(Path, _ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new BrokenStream(new InvalidDataException())) });

        Assert.Equal(FaultKind.Unreadable, Ask().Fault().Kind);
    }

    [Fact]
    public void An_answer_that_never_ends_is_unreadable()
    {
        _given.Venue.On(Path, _ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new EndlessStream()) });

        var fault = Ask().Fault();

        Assert.Equal(FaultKind.Unreadable, fault.Kind);
        Assert.Contains("larger", fault.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_that_announces_too_much_is_not_even_begun()
    {
        _given.Venue.On(Path, _ =>
        {
            var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new BrokenStream(new InvalidOperationException("It was read."))) };
            response.Content.Headers.ContentLength = 1_000_000_000;
            return response;
        });

        Assert.Equal(FaultKind.Unreadable, Ask().Fault().Kind);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[")]
    [InlineData("<html><body>Just a moment...</body></html>")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("\"ok\"")]
    [InlineData("[null]")]
    [InlineData("""[{"asset":"USDT"}]""")]
    [InlineData("""[{"asset":"USDT","free":"1e99"}]""")]
    [InlineData("""[{"asset":"USDT","free":"-1"}]""")]
    [InlineData("""[{"asset":"","free":"1"}]""")]
    public void What_cannot_be_read_whole_is_not_read_at_all(string body)
    {
        _given.Venue.On(Path, body);

        Assert.Equal(FaultKind.Unreadable, Ask().Fault().Kind);
    }

    [Fact]
    public void A_redirect_is_not_followed_with_a_key_in_hand()
    {
        _given.Venue.On(Path, _ => ScriptedVenue.Json("", HttpStatusCode.Redirect, ("Location", "https://elsewhere.test/")));

        Assert.Equal(FaultKind.Unreachable, Ask().Fault().Kind);
        Assert.DoesNotContain(_given.Venue.All, asked => asked.Host == "elsewhere.test");
    }

    [Fact]
    public void Cancelling_throws_and_gives_the_request_back_to_the_gate()
    {
        using var cancelled = new CancellationTokenSource();
        var gate = new CountingGate(_given.Gate);
        var adapter = new BinanceAdapter(new HttpClient(_given.Venue), gate, new BinanceOptions(), _given.Clock, new Random(1));
        _given.Venue.On(Path, (_, token) =>
        {
            cancelled.Cancel();
            return Task.FromCanceled<HttpResponseMessage>(token);
        });

        var thrown = Assert.ThrowsAny<OperationCanceledException>(() =>
            _given.Clock.Finish(() => adapter.GetBalancesAsync(Given.Credentials, WalletKind.Funding, cancelled.Token)));

        Assert.Equal(cancelled.Token, thrown.CancellationToken);
        Assert.Equal(gate.Entered, gate.Left);
    }

    [Fact]
    public void Every_request_let_in_is_reported_exactly_once()
    {
        var gate = new CountingGate(_given.Gate);
        var adapter = new BinanceAdapter(new HttpClient(_given.Venue), gate, new BinanceOptions(), _given.Clock, new Random(1));
        HttpStatusCode[] statuses = [HttpStatusCode.OK, HttpStatusCode.InternalServerError, HttpStatusCode.BadRequest, HttpStatusCode.Unauthorized];
        var turn = 0;
        _given.Venue.On(Path, _ => ScriptedVenue.Json(OneDollar, statuses[turn++ % statuses.Length]));

        for (var i = 0; i < 50; i++)
        {
            _given.Clock.Finish(() => adapter.GetBalancesAsync(Given.Credentials, WalletKind.Funding, CancellationToken.None));
        }

        Assert.True(gate.Entered > 50);
        Assert.Equal(gate.Entered, gate.Left);
    }

    [Fact]
    public void A_refusal_of_the_gate_is_the_reply_and_nothing_is_sent()
    {
        _given.Venue.On(Path, _ => ScriptedVenue.Json("", (HttpStatusCode)418, ("Retry-After", "120")));
        Ask();

        var fault = Ask().Fault();

        Assert.Equal(FaultKind.Banned, fault.Kind);
        Assert.Equal(TimeSpan.FromSeconds(120), fault.RetryAfter);
        Assert.Single(_given.Venue.AskedFor(Path));
    }

    [Fact]
    public void A_dead_venue_is_left_alone_and_found_again()
    {
        var isDown = true;
        _given.Venue.On(Path, _ => isDown ? ServerError() : ScriptedVenue.Json(OneDollar));
        Ask();
        var last = Ask().Fault(); // The fifth failure opens the breaker in the middle of this one's tries.
        var alone = Ask().Fault();

        isDown = false;
        _given.Clock.Advance(TimeSpan.FromSeconds(2));
        var back = Ask();

        Assert.Equal(FaultKind.Unreachable, last.Kind);
        Assert.Equal(FaultKind.BreakerOpen, alone.Kind);
        Assert.NotNull(alone.RetryAfter);
        Assert.Single(back.Value());
    }

    [Fact]
    public void A_venue_that_is_down_when_its_clock_was_never_measured_is_found_again()
    {
        _given.Venue.On("/api/v3/time", _ => ServerError()).On(Path, OneDollar);
        Ask();
        Ask();
        Assert.Equal(FaultKind.BreakerOpen, Ask().Fault().Kind);

        _given.Venue.On("/api/v3/time", _ => ScriptedVenue.Json($$"""{"serverTime":{{_given.Clock.GetUtcNow().ToUnixTimeMilliseconds()}}}"""));
        _given.Clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Single(Ask().Value());
    }

    [Fact]
    public void The_venues_own_count_is_fed_to_the_budget()
    {
        _given.Venue.On(Path, _ => ScriptedVenue.Json(OneDollar, HttpStatusCode.OK, ("X-SAPI-USED-IP-WEIGHT-1M", "1234")));

        Ask();

        Assert.Equal(1234, _given.Gate.Status().Buckets.Single(bucket => bucket.Bucket == "sapi/v1/asset/get-funding-asset").Used);
    }

    [Theory]
    [InlineData("", "secret")]
    [InlineData("key", " ")]
    [InlineData("key\r\nX-Evil: 1", "secret")]
    [InlineData("ключ", "secret")]
    public void A_key_that_cannot_be_one_is_not_sent(string key, string secret)
    {
        var reply = _given.Ask(() => _given.Binance.GetBalancesAsync(new ExchangeCredentials(key, secret), WalletKind.Funding, CancellationToken.None));

        Assert.Equal(FaultKind.CredentialsRejected, reply.Fault().Kind);
        Assert.Empty(_given.Venue.All);
    }

    /// <summary>Grains call from a scheduler of their own; nothing of a request may run anywhere else.</summary>
    [Fact]
    public async Task Everything_runs_on_the_callers_scheduler()
    {
        var scheduler = new OneThread();
        var elsewhere = 0;
        _given.Venue.OnInTurn(Path, () => Watched(ServerError()), () => Watched(ClockRefused()), () => Watched(ScriptedVenue.Json(OneDollar)));

        var asked = Task.Factory.StartNew(
            () => _given.Binance.GetBalancesAsync(Given.Credentials, WalletKind.Funding, CancellationToken.None),
            CancellationToken.None, TaskCreationOptions.None, scheduler).Unwrap();
        while (!asked.IsCompleted)
        {
            scheduler.RunAll();
            _given.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Single((await asked).Value());
        Assert.Equal(0, elsewhere);

        HttpResponseMessage Watched(HttpResponseMessage response)
        {
            elsewhere += TaskScheduler.Current == scheduler ? 0 : 1;
            return response;
        }
    }

    private HttpResponseMessage Clock() => ScriptedVenue.Json($$"""{"serverTime":{{_given.Clock.GetUtcNow().ToUnixTimeMilliseconds()}}}""");

    private ExchangeReply<ImmutableArray<AssetBalance>> Ask() =>
        _given.Ask(() => _given.Binance.GetBalancesAsync(Given.Credentials, WalletKind.Funding, CancellationToken.None));

    private static HttpResponseMessage ServerError() => ScriptedVenue.Json("""{"code":-1000,"msg":"An unknown error occurred."}""", HttpStatusCode.InternalServerError);

    private static HttpResponseMessage Html() => ScriptedVenue.Json("<html>");

    private static HttpResponseMessage ClockRefused() =>
        ScriptedVenue.Json("""{"code":-1021,"msg":"Timestamp for this request is outside of the recvWindow."}""", HttpStatusCode.BadRequest);

    private sealed class CountingGate(IVenueGate inner) : IVenueGate
    {
        public int Entered { get; private set; }

        public int Left { get; private set; }

        public async ValueTask<Admission> EnterAsync(RequestCost cost, CancellationToken cancellationToken)
        {
            var admission = await inner.EnterAsync(cost, cancellationToken);
            Entered += admission.Refusal is null ? 1 : 0;
            return admission;
        }

        public ValueTask LeaveAsync(RequestOutcome outcome, CancellationToken cancellationToken)
        {
            Left++;
            return inner.LeaveAsync(outcome, cancellationToken);
        }

        public ValueTask SetClockOffsetAsync(string host, TimeSpan offset, CancellationToken cancellationToken) =>
            inner.SetClockOffsetAsync(host, offset, cancellationToken);
    }
}
