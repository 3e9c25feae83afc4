using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Tests.Support;

namespace PortfolioOrleans.Exchanges.Tests.Binance;

public sealed class BinanceFlowsTests
{
    private const string DepositPath = "/sapi/v1/capital/deposit/hisrec";
    private const string WithdrawalPath = "/sapi/v1/capital/withdraw/history";

    private readonly Given _given = new();

    public BinanceFlowsTests() => _given.Venue.On(DepositPath, "[]").On(WithdrawalPath, "[]");

    [Fact]
    public void Deposits_come_in_and_withdrawals_go_out_with_their_fee_oldest_first()
    {
        _given.Venue
            .On(DepositPath, """[{"id":"77","amount":"0.5","coin":"BTC","network":"BTC","status":1,"txId":"x","insertTime":1772400000000,"transferType":0}]""")
            .On(WithdrawalPath, """
                [{"id":"b6ae","amount":"8.91000000","transactionFee":"0.004","coin":"USDT","status":6,"applyTime":"2026-03-01 11:12:02",
                  "completeTime":"2026-03-01 11:20:00","transferType":0}]
                """);

        var flows = Ask().Value();

        Assert.Equal(
            [
                new ExternalFlow("withdrawal:b6ae", new Money(-8.914m, Asset.Usdt), new DateTimeOffset(2026, 3, 1, 11, 20, 0, TimeSpan.Zero)),
                new ExternalFlow("deposit:77", new Money(0.5m, Asset.Btc), DateTimeOffset.FromUnixTimeMilliseconds(1772400000000)),
            ],
            flows.AsEnumerable());
    }

    [Fact]
    public void Only_what_really_arrived_counts()
    {
        _given.Venue.On(DepositPath, $"[{string.Join(',', new[] { 0, 1, 2, 6, 7, 8, 99 }.Select(Row))}]");

        Assert.Equal(["deposit:1", "deposit:6"], Ask().Value().Select(flow => flow.Id));

        static string Row(int status) => $$"""{"id":"{{status}}","amount":"1","coin":"BTC","status":{{status}},"insertTime":1772400000000}""";
    }

    [Fact]
    public void Only_what_really_left_counts()
    {
        _given.Venue.On(WithdrawalPath, $"[{string.Join(',', Enumerable.Range(0, 8).Select(Row))}]");

        Assert.Equal(["withdrawal:6"], Ask().Value().Select(flow => flow.Id));

        static string Row(int status) => $$"""{"id":"{{status}}","amount":"1","coin":"BTC","status":{{status}},"applyTime":"2026-03-01 00:00:00"}""";
    }

    [Fact]
    public void Years_are_walked_in_spans_of_less_than_ninety_days_without_a_gap()
    {
        Ask(ManualClock.Noon.AddDays(-200)).Answer();

        var spans = _given.Venue.AskedFor(DepositPath).Select(asked => (From: long.Parse(asked.Parameter("startTime")!), To: long.Parse(asked.Parameter("endTime")!))).ToList();
        Assert.Equal(3, spans.Count);
        Assert.Equal(ManualClock.Noon.AddDays(-200).ToUnixTimeMilliseconds(), spans[0].From);
        Assert.All(spans, span => Assert.True(span.To - span.From < TimeSpan.FromDays(90).TotalMilliseconds));
        Assert.All(spans.Zip(spans.Skip(1)), pair => Assert.Equal(pair.First.To + 1, pair.Second.From));
        Assert.True(spans[^1].To >= ManualClock.Noon.ToUnixTimeMilliseconds());
    }

    [Fact]
    public void Pages_follow_until_one_is_short_and_a_row_seen_twice_counts_once()
    {
        _given.Venue.On(DepositPath, asked => ScriptedVenue.Json(asked.Parameter("offset") switch
        {
            null => Page(0, 1_000),
            "1000" => Page(999, 1_000),
            "2000" => Page(1_999, 1),
            _ => throw new InvalidOperationException(),
        }));

        var flows = Ask().Value();

        Assert.Equal(2_000, flows.Length);
        Assert.Equal(3, _given.Venue.AskedFor(DepositPath).Count);
    }

    [Fact]
    public void A_venue_that_repeats_one_page_for_ever_is_not_read_for_ever()
    {
        _given.Venue.On(DepositPath, Page(0, 1_000));

        Assert.Equal(FaultKind.Unreadable, Ask().Fault().Kind);
    }

    [Fact]
    public void The_reading_is_as_of_its_first_request()
    {
        _given.Venue.On(WithdrawalPath, _ =>
        {
            _given.Clock.Advance(TimeSpan.FromSeconds(3));
            return ScriptedVenue.Json("[]");
        });

        Assert.Equal(ManualClock.Noon, Ask().Answer().AsOf);
    }

    [Fact]
    public void A_moment_before_the_exchange_begins_where_it_began()
    {
        _given.Clock.Advance(TimeSpan.FromDays(1)); // The withdrawals of a whole history need more than one minute's budget.

        var fault = Ask(DateTimeOffset.MinValue).Fault();

        Assert.Equal(FaultKind.Deferred, fault.Kind);
        Assert.InRange(_given.Venue.AskedFor(DepositPath).Count, 30, 40);
        Assert.InRange(_given.Venue.AskedFor(WithdrawalPath).Count, 5, 10);
    }

    private ExchangeReply<ImmutableArray<ExternalFlow>> Ask(DateTimeOffset? since = null) => _given.Ask(() =>
        _given.Binance.GetFlowsAsync(Given.Credentials, since ?? ManualClock.Noon.AddDays(-7), CancellationToken.None));

    private static string Page(int first, int count) =>
        $"[{string.Join(',', Enumerable.Range(first, count).Select(id => $$"""{"id":"{{id}}","amount":"1","coin":"BTC","status":1,"insertTime":1772400000000}"""))}]";
}
