using System.Net;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Tests.Support;

namespace PortfolioOrleans.Exchanges.Tests.Okx;

/// <summary>How OKX's lists are walked, whatever is in them.</summary>
public sealed class OkxHistoryTests
{
    private const string Recent = "/api/v5/account/bills";
    private const string Archive = "/api/v5/account/bills-archive";
    private const string Deposits = "/api/v5/asset/deposit-history";

    private readonly Given _given = new();
    private readonly List<(long Id, DateTimeOffset At)> _bills = [];

    public OkxHistoryTests() => _given.Venue
        .On(Recent, asked => Bills(asked, TimeSpan.FromDays(7)))
        .On(Archive, asked => Bills(asked, TimeSpan.FromDays(90)));

    private int Asked => _given.Venue.AskedFor(Recent).Count + _given.Venue.AskedFor(Archive).Count;

    [Fact]
    public void A_first_walk_reads_what_is_recent_and_then_what_is_archived()
    {
        Happen(250, every: TimeSpan.FromHours(6)); // 62 days; 28 of the rows within seven.

        var ids = WalkToTheEnd(out var cursor);

        Assert.Equal(250, ids.Distinct().Count());
        Assert.Single(_given.Venue.AskedFor(Recent));
        Assert.Equal(3, _given.Venue.AskedFor(Archive).Count);
        Assert.True(cursor.Length < 300);
    }

    [Fact]
    public void A_second_walk_reads_only_what_is_new_and_costs_one_request()
    {
        Happen(250, every: TimeSpan.FromHours(6));
        _given.Clock.Advance(TimeSpan.FromHours(1)); // Rows of the last quarter of an hour come twice, lest a late one be missed.
        WalkToTheEnd(out var cursor);
        var before = Asked;
        _given.Clock.Advance(TimeSpan.FromHours(1));
        _bills.Insert(0, (10_000, _given.Clock.GetUtcNow().AddMinutes(-30)));

        var page = Ask("bills", cursor).Value();

        Assert.True(page.IsEnd);
        Assert.Equal("bill:10000", Assert.Single(page.Transactions).Id);
        Assert.Equal(before + 1, Asked);
    }

    [Fact]
    public void After_a_long_absence_the_archive_is_asked_again_as_far_as_needed()
    {
        Happen(20, every: TimeSpan.FromHours(1));
        _given.Clock.Advance(TimeSpan.FromHours(1));
        WalkToTheEnd(out var cursor);
        _given.Clock.Advance(TimeSpan.FromDays(30));
        Happen(400, every: TimeSpan.FromHours(1), firstId: 50_000); // Sixteen days, more than the recent list knows.

        var ids = WalkToTheEnd(out _, cursor);

        Assert.Equal(400, ids.Distinct().Count());
    }

    /// <summary>Killed after each page, with whatever cursor was kept last, and once in a while before it was kept.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_walk_that_is_interrupted_goes_on_and_misses_nothing(int seed)
    {
        var chance = new Random(seed);
        Happen(731, every: TimeSpan.FromMinutes(150));
        var ids = new HashSet<string>();
        string? kept = null;
        for (var pages = 0; ; pages++)
        {
            Assert.True(pages < 100);
            var page = Ask("bills", kept).Value();
            ids.UnionWith(page.Transactions.Select(row => row.Id));
            if (chance.Next(4) == 0)
            {
                continue; // Killed between the rows and the cursor.
            }

            _bills.Insert(0, (20_000 + pages, _given.Clock.GetUtcNow())); // Life goes on meanwhile.
            kept = page.Cursor;
            if (page.IsEnd)
            {
                break;
            }
        }

        ids.UnionWith(WalkToTheEnd(out _, kept));

        Assert.Equal(_bills.Select(row => $"bill:{row.Id}").Order(), ids.Order());
    }

    [Fact]
    public void A_failed_page_moves_no_cursor()
    {
        Happen(150, every: TimeSpan.FromHours(1));
        var first = Ask("bills", null).Value();
        _given.Venue.On(Recent, _ => ScriptedVenue.Json("", HttpStatusCode.BadGateway));

        Assert.Equal(FaultKind.Unreachable, Ask("bills", first.Cursor).Fault().Kind);

        _given.Venue.On(Recent, asked => Bills(asked, TimeSpan.FromDays(7)));
        Assert.NotEmpty(Ask("bills", first.Cursor).Value().Transactions);
    }

    [Fact]
    public void Rows_of_one_millisecond_are_not_lost_between_two_pages()
    {
        var at = ManualClock.Noon.AddDays(-1).ToUnixTimeMilliseconds();
        AnswerDeposits([.. Enumerable.Range(0, 350).Select(id => (id, at - (id / 7), 2))]);

        var ids = WalkToTheEnd(out _, null, "deposits");

        Assert.Equal(350, ids.Distinct().Count());
    }

    [Fact]
    public void A_deposit_that_was_waiting_is_looked_for_until_it_arrives()
    {
        var at = ManualClock.Noon.AddDays(-5).ToUnixTimeMilliseconds();
        AnswerDeposits([(1, at, 0), (2, at - 1, 2)]);
        Assert.Equal(["deposit:2"], WalkToTheEnd(out var cursor, null, "deposits"));

        AnswerDeposits([(1, at, 2), (2, at - 1, 2)]);
        _given.Clock.Advance(TimeSpan.FromHours(3));

        Assert.Equal(["deposit:1"], WalkToTheEnd(out cursor, cursor, "deposits"));
        Assert.Empty(WalkToTheEnd(out _, cursor, "deposits"));
    }

    [Fact]
    public void A_venue_that_repeats_a_page_for_ever_is_not_read_for_ever()
    {
        Happen(100, every: TimeSpan.FromMinutes(1));
        _given.Venue.On(Recent, _ => Bills(new Asked("GET", Recent, Recent, "", new Dictionary<string, string>()), TimeSpan.FromDays(7)));
        var first = Ask("bills", null).Value();

        Assert.Equal(FaultKind.Unreadable, Ask("bills", first.Cursor).Fault().Kind);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a cursor")]
    [InlineData("""{"list":99}""")]
    [InlineData("""{"list":-1}""")]
    [InlineData("[]")]
    [InlineData("null")]
    public void A_cursor_that_cannot_be_read_begins_anew(string cursor)
    {
        Happen(3, every: TimeSpan.FromMinutes(1));

        Assert.Equal(3, Ask("bills", cursor).Value().Transactions.Length);
    }

    [Fact]
    public void Kinds_of_instruments_an_account_cannot_have_are_passed_over()
    {
        _given.Venue
            .On("/api/v5/trade/fills", """{"code":"0","data":[],"msg":""}""")
            .On("/api/v5/trade/fills-history", asked => ScriptedVenue.Json(asked.Parameter("instType") == "SPOT"
                ? """{"code":"0","msg":"","data":[{"instType":"SPOT","instId":"BTC-USDT","tradeId":"1","ordId":"2","billId":"3","side":"buy","fillPx":"10","fillSz":"1","ts":"1772400000000"}]}"""
                : """{"code":"51010","msg":"Operation is not supported under the current account mode","data":[]}"""));

        Assert.Equal(["fill:BTC-USDT:2:1"], WalkToTheEnd(out _, null, "fills"));
        Assert.Equal(["SPOT", "MARGIN", "SWAP", "FUTURES", "OPTION"], _given.Venue.AskedFor("/api/v5/trade/fills-history").Select(asked => asked.Parameter("instType")));
    }

    [Fact]
    public void Every_history_is_described_once_and_others_are_a_mistake()
    {
        var histories = _given.Okx.Venue.Histories;

        Assert.Equal(["deposits", "withdrawals", "fills", "bills", "funding-bills", "converts", "savings"], histories.Select(history => history.Id));
        Assert.Equal(TimeSpan.FromDays(90), histories.Single(history => history.Id == "fills").Reach);
        Assert.Throws<ArgumentOutOfRangeException>(() => Ask("spot-fills", null));
    }

    private List<string> WalkToTheEnd(out string cursor, string? from = null, string history = "bills")
    {
        var ids = new List<string>();
        for (var pages = 0; ; pages++)
        {
            Assert.True(pages < 100, "A walk comes to an end.");
            var page = Ask(history, from).Value();
            ids.AddRange(page.Transactions.Select(row => row.Id));
            Assert.All(page.Transactions.Zip(page.Transactions.Skip(1)), pair => Assert.True(pair.First.At <= pair.Second.At));
            cursor = from = page.Cursor;
            if (page.IsEnd)
            {
                return ids;
            }
        }
    }

    private ExchangeReply<HistoryPage> Ask(string history, string? cursor) =>
        _given.Ask(() => _given.Okx.GetTransactionsAsync(Given.Credentials, new HistoryQuery(history, cursor, []), CancellationToken.None));

    /// <summary>So many bills up to now, ids rising.</summary>
    private void Happen(int count, TimeSpan every, long firstId = 1)
    {
        var now = _given.Clock.GetUtcNow();
        for (var back = count - 1; back >= 0; back--)
        {
            _bills.Insert(0, (firstId + count - 1 - back, now - (back * every)));
        }
    }

    private HttpResponseMessage Bills(Asked asked, TimeSpan reach) => ScriptedVenue.Json(Envelope(_bills
        .Where(row => row.At >= _given.Clock.GetUtcNow() - reach)
        .SkipWhile(row => asked.Parameter("after") is { } after && row.Id.ToString() != after)
        .Skip(asked.Parameter("after") is null ? 0 : 1)
        .Take(100)
        .Select(row => $$"""{"billId":"{{row.Id}}","ccy":"USDT","balChg":"-1","type":"8","subType":"173","ts":"{{row.At.ToUnixTimeMilliseconds()}}"}""")));

    private void AnswerDeposits((int Id, long At, int State)[] rows) => _given.Venue.On(Deposits, asked => ScriptedVenue.Json(Envelope(rows
        .Where(row => asked.Parameter("after") is not { } after || row.At < long.Parse(after))
        .Take(100)
        .Select(row => $$"""{"depId":"{{row.Id}}","ccy":"BTC","amt":"1","state":"{{row.State}}","ts":"{{row.At}}"}"""))));

    private static string Envelope(IEnumerable<string> rows) => $$"""{"code":"0","msg":"","data":[{{string.Join(',', rows)}}]}""";
}
