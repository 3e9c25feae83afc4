using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using PortfolioOrleans.VenueSimulator.Control;

namespace PortfolioOrleans.VenueSimulator.Tests;

/// <summary>Everything that can be made to go wrong, and that it stops going wrong again.</summary>
public class FaultTests
{
    private readonly Bench _bench = new();

    [Theory]
    [InlineData(SimulatedVenue.Binance, 429, 30, "30")]
    [InlineData(SimulatedVenue.Binance, 429, 0, "0")]
    [InlineData(SimulatedVenue.Binance, 429, null, null)]
    [InlineData(SimulatedVenue.Binance, 418, 300, "300")]
    [InlineData(SimulatedVenue.Binance, 500, null, null)]
    [InlineData(SimulatedVenue.Binance, 503, null, null)]
    [InlineData(SimulatedVenue.Okx, 429, null, null)]
    [InlineData(SimulatedVenue.Okx, 502, null, null)]
    public void A_status_comes_instead_of_the_answer_for_so_many_requests(SimulatedVenue venue, int status, int? retryAfter, string? header)
    {
        _bench.World.Inject(new FaultOrder { Kind = FaultKind.HttpStatus, Venue = venue, Status = status, RetryAfter = retryAfter, Count = 2 });

        var replies = new[] { Time(venue), Time(venue), Time(venue) };

        Assert.Equal([status, status, 200], replies.Select(reply => (int)reply.Status));
        Assert.Equal(header, replies[0].Header("Retry-After"));
        Assert.Empty(_bench.World.Faults);
    }

    [Fact]
    public void The_venues_word_rate_limits_in_their_own_way()
    {
        _bench.World.Inject(new FaultOrder { Kind = FaultKind.HttpStatus, Venue = SimulatedVenue.Binance, Status = 418, RetryAfter = 120 });
        _bench.World.Inject(new FaultOrder { Kind = FaultKind.HttpStatus, Venue = SimulatedVenue.Okx, Status = 429 });

        Assert.Equal(-1003, Time(SimulatedVenue.Binance).Code);
        Assert.Contains($"IP banned until {_bench.Now.AddSeconds(120).ToUnixTimeMilliseconds()}", Time(SimulatedVenue.Binance).Text);
        Assert.Equal("50011", Time(SimulatedVenue.Okx).Json.GetProperty("code").GetString());
    }

    [Fact]
    public void A_fault_can_be_limited_to_a_time()
    {
        _bench.World.Inject(new FaultOrder { Kind = FaultKind.HttpStatus, Venue = SimulatedVenue.Okx, Status = 500, Seconds = 10 });

        Assert.Equal(500, (int)Time(SimulatedVenue.Okx).Status);
        _bench.Clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(200, (int)Time(SimulatedVenue.Okx).Status);
    }

    [Fact]
    public void A_fault_can_be_limited_to_paths_and_to_a_key()
    {
        var (one, other) = (_bench.Open(SimulatedVenue.Binance, "one"), _bench.Open(SimulatedVenue.Binance, "other"));
        _bench.World.Inject(new FaultOrder { Kind = FaultKind.HttpStatus, Venue = SimulatedVenue.Binance, Status = 503, Path = "/fapi/", Key = one.Key });

        Assert.Equal(503, (int)_bench.Binance.Binance(one, _bench.Now, "/fapi/v3/balance").Status);
        Assert.Equal(200, (int)_bench.Binance.Binance(one, _bench.Now, "/api/v3/account").Status);
        Assert.Equal(200, (int)_bench.Binance.Binance(other, _bench.Now, "/fapi/v3/balance").Status);
    }

    [Fact]
    public void A_fault_lasts_until_it_is_cleared()
    {
        var fault = _bench.World.Inject(new FaultOrder { Kind = FaultKind.HttpStatus, Venue = SimulatedVenue.Okx, Status = 500 });
        Time(SimulatedVenue.Okx);

        Assert.Equal(1, Assert.Single(_bench.World.Faults).Hits);
        _bench.World.ClearFault(fault.Id);

        Assert.Equal(200, (int)Time(SimulatedVenue.Okx).Status);
        Assert.Equal("unknown_fault", Assert.Throws<ControlException>(() => _bench.World.ClearFault(fault.Id)).Code);
    }

    [Fact]
    public void Faults_of_one_venue_can_be_cleared_alone()
    {
        foreach (var venue in Enum.GetValues<SimulatedVenue>())
        {
            _bench.World.Inject(new FaultOrder { Kind = FaultKind.HttpStatus, Venue = venue, Status = 500 });
        }

        _bench.World.ClearFaults(SimulatedVenue.Okx);

        Assert.Equal(500, (int)Time(SimulatedVenue.Binance).Status);
        Assert.Equal(200, (int)Time(SimulatedVenue.Okx).Status);
    }

    public static TheoryData<FaultOrder> Senseless => new(
        new FaultOrder { Kind = FaultKind.HttpStatus, Venue = SimulatedVenue.Okx },
        new FaultOrder { Kind = FaultKind.HttpStatus, Venue = SimulatedVenue.Okx, Status = 200 },
        new FaultOrder { Kind = FaultKind.Slow, Venue = SimulatedVenue.Okx },
        new FaultOrder { Kind = FaultKind.Slow, Venue = SimulatedVenue.Okx, Delay = -1 },
        new FaultOrder { Kind = FaultKind.ClockSkew, Venue = SimulatedVenue.Okx },
        new FaultOrder { Kind = FaultKind.ClockSkew, Venue = SimulatedVenue.Okx, Delay = 1, Path = "/api" },
        new FaultOrder { Kind = FaultKind.Down, Venue = SimulatedVenue.Okx, Key = "k" },
        new FaultOrder { Kind = FaultKind.Down, Venue = SimulatedVenue.Okx, Count = 1 },
        new FaultOrder { Kind = FaultKind.RevokedKey, Venue = SimulatedVenue.Okx, Path = "/api" },
        new FaultOrder { Kind = FaultKind.Cut, Venue = SimulatedVenue.Okx, Count = 0 },
        new FaultOrder { Kind = FaultKind.Cut, Venue = SimulatedVenue.Okx, Seconds = 0 });

    [Theory]
    [MemberData(nameof(Senseless))]
    public void A_fault_that_makes_no_sense_is_refused(FaultOrder order)
    {
        Assert.Equal("bad_value", Assert.Throws<ControlException>(() => _bench.World.Inject(order)).Code);
        Assert.Empty(_bench.World.Faults);
    }

    [Fact]
    public void A_truncated_answer_is_no_JSON()
    {
        Spoil(SpoilKind.Truncated);

        Assert.Throws<JsonException>(() => Prices().Json);
    }

    [Fact]
    public void An_answer_of_wrong_types_is_JSON_of_another_shape()
    {
        Spoil(SpoilKind.WrongTypes);

        var json = Prices().Json;

        Assert.Equal(JsonValueKind.Object, json.ValueKind);
        Assert.Equal(JsonValueKind.Array, json.GetProperty("0").GetProperty("price").ValueKind);
    }

    [Theory]
    [InlineData(SpoilKind.HugeNumbers, "1e40")]
    [InlineData(SpoilKind.NotNumbers, "NaN")]
    public void Numbers_in_texts_become_absurd(SpoilKind kind, string price)
    {
        Spoil(kind);

        var row = Prices().Json[0];

        Assert.Equal("BTCUSDT", row.GetProperty("symbol").GetString());
        Assert.Equal(price, row.GetProperty("price").GetString());
    }

    [Fact]
    public void A_proxy_answers_with_a_page_of_its_own()
    {
        Spoil(SpoilKind.Html);

        var reply = Prices();

        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.Equal("text/html", reply.Message.Content.Headers.ContentType?.MediaType);
        Assert.StartsWith("<html>", reply.Text);
    }

    [Fact]
    public void An_answer_can_be_empty()
    {
        Spoil(SpoilKind.Empty);

        Assert.Equal("", Prices().Text);
    }

    [Fact]
    public void A_clock_that_jumps_comes_back()
    {
        _bench.World.Inject(new FaultOrder { Kind = FaultKind.ClockSkew, Venue = SimulatedVenue.Okx, Delay = -3600, Seconds = 60 });

        Assert.Equal($"{_bench.Now.AddHours(-1).ToUnixTimeMilliseconds()}", Time(SimulatedVenue.Okx).Data[0].GetProperty("ts").GetString());
        _bench.Clock.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal($"{_bench.Now.ToUnixTimeMilliseconds()}", Time(SimulatedVenue.Okx).Data[0].GetProperty("ts").GetString());
    }

    [Fact]
    public void In_maintenance_only_the_status_is_answered()
    {
        foreach (var venue in Enum.GetValues<SimulatedVenue>())
        {
            _bench.World.Inject(new FaultOrder { Kind = FaultKind.Maintenance, Venue = venue });
        }

        Assert.Equal(503, (int)Time(SimulatedVenue.Binance).Status);
        Assert.Equal(1, _bench.Binance.Get("/sapi/v1/system/status").Json.GetProperty("status").GetInt32());
        Assert.Equal((503, "50001"), ((int)Time(SimulatedVenue.Okx).Status, Time(SimulatedVenue.Okx).Json.GetProperty("code").GetString()));
        Assert.Equal("ongoing", _bench.Okx.Get("/api/v5/system/status").Data[0].GetProperty("state").GetString());

        _bench.World.ClearFaults();
        _bench.Clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(0, _bench.Binance.Get("/sapi/v1/system/status").Json.GetProperty("status").GetInt32());
        Assert.Equal(0, _bench.Okx.Get("/api/v5/system/status").Data.GetArrayLength());
    }

    [Fact]
    public void A_key_can_be_unknown_for_a_while()
    {
        var account = _bench.Open(SimulatedVenue.Binance);
        _bench.World.Inject(new FaultOrder { Kind = FaultKind.RevokedKey, Venue = SimulatedVenue.Binance, Key = account.Key, Seconds = 30 });

        Assert.Equal(-2015, _bench.Binance.Binance(account, _bench.Now, "/api/v3/account").Code);
        _bench.Clock.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(HttpStatusCode.OK, _bench.Binance.Binance(account, _bench.Now, "/api/v3/account").Status);
    }

    [Fact]
    public void A_venue_that_is_down_answers_nobody()
    {
        _bench.World.Inject(new FaultOrder { Kind = FaultKind.Down, Venue = SimulatedVenue.Binance });

        Assert.Equal(HttpRequestError.ConnectionError, Assert.Throws<HttpRequestException>(() => Time(SimulatedVenue.Binance)).HttpRequestError);
        Assert.Equal(HttpStatusCode.OK, Time(SimulatedVenue.Okx).Status);
        _bench.World.ClearFaults();
        Assert.Equal(HttpStatusCode.OK, Time(SimulatedVenue.Binance).Status);
    }

    [Fact]
    public void In_process_a_cut_connection_is_an_exception()
    {
        _bench.World.Inject(new FaultOrder { Kind = FaultKind.Cut, Venue = SimulatedVenue.Okx, Count = 1 });

        Assert.Equal(HttpRequestError.ResponseEnded, Assert.Throws<HttpRequestException>(() => Time(SimulatedVenue.Okx)).HttpRequestError);
        Assert.Equal(HttpStatusCode.OK, Time(SimulatedVenue.Okx).Status);
    }

    [Fact]
    public async Task Over_the_network_a_cut_connection_ends_in_the_middle()
    {
        await using var hosted = await Hosted.StartAsync();
        hosted.World.Inject(new FaultOrder { Kind = FaultKind.Cut, Venue = SimulatedVenue.Binance, Count = 1 });

        await Assert.ThrowsAsync<HttpRequestException>(() => hosted.Binance.GetStringAsync("/api/v3/exchangeInfo"));
        Assert.Equal(HttpStatusCode.OK, (await hosted.Binance.GetAsync("/api/v3/exchangeInfo")).StatusCode);
    }

    [Fact]
    public async Task Over_the_network_a_venue_that_is_down_cuts_requests_and_sockets()
    {
        await using var hosted = await Hosted.StartAsync();
        var line = await hosted.ConnectAsync(SimulatedVenue.Okx, "/ws/v5/public");

        hosted.World.Inject(new FaultOrder { Kind = FaultKind.Down, Venue = SimulatedVenue.Okx });

        await Assert.ThrowsAsync<WebSocketException>(line.NextTextAsync);
        await Assert.ThrowsAsync<HttpRequestException>(() => hosted.Okx.GetAsync("/api/v5/public/time"));
        await Assert.ThrowsAsync<WebSocketException>(() => hosted.ConnectAsync(SimulatedVenue.Okx, "/ws/v5/public"));
        hosted.World.ClearFaults();
        Assert.Equal(HttpStatusCode.OK, (await hosted.Okx.GetAsync("/api/v5/public/time")).StatusCode);
    }

    [Fact]
    public async Task Over_the_network_a_slow_answer_waits_for_the_clock()
    {
        await using var hosted = await Hosted.StartAsync();
        hosted.World.Inject(new FaultOrder { Kind = FaultKind.Slow, Venue = SimulatedVenue.Binance, Delay = 30, Count = 1 });
        hosted.Binance.DefaultRequestHeaders.ConnectionClose = true;

        var slow = hosted.Binance.GetAsync("/api/v3/time");
        await Eventually.HoldsAsync(() => hosted.World.Faults.Count == 0); // The slow answer is under way.
        var quick = await hosted.Binance.GetAsync("/api/v3/time");
        Assert.False(slow.IsCompleted);
        await Eventually.HoldsAsync(() =>
        {
            hosted.Clock.Advance(TimeSpan.FromSeconds(30)); // The server may still have been about to set its timer.
            return slow.IsCompleted;
        });

        Assert.Equal(HttpStatusCode.OK, quick.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await slow).StatusCode);
    }

    private void Spoil(SpoilKind kind) =>
        _bench.World.Inject(new FaultOrder { Kind = FaultKind.Malformed, Venue = SimulatedVenue.Binance, Spoil = kind, Path = "/api/v3/ticker" });

    private Reply Prices() => _bench.Binance.Get("/api/v3/ticker/price");

    [Fact]
    public void A_key_can_lack_the_permission_for_some_paths_only()
    {
        var (binance, okx) = (_bench.Open(SimulatedVenue.Binance, "one"), _bench.Open(SimulatedVenue.Okx, "two"));
        _bench.World.Inject(new FaultOrder { Kind = FaultKind.Forbidden, Venue = SimulatedVenue.Binance, Path = "/fapi/" });
        _bench.World.Inject(new FaultOrder { Kind = FaultKind.Forbidden, Venue = SimulatedVenue.Okx, Path = "/api/v5/finance/" });

        Assert.Equal(-2015, _bench.Binance.Binance(binance, _bench.Now, "/fapi/v3/account").Code);
        Assert.Equal(HttpStatusCode.OK, _bench.Binance.Binance(binance, _bench.Now, "/api/v3/account").Status);
        Assert.Equal(HttpStatusCode.OK, _bench.Binance.Get("/fapi/v1/time").Status);
        Assert.Equal("50120", _bench.Okx.Okx(okx, _bench.Now, "/api/v5/finance/savings/balance").Json.GetProperty("code").GetString());
    }

    [Fact]
    public void Members_that_nobody_has_heard_of_leave_the_rest_right()
    {
        _bench.World.SetPrice("BTC", 50_000m);
        _bench.World.Inject(new FaultOrder { Kind = FaultKind.Malformed, Venue = SimulatedVenue.Binance, Spoil = SpoilKind.ExtraMembers });

        var row = _bench.Binance.Get("/api/v3/ticker/price?symbol=BTCUSDT").Json;

        Assert.Equal("50000.00000000", row.GetProperty("price").GetString());
        Assert.Equal("UNHEARD_OF", row.GetProperty("zzNew").GetProperty("kind").GetString());
    }

    private Reply Time(SimulatedVenue venue) => venue == SimulatedVenue.Binance ? _bench.Binance.Get("/api/v3/time") : _bench.Okx.Get("/api/v5/public/time");
}
