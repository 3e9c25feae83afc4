using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Tests.Support;

namespace PortfolioOrleans.Exchanges.Tests.Okx;

public sealed class OkxFlowsTests
{
    private const string DepositPath = "/api/v5/asset/deposit-history";
    private const string WithdrawalPath = "/api/v5/asset/withdrawal-history";

    private static readonly long Start = ManualClock.Noon.AddDays(-1).ToUnixTimeMilliseconds();

    private readonly Given _given = new();

    public OkxFlowsTests() => _given.Venue.On(DepositPath, Envelope("")).On(WithdrawalPath, Envelope(""));

    [Fact]
    public void Deposits_come_in_and_withdrawals_go_out_with_their_fee_oldest_first()
    {
        _given.Venue
            .On(DepositPath, Envelope($$"""{"depId":"88","ccy":"USDT","amt":"1","chain":"USDT-TRC20","state":"2","from":"","ts":"{{Start + 2}}","txId":"fee2"}"""))
            .On(WithdrawalPath, Envelope($$"""{"wdId":"15447421","ccy":"ETH","amt":"0.029809","fee":"0.007","chain":"ETH-Ethereum","state":"2","ts":"{{Start + 1}}"}"""));

        var flows = Ask().Value();

        Assert.Equal(
            [("withdrawal:15447421", new Money(-0.036809m, Asset.Parse("ETH"))), ("deposit:88", new Money(1m, Asset.Usdt))],
            flows.Select(flow => (flow.Id, flow.Change)));
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(Start + 1), flows[0].At);
    }

    [Fact]
    public void A_fee_in_another_asset_leaves_on_its_own()
    {
        _given.Venue.On(WithdrawalPath, Envelope($$"""{"wdId":"1","ccy":"USDT","amt":"100","fee":"0.5","feeCcy":"OKB","state":"2","ts":"{{Start}}"}"""));

        Assert.Equal([new Money(-100m, Asset.Usdt), new Money(-0.5m, Asset.Parse("OKB"))], Ask().Value().Select(flow => flow.Change));
    }

    [Fact]
    public void Only_what_really_arrived_or_left_counts()
    {
        _given.Venue
            .On(DepositPath, Envelope(string.Join(',', new[] { 0, 1, 2, 8, 11, 12, 13, 14 }.Select(state => Deposit(state, Start, state)))))
            .On(WithdrawalPath, Envelope(string.Join(',', Enumerable.Range(-3, 20).Select(state => $$"""{"wdId":"{{state}}","ccy":"BTC","amt":"1","fee":"0","state":"{{state}}","ts":"{{Start}}"}"""))));

        Assert.Equal(["deposit:1", "deposit:2", "withdrawal:2"], Ask().Value().Select(flow => flow.Id));
    }

    [Fact]
    public void What_another_user_sent_off_chain_is_money_from_outside()
    {
        _given.Venue.On(DepositPath, Envelope($$"""{"depId":"9","ccy":"BTC","amt":"2","chain":"","from":"156****359","fromWdId":"15447421","state":"2","ts":"{{Start}}"}"""));

        Assert.Equal(new Money(2m, Asset.Btc), Assert.Single(Ask().Value()).Change);
    }

    /// <summary>250 deposits, newest first, in bunches that share a millisecond: none is lost where a bunch lies across two pages.</summary>
    [Fact]
    public void Pages_follow_by_time_and_lose_nothing_that_shares_a_millisecond()
    {
        var all = Enumerable.Range(0, 250).Select(id => (Id: id, At: Start + (id / 7))).OrderByDescending(row => row.At).ToList();
        _given.Venue.On(DepositPath, asked => ScriptedVenue.Json(Envelope(string.Join(',', all
            .Where(row => asked.Parameter("after") is not { } after || row.At < long.Parse(after))
            .Take(100)
            .Select(row => Deposit(row.Id, row.At))))));

        var flows = Ask().Value();

        Assert.Equal(250, flows.Length);
        Assert.Equal(flows.OrderBy(flow => flow.At).Select(flow => flow.Id), flows.Select(flow => flow.Id));
    }

    [Fact]
    public void The_walk_ends_where_it_was_told_to()
    {
        _given.Venue.On(DepositPath, asked => ScriptedVenue.Json(Envelope(string.Join(',', Enumerable.Range(0, 100)
            .Select(row => (asked.Parameter("after") is { } after ? long.Parse(after) : Start + 10_000) - 100 - row)
            .Select(at => Deposit(at, at))))));

        var flows = Ask(DateTimeOffset.FromUnixTimeMilliseconds(Start + 9_000)).Value();

        Assert.All(flows, flow => Assert.True(flow.At >= DateTimeOffset.FromUnixTimeMilliseconds(Start + 9_000)));
        Assert.InRange(flows.Length, 400, 1_000);
        Assert.InRange(_given.Venue.AskedFor(DepositPath).Count, 4, 8);
    }

    /// <summary>Six pages a second are allowed, and a walk that gave up there would begin again for ever.</summary>
    [Fact]
    public void A_long_walk_waits_for_its_budget()
    {
        var all = Enumerable.Range(0, 3_000).Select(id => (Id: id, At: Start - id)).ToList();
        _given.Venue.On(DepositPath, asked => ScriptedVenue.Json(Envelope(string.Join(',', all
            .Where(row => asked.Parameter("after") is not { } after || row.At < long.Parse(after))
            .Take(100)
            .Select(row => Deposit(row.Id, row.At))))));

        Assert.Equal(3_000, Ask().Value().Length);
        Assert.InRange(_given.Clock.GetUtcNow() - ManualClock.Noon, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(8));
    }

    [Fact]
    public void A_venue_that_repeats_one_page_for_ever_is_not_read_for_ever()
    {
        _given.Venue.On(DepositPath, Envelope(string.Join(',', Enumerable.Range(0, 100).Select(id => Deposit(id, Start)))));

        Assert.Equal(FaultKind.Unreadable, Ask().Fault().Kind);
    }

    private ExchangeReply<ImmutableArray<ExternalFlow>> Ask(DateTimeOffset? since = null) => _given.Ask(() =>
        _given.Okx.GetFlowsAsync(Given.Credentials, since ?? ManualClock.Noon.AddDays(-7), CancellationToken.None));

    private static string Deposit(long id, long at, int state = 2) => $$"""{"depId":"{{id}}","ccy":"BTC","amt":"1","state":"{{state}}","ts":"{{at}}"}""";

    private static string Envelope(string rows) => $$"""{"code":"0","msg":"","data":[{{rows}}]}""";
}
