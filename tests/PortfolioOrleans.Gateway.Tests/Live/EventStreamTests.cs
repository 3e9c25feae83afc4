using System.Collections.Immutable;
using System.Net;
using Orleans.Runtime;
using PortfolioOrleans.Contracts.Portfolios;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Gateway.Access;

namespace PortfolioOrleans.Gateway.Tests.Live;

public sealed class EventStreamTests(GatewayHost shared) : IClassFixture<GatewayHost>, IAsyncLifetime
{
    private GatewayHost _host = null!;
    private string _user = null!;
    private string _token = null!;

    public Task InitializeAsync() => EnterAsync(shared);

    public Task DisposeAsync() => _host == shared ? Task.CompletedTask : _host.DisposeAsync();

    [Fact]
    public async Task The_newest_snapshot_comes_first_and_then_everything_as_it_happens()
    {
        await _host.ValueAsync(Valuation(1));
        await using var client = await OpenAsync();

        var first = await client.TakeAsync(4);
        await _host.ValueAsync(Valuation(2));
        await _host.ValueAsync(Valuation(3));
        var next = await client.TakeAsync(8);

        string[] types = ["portfolio.snapshot_updated", "portfolio.pnl_updated", "portfolio.drawdown_updated", "portfolio.exposure_updated"];
        Assert.Equal([1, 2, 3, 4], Seqs(first));
        Assert.Equal(types, first.Select(received => received.Type));
        Assert.Equal([5, 6, 7, 8, 9, 10, 11, 12], Seqs(next));
        Assert.All(first.Concat(next), received => Assert.Equal((received.Id, received.Type), ($"{received.Seq}", (string?)received.Envelope["type"])));
        Assert.Equal((_user, 2L), ((string?)next[0].Envelope["portfolio_id"], (long?)next[0].Envelope["data"]!["version"]));
        Assert.Equal("text/event-stream", client.Response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Clients_that_come_at_once_are_all_let_in()
    {
        await _host.ValueAsync(Valuation(1));

        var clients = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => OpenAsync()));

        foreach (var client in clients)
        {
            Assert.Equal(HttpStatusCode.OK, client.Response.StatusCode);
            Assert.Equal([1, 2, 3, 4], Seqs(await client.TakeAsync(4)));
            await client.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_portfolio_that_was_never_valued_is_silent_until_it_is()
    {
        await using var client = await OpenAsync();

        await _host.ValueAsync(Valuation(1));

        Assert.Equal([1, 2, 3, 4], Seqs(await client.TakeAsync(4)));
    }

    [Fact]
    public async Task A_client_that_comes_back_gets_each_missed_event_once_and_in_order()
    {
        await _host.ValueAsync(Valuation(1));
        await using var live = await OpenAsync();
        await _host.ValueAsync(Valuation(2));
        await _host.ValueAsync(Valuation(3));
        await live.TakeAsync(12);

        await using var byHeader = await OpenAsync(lastEventId: 2);
        await using var byQuery = await OpenAsync(query: "?after=2");
        await using var byBoth = await OpenAsync(lastEventId: 10, query: "?after=2");

        Assert.Equal([3, 4, 5, 6, 7, 8, 9, 10, 11, 12], Seqs(await byHeader.TakeAsync(10)));
        Assert.Equal([3, 4, 5, 6, 7, 8, 9, 10, 11, 12], Seqs(await byQuery.TakeAsync(10)));
        Assert.Equal([11, 12], Seqs(await byBoth.TakeAsync(2)));
    }

    [Fact]
    public async Task A_client_that_comes_back_may_be_further_behind_than_a_live_one()
    {
        await MoveAsync(("ClientQueue", "4"));
        await using var live = await OpenAsync();
        for (var version = 1; version <= 50; version++)
        {
            await _host.ValueAsync(Valuation(version));
            await live.TakeAsync(4);
        }

        await using var back = await OpenAsync(lastEventId: 0);

        Assert.Equal(Enumerable.Range(1, 200).Select(seq => (long)seq), Seqs(await back.TakeAsync(200)));
    }

    [Fact]
    public async Task A_client_that_comes_back_too_late_is_told_and_given_the_newest_snapshot()
    {
        await MoveAsync(("EventWindow", "8"), ("ClientQueue", "8"));
        await using var live = await OpenAsync();
        for (var version = 1; version <= 5; version++)
        {
            await _host.ValueAsync(Valuation(version));
        }

        await live.UntilAsync(seq: 20);
        await using var late = await OpenAsync(lastEventId: 3);
        var received = await late.TakeAsync(5);

        AssertReset(received[0], from: 4, to: 16, "not_kept");
        Assert.Equal([17, 18, 19, 20], Seqs(received.Skip(1)));
    }

    [Fact]
    public async Task A_client_from_another_life_of_the_portfolio_is_told_and_given_the_newest_snapshot()
    {
        await _host.ValueAsync(Valuation(2));
        await using var client = await OpenAsync(lastEventId: 5_000);

        var received = await client.TakeAsync(5);

        AssertReset(received[0], from: 1, to: 4, "renumbered");
        Assert.Null(received[0].Id);
        Assert.Equal([5, 6, 7, 8], Seqs(received.Skip(1)));
    }

    [Fact]
    public async Task A_portfolio_that_counts_anew_resets_its_clients()
    {
        await _host.ValueAsync(Valuation(7));
        await using var client = await OpenAsync();
        await client.TakeAsync(4);

        await _host.ValueAsync(Valuation(1) with { AsOf = Given.Noon.AddHours(1) });
        var received = await client.TakeAsync(5);

        AssertReset(received[0], from: 1, to: 0, "renumbered");
        Assert.Equal([1, 2, 3, 4], Seqs(received.Skip(1)));
    }

    [Fact]
    public async Task A_gap_within_the_last_valuation_is_filled_from_the_grain()
    {
        await _host.ValueAsync(Valuation(1));
        await using var client = await OpenAsync();
        await client.TakeAsync(4);

        _host.World[_user].Snapshot = Valuation(2);
        await _host.PublishAsync(PortfolioEvent.Of(Valuation(2))[3]);

        Assert.Equal([5, 6, 7, 8], Seqs(await client.TakeAsync(4)));
    }

    [Fact]
    public async Task A_gap_beyond_the_last_valuation_is_told()
    {
        await _host.ValueAsync(Valuation(1));
        await using var client = await OpenAsync();
        await client.TakeAsync(4);

        await _host.ValueAsync(Valuation(5));
        var received = await client.TakeAsync(5);

        AssertReset(received[0], from: 5, to: 16, "not_kept");
        Assert.Equal([17, 18, 19, 20], Seqs(received.Skip(1)));
    }

    [Fact]
    public async Task An_event_told_twice_is_sent_once()
    {
        await _host.ValueAsync(Valuation(1));
        await using var client = await OpenAsync();
        await client.TakeAsync(4);

        await _host.ValueAsync(Valuation(1));
        await _host.ValueAsync(Valuation(2));
        await _host.ValueAsync(Valuation(2));
        await _host.ValueAsync(Valuation(3));

        Assert.Equal([5, 6, 7, 8, 9, 10, 11, 12], Seqs(await client.TakeAsync(8)));
    }

    [Fact]
    public async Task Events_that_the_stream_lost_are_found_by_the_next_check()
    {
        await _host.ValueAsync(Valuation(1));
        await using var client = await OpenAsync();
        await client.TakeAsync(4);

        _host.World[_user].Snapshot = Valuation(2); // Saved, and heard by nobody.
        await _host.Hub.CheckAsync(default);

        Assert.Equal([5, 6, 7, 8], Seqs(await client.TakeAsync(4)));
    }

    [Fact]
    public async Task A_stream_that_has_gone_deaf_is_subscribed_to_anew()
    {
        await _host.ValueAsync(Valuation(1));
        await using var client = await OpenAsync();
        await client.TakeAsync(4);
        await _host.ValueAsync(Valuation(2));
        await client.TakeAsync(4); // By the stream, which has told all of the first by then, too.
        await _host.Hub.CheckAsync(default);
        await (await Subscriptions())[0].UnsubscribeAsync();

        await _host.ValueAsync(Valuation(3));
        await _host.Hub.CheckAsync(default);
        await _host.ValueAsync(Valuation(4));

        Assert.Equal([9, 10, 11, 12, 13, 14, 15, 16], Seqs(await client.TakeAsync(8)));
        Assert.Single(await Subscriptions());
    }

    [Fact]
    public async Task Clients_that_join_while_it_goes_on_miss_nothing_and_see_nothing_twice()
    {
        await MoveAsync(("ClientQueue", "65536"), ("EventWindow", "65536"), ("FeedCheckPause", "00:10:00"));
        const int Valuations = 150, Clients = 30;
        await _host.ValueAsync(Valuation(1));

        var valuing = Task.Factory.StartNew(
            async () =>
            {
                for (var version = 2; version <= Valuations; version++)
                {
                    await _host.ValueAsync(Valuation(version));
                    await Task.Yield();
                }
            },
            TaskCreationOptions.LongRunning).Unwrap();
        var following = Enumerable.Range(0, Clients).Select(async _ =>
        {
            await using var client = await OpenAsync();
            var seen = new List<ReceivedEvent>();
            do
            {
                seen.Add((await client.NextAsync())!);
            }
            while (seen[^1].Seq < Valuations * 4);

            return seen;
        }).ToList();
        await valuing;

        foreach (var seen in await Task.WhenAll(following))
        {
            Assert.Equal("portfolio.snapshot_updated", seen[0].Type);
            Assert.Equal(Enumerable.Range((int)seen[0].Seq, seen.Count).Select(seq => (long)seq), Seqs(seen));
        }
    }

    [Fact]
    public async Task All_clients_of_a_portfolio_share_one_subscription_and_get_the_same_bytes()
    {
        await MoveAsync();
        await _host.ValueAsync(Valuation(1));
        var clients = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => OpenAsync()));

        var received = await Task.WhenAll(clients.Select(client => client.TakeAsync(4)));

        Assert.Single(await Subscriptions());
        Assert.Equal((1, 10), (_host.Hub.Portfolios, _host.Hub.Clients));
        Assert.All(received, events => Assert.Equal(received[0], events));
        foreach (var client in clients)
        {
            await client.DisposeAsync();
        }
    }

    [Fact]
    public async Task Those_who_see_amounts_and_those_who_do_not_follow_side_by_side()
    {
        await _host.ValueAsync(Valuation(1));
        await using var full = await OpenAsync();
        await using var shares = await EventClient.OpenAsync(_host, await _host.TokenAsync(_user, Scopes.ReadShares));
        await _host.ValueAsync(Valuation(2));

        var (seen, withheld) = (await full.TakeAsync(8), await shares.TakeAsync(8));

        Assert.Equal(Seqs(seen), Seqs(withheld));
        Assert.Equal("101234.5", (string?)seen[4].Envelope["data"]!["total_equity"]);
        Assert.Null((string?)withheld[4].Envelope["data"]!["total_equity"]);
        Assert.Single(await Subscriptions());
    }

    [Fact]
    public async Task A_client_that_does_not_read_is_given_the_newest_snapshot_and_never_a_long_queue()
    {
        await MoveAsync(("ClientQueue", "8"));
        var large = Enumerable.Range(0, 4_000)
            .Select(index => Given.Balance("acc", "binance", WalletKind.Spot, $"COIN{index}", 1.23456789m, 9.87654321m))
            .ToImmutableArray();
        const int Valuations = 30; // Of a megabyte each: more than what lies between server and client can hold.
        await _host.ValueAsync(Valuation(1));
        await using var slow = await OpenAsync();
        await slow.TakeAsync(4);

        for (var version = 2; version <= Valuations; version++)
        {
            await _host.ValueAsync(Valuation(version) with { Balances = large });
        }

        await using (var prompt = await OpenAsync())
        {
            await prompt.UntilAsync(Valuations * 4);
        }

        var (next, resets) = (5L, 0);
        while (next <= Valuations * 4)
        {
            var received = (await slow.NextAsync())!;
            if (received.Type == "stream.reset")
            {
                AssertReset(received, from: next, to: received.Seq, "too_slow");
                resets++;
            }
            else
            {
                Assert.Equal(next, received.Seq);
            }

            next = received.Seq + 1;
        }

        Assert.InRange(resets, 1, Valuations);
    }

    [Fact]
    public async Task A_quiet_stream_shows_signs_of_life()
    {
        await MoveAsync(("KeepAlive", "00:00:00.020"));
        await using var client = await OpenAsync();

        Assert.Equal("alive", await client.CommentAsync());
        Assert.Equal("alive", await client.CommentAsync());
        await _host.ValueAsync(Valuation(1));

        Assert.Equal(1, (await client.NextAsync())!.Seq);
    }

    [Fact]
    public async Task When_all_clients_are_gone_everything_is_given_back()
    {
        await MoveAsync(("FeedLinger", "00:00:00"));
        await _host.ValueAsync(Valuation(1));
        var clients = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => OpenAsync()));
        Assert.Equal(50, _host.Hub.Clients);

        foreach (var client in clients)
        {
            await client.DisposeAsync();
        }

        await Eventually.TrueAsync(() => _host.Hub.Clients == 0, "All clients are noticed to be gone.");
        await _host.Hub.CheckAsync(default);

        Assert.Equal(0, _host.Hub.Portfolios);
        Assert.Empty(await Subscriptions());
        await using var later = await OpenAsync();
        Assert.Equal([1, 2, 3, 4], Seqs(await later.TakeAsync(4)));
    }

    [Fact]
    public async Task A_portfolio_is_followed_for_a_while_after_its_last_client()
    {
        await MoveAsync();
        await _host.ValueAsync(Valuation(1));
        await using (await OpenAsync())
        {
        }

        await Eventually.TrueAsync(() => _host.Hub.Clients == 0, "The client is noticed to be gone.");
        _host.Clock.Advance(TimeSpan.FromMinutes(4));
        await _host.Hub.CheckAsync(default);
        Assert.Equal(1, _host.Hub.Portfolios);

        _host.Clock.Advance(TimeSpan.FromMinutes(2));
        await _host.Hub.CheckAsync(default);
        Assert.Equal(0, _host.Hub.Portfolios);
    }

    [Fact]
    public async Task When_the_service_stops_its_streams_end()
    {
        await MoveAsync();
        await _host.ValueAsync(Valuation(1));
        await using var client = await OpenAsync();
        await client.TakeAsync(4);

        await _host.App.StopAsync();

        Assert.Null(await client.NextAsync());
    }

    [Fact]
    public async Task A_stream_ends_soon_after_its_token_does()
    {
        await MoveAsync(("KeepAlive", "00:00:00.020"));
        var token = await _host.TokenAsync(_user, Given.Noon.AddMinutes(1), Scopes.Read);
        await using var client = await EventClient.OpenAsync(_host, token);
        await client.CommentAsync();

        _host.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Null(await client.NextAsync());
        Assert.Equal("token_expired", (await _host.GetAsync("/api/portfolio/events", token)).Code);
    }

    [Fact]
    public async Task A_portfolio_that_cannot_be_asked_is_a_problem_for_the_first_client_and_none_for_the_next()
    {
        await MoveAsync();
        _host.World.Failure = () => new OrleansException("silo lost");
        var refused = await _host.GetAsync("/api/portfolio/events", _token);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "grains_unavailable"), (refused.Status, refused.Code));
        Assert.Equal(0, _host.Hub.Clients);

        _host.World.Failure = null;
        await _host.ValueAsync(Valuation(1));
        await using var first = await OpenAsync();
        await first.TakeAsync(4);
        _host.World.Failure = () => new OrleansException("silo lost");
        await using var second = await OpenAsync();

        Assert.Equal([1, 2, 3, 4], Seqs(await second.TakeAsync(4)));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("-1")]
    [InlineData("1,2")]
    public async Task A_last_event_id_that_was_never_given_is_refused(string id)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/portfolio/events") { Headers = { Authorization = new("Bearer", _token) } };
        request.Headers.TryAddWithoutValidation("Last-Event-ID", id);

        var response = await _host.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("Last-Event-ID must be a whole number, 0 or more.", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private PortfolioSnapshot Valuation(long version) => Given.Portfolio(_user, version);

    private static IEnumerable<long> Seqs(IEnumerable<ReceivedEvent> events) => events.Select(received => received.Seq);

    private static void AssertReset(ReceivedEvent received, long from, long to, string reason)
    {
        Assert.Equal("stream.reset", received.Type);
        Assert.Equal((from, to, reason), (
            (long)received.Envelope["data"]!["from"]!, (long)received.Envelope["data"]!["to"]!, (string?)received.Envelope["data"]!["reason"]));
    }

    private Task<EventClient> OpenAsync(long? lastEventId = null, string query = "") => EventClient.OpenAsync(_host, _token, lastEventId, query);

    private Task<IList<Orleans.Streams.StreamSubscriptionHandle<PortfolioEvent>>> Subscriptions() => _host.Stream(_user).GetAllSubscriptionHandles();

    private async Task EnterAsync(GatewayHost host)
    {
        _host = host;
        _user = await host.NewUserAsync();
        _token = await host.TokenAsync(_user, Scopes.Read);
    }

    /// <summary>Goes on in a host of this test's own.</summary>
    private async Task MoveAsync(params (string Key, string Value)[] settings) => await EnterAsync(await GatewayHost.StartAsync(settings));
}
