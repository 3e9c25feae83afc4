using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Storage.Accounts;
using PortfolioOrleans.Storage.Ledger;
using PortfolioOrleans.Storage.Tests.Given;

namespace PortfolioOrleans.Storage.Tests.Ledger;

public abstract class TransactionStoreTests(Twin twin) : StoreTests(twin)
{
    private static readonly Asset Eth = Asset.Parse("ETH");
    private static readonly Asset Bnb = Asset.Parse("BNB");
    private static readonly Symbol BtcUsdt = Symbol.Parse("BTC-USDT");

    private static readonly Transaction Fill = new(
        "spot-fill:BTCUSDT:28457", TransactionKind.Buy, Noon, WalletKind.Spot,
        [Leg(LegKind.Principal, 0.5m, Asset.Btc), Leg(LegKind.Principal, -30_000m, Asset.Usdt), Leg(LegKind.Fee, -0.01m, Bnb)],
        new Trade("BTCUSDT", BtcUsdt, TradeSide.Buy, 0.5m, 60_000m, Position: null, IsMaker: true, OrderId: "100234"));

    private static readonly Transaction Closed = new(
        "futures-fill:ETHUSDT:9", TransactionKind.FuturesTrade, Noon.AddHours(-1), WalletKind.Futures,
        [Leg(LegKind.RealizedPnl, -12.5m, Asset.Usdt), Leg(LegKind.Fee, 0.02m, Asset.Usdt)],
        new Trade("ETHUSDT", Symbol.Parse("ETH-USDT"), TradeSide.Sell, 1.50m, 2_500.10m, PositionSide.Long));

    private static readonly Transaction Moved = new(
        "transfer:77", TransactionKind.TransferOut, Noon.AddHours(-2), WalletKind.Spot, [Leg(LegKind.Principal, -5m, Eth)], Trade: null,
        WalletKind.Futures, "0xabc");

    private static readonly Transaction Opened = Closed with { Id = "futures-fill:ETHUSDT:8", At = Noon.AddHours(-3), Legs = [] };

    private ITransactionStore Ledger => Get<ITransactionStore>();

    [Fact]
    public async Task A_transaction_is_listed_as_it_was_appended_with_the_moment_it_was_learned()
    {
        await GivenAliceAsync();

        Assert.Equal(4, await AppendAsync(Moved, Fill, Opened, Closed));

        var listed = await ListAsync();
        AssertSame([Fill, Closed, Moved, Opened], listed);
        Assert.All(listed, row => Assert.Equal(("acc-1", Get<SetClock>().Now), (row.AccountId, row.RecordedAt)));
        Assert.Equal(4, await Ledger.CountAsync("acc-1", None));
    }

    [Fact]
    public async Task A_page_read_twice_adds_what_is_new_and_nothing_else()
    {
        await GivenAliceAsync();
        await AppendAsync(Fill, Closed);
        var learned = Get<SetClock>().Now;
        Get<SetClock>().Now = learned.AddHours(1);

        Assert.Equal(1, await AppendAsync(Closed, Moved, Fill));
        Assert.Equal(0, await AppendAsync(Closed, Moved, Fill));

        var listed = await ListAsync();
        AssertSame([Fill, Closed, Moved], listed);
        Assert.Equal([learned, learned, learned.AddHours(1)], listed.Select(row => row.RecordedAt));
    }

    [Fact]
    public async Task The_same_id_stays_as_it_was_whatever_comes_with_it_in_whatever_month()
    {
        await GivenAliceAsync();
        await AppendAsync(Fill);

        Assert.Equal(0, await AppendAsync(Fill with { At = Noon.AddMonths(2) }));
        Assert.Equal(0, await AppendAsync(Moved with { Id = Fill.Id, At = Noon.AddYears(-40) }));
        Assert.Equal(1, await AppendAsync(Moved, Moved with { At = Noon, Reference = "0xdef" }));

        AssertSame([Fill, Moved], await ListAsync());
        Assert.Equal([Bnb, Asset.Btc, Eth, Asset.Usdt], (await Ledger.ListAssetsAsync("acc-1", None)).AsEnumerable());
    }

    [Fact]
    public async Task Two_equal_fills_of_one_second_are_two()
    {
        await GivenAliceAsync();
        var twin = Fill with { Id = "spot-fill:BTCUSDT:28458" };

        Assert.Equal(2, await AppendAsync(twin, Fill));

        AssertSame([Fill, twin], await ListAsync());
    }

    [Fact]
    public async Task An_id_is_unique_in_its_account_alone()
    {
        await GivenAliceAsync();
        await GivenAccountAsync("acc-2", "alice", "okx");
        await AppendAsync(Fill);

        Assert.Equal(1, await Ledger.AppendAsync("alice", "acc-2", [Fill], mark: null, None));

        Assert.Equal(["acc-1", "acc-2"], (await ListAsync()).Select(row => row.AccountId));
        Assert.Equal(1, await Ledger.CountAsync("acc-2", None));
    }

    [Fact]
    public async Task Numbers_keep_every_digit_and_their_scale()
    {
        await GivenAliceAsync();
        decimal[] numbers =
        [
            0.00000001m, 0.0000000000000000000000000001m, -0.0000000000000000000000000001m, 1.234567890123456789012345678m,
            9_999_999_999_999_999_999_999_999_999m, decimal.MaxValue, decimal.MinValue, 0m, 1.10m, 100m,
        ];
        var given = numbers
            .Select((number, i) => Fill with
            {
                Id = $"{i}",
                Legs = [Leg(LegKind.Principal, number, Asset.Btc), Leg(LegKind.Fee, number, Asset.Usdt)],
                Trade = Fill.Trade! with { Quantity = number, Price = number },
            })
            .ToArray();

        await AppendAsync(given);

        var listed = await ListAsync();
        AssertSame(given, listed);
        var digits = numbers.Select(number => number.ToString()).ToArray();
        Assert.Equal(digits, listed.Select(row => row.Transaction.Legs[0].Change.Amount.ToString()));
        Assert.Equal(digits, listed.Select(row => row.Transaction.Trade!.Price.ToString()));
    }

    [Fact]
    public async Task Times_are_cut_to_the_microsecond_and_told_in_utc()
    {
        await GivenAliceAsync();
        var local = new DateTimeOffset(Noon.Ticks, TimeSpan.FromHours(2)).AddTicks(1_234_567);

        await Ledger.AppendAsync("alice", "acc-1", [Fill with { At = local }], Mark("fills") with { Oldest = local, At = local }, None);

        var cut = Noon.AddHours(-2).AddTicks(1_234_560);
        Assert.Equal((cut, TimeSpan.Zero), ((await ListAsync())[0].Transaction.At, (await ListAsync())[0].Transaction.At.Offset));
        Assert.Equal([Mark("fills") with { Oldest = cut, At = cut }], await MarksAsync());
        Assert.Empty(await ListAsync(new(Since: local)));
        Assert.Single(await ListAsync(new(Until: local)));
        Assert.Single(await ListAsync(new(Since: cut)));
        Assert.Empty(await ListAsync(new(Until: cut)));
    }

    [Fact]
    public async Task Texts_are_opaque()
    {
        await GivenAliceAsync();
        Asset[] assets = [.. new[] { "1000SATS", "BTC", "a'b\"c\\d", "stETH", "币安人生", "😀" }.Select(Asset.Parse)];
        var odd = Fill with
        {
            Id = "{},\"\\' 币 😀",
            Reference = "",
            Legs = [.. assets.Select(asset => Leg(LegKind.Principal, 1m, asset))],
            Trade = Fill.Trade! with { Instrument = "币-😀{}", OrderId = "" },
        };

        await AppendAsync(odd);

        AssertSame([odd], await ListAsync());
        Assert.Equal(assets.Append(Asset.Usdt).Order(), await Ledger.ListAssetsAsync("acc-1", None));
    }

    [Fact]
    public async Task The_assets_are_those_of_legs_and_of_traded_pairs_once_each_in_order()
    {
        await GivenAliceAsync();
        await AppendAsync(Opened);
        Assert.Equal([Eth, Asset.Usdt], (await Ledger.ListAssetsAsync("acc-1", None)).AsEnumerable());

        await AppendAsync(Fill, Closed, Moved);

        Assert.Equal([Bnb, Asset.Btc, Eth, Asset.Usdt], (await Ledger.ListAssetsAsync("acc-1", None)).AsEnumerable());
    }

    [Fact]
    public async Task A_mark_replaces_that_of_its_own_history()
    {
        await GivenAliceAsync();
        var first = Mark("fills") with { Cursor = "page 1", Done = 1 };
        var deposits = Mark("deposits") with { OfAbout = null, Oldest = null, IsComplete = true, Cursor = "" };
        await Ledger.AppendAsync("alice", "acc-1", [Fill], first, None);
        await Ledger.AppendAsync("alice", "acc-1", [], deposits, None);
        Assert.Equal([deposits, first], await MarksAsync());

        var second = first with { Cursor = new string('x', 256 * 1024), Done = 2, IsComplete = true, At = Noon.AddDays(-1) };
        Assert.Equal(0, await Ledger.AppendAsync("alice", "acc-1", [Fill], second, None));

        Assert.Equal([deposits, second], await MarksAsync());
    }

    [Fact]
    public async Task An_append_that_makes_no_sense_leaves_nothing_of_itself()
    {
        await GivenAliceAsync();
        var fee = Leg(LegKind.Fee, -1m, default);
        Transaction[] senseless =
        [
            Moved with { Id = "" },
            Moved with { Id = "a\0b" },
            Moved with { Id = new string('x', 501) },
            Moved with { Legs = [fee] },
            Moved with { Legs = default },
            Moved with { Reference = "\ud800" },
            Fill with { Trade = Fill.Trade! with { Symbol = default } },
            Fill with { Trade = Fill.Trade! with { Instrument = "" } },
        ];

        foreach (var transaction in senseless)
        {
            await Assert.ThrowsAnyAsync<ArgumentException>(() => Ledger.AppendAsync("alice", "acc-1", [Closed, transaction], Mark("fills"), None));
        }

        await Assert.ThrowsAnyAsync<ArgumentException>(() => Ledger.AppendAsync("alice", "acc-1", default, Mark("fills"), None));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Ledger.AppendAsync("alice", "acc-1", [Closed], Mark(""), None));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Ledger.AppendAsync("alice", "acc-1", [Closed], Mark("fills") with { Cursor = "\0" }, None));
        Assert.Empty(await ListAsync());
        Assert.Empty(await MarksAsync());
    }

    [Fact]
    public async Task Transactions_and_marks_go_to_an_account_of_their_own_user_alone()
    {
        await GivenAliceAsync();
        await GivenUserAsync("bob");
        await Ledger.AppendAsync("alice", "acc-1", [Fill], Mark("fills"), None);

        await Assert.ThrowsAsync<KeyNotFoundException>(() => Ledger.AppendAsync("bob", "acc-1", [Fill, Closed], Mark("fills") with { Cursor = "stolen" }, None));
        await Assert.ThrowsAsync<KeyNotFoundException>(() => Ledger.AppendAsync("bob", "acc-1", [], mark: null, None));
        await Assert.ThrowsAsync<KeyNotFoundException>(() => Ledger.AppendAsync("alice", "acc-9", [Closed], Mark("fills"), None));

        AssertSame([Fill], await ListAsync());
        Assert.Equal([Mark("fills")], await MarksAsync());
        Assert.Empty(await Ledger.ListAsync("bob", new(), None));
        Assert.Empty(await Ledger.ListAsync("bob", new(AccountId: "acc-1"), None));
    }

    [Fact]
    public async Task A_removed_account_keeps_its_transactions_and_marks()
    {
        await GivenAliceAsync();
        await Ledger.AppendAsync("alice", "acc-1", [Fill, Closed], Mark("fills"), None);

        await Get<IAccountStore>().RemoveAsync("acc-1", Noon, None);

        AssertSame([Fill, Closed], await ListAsync());
        Assert.Equal([Mark("fills")], await MarksAsync());
        Assert.Equal(2, await Ledger.CountAsync("acc-1", None));
    }

    [Fact]
    public async Task An_account_without_transactions_has_none()
    {
        await GivenAliceAsync();

        Assert.Equal(0, await AppendAsync());

        Assert.Empty(await ListAsync());
        Assert.Empty(await MarksAsync());
        Assert.Empty(await Ledger.ListAssetsAsync("acc-9", None));
        Assert.Equal(0, await Ledger.CountAsync("acc-9", None));
        Assert.Empty(await Ledger.ListAsync("nobody", new(Before: new(Noon, "", "")), None));
    }

    [Fact]
    public async Task Pages_go_on_where_the_last_one_ended_through_ties_of_time_account_and_month()
    {
        await GivenAliceAsync();
        await GivenAccountAsync("acc-2", "alice", "okx");
        DateTimeOffset[] times = [Noon, Noon.AddTicks(10), Noon.AddMonths(-1), Noon.AddYears(-1)];
        string[] ids = ["b", "a", "C", "é", "10", "9", "\uff21", "😀"]; // The last two change places where UTF-16 decides.
        foreach (var account in new[] { "acc-2", "acc-1" })
        {
            await Ledger.AppendAsync(
                "alice", account, [.. times.SelectMany((at, i) => ids.Select(id => Moved with { Id = $"{id}{i}", At = at }))], mark: null, None);
        }

        var all = await ListAsync(new(Limit: 10_000));
        Assert.Equal(64, all.Length);
        Assert.Equal(["101", "91", "C1", "a1", "b1", "é1", "\uff211", "😀1"], all.Take(8).Select(row => row.Transaction.Id));
        Assert.Equal(["acc-1", "acc-2", "acc-1", "acc-2"], all.Chunk(8).Take(4).Select(rows => rows[0].AccountId));

        foreach (var limit in new[] { 1, 3, 8, 63, 64 })
        {
            var pages = new List<StoredTransaction>();
            TransactionPlace? before = null;
            while (await ListAsync(new(Before: before, Limit: limit)) is { Length: > 0 } page)
            {
                pages.AddRange(page);
                before = new TransactionPlace(page[^1].Transaction.At, page[^1].AccountId, page[^1].Transaction.Id);
            }

            Assert.Equal(all.Select(Key), pages.Select(Key));
        }

        static (string, string) Key(StoredTransaction row) => (row.AccountId, row.Transaction.Id);
    }

    [Fact]
    public async Task A_place_need_not_be_taken()
    {
        await GivenAliceAsync();
        await AppendAsync(Fill, Closed, Moved);

        AssertSame([Closed, Moved], await ListAsync(new(Before: new(Noon.AddMinutes(-1), "", ""))));
        AssertSame([Fill, Closed, Moved], await ListAsync(new(Before: new(Noon, "acc-0", "x"))));
        AssertSame([Closed, Moved], await ListAsync(new(Before: new(Noon, "acc-2", ""))));
        Assert.Empty(await ListAsync(new(Before: new(Noon.AddYears(-9), "", ""))));
    }

    [Fact]
    public async Task Filters_take_what_they_name_and_narrow_each_other()
    {
        await GivenAliceAsync();
        await GivenAccountAsync("acc-2", "alice", "okx");
        await AppendAsync(Fill, Closed, Moved, Opened);
        var other = Fill with { Id = "other", At = Noon.AddHours(-4) };
        await Ledger.AppendAsync("alice", "acc-2", [other], mark: null, None);

        AssertSame([Fill, Closed, Moved, Opened], await ListAsync(new(AccountId: "acc-1")));
        Assert.Empty(await ListAsync(new(AccountId: "acc-9")));
        AssertSame([Closed, Moved], await ListAsync(new(Since: Noon.AddHours(-2), Until: Noon)));
        AssertSame([Fill, other], await ListAsync(new(Symbol: BtcUsdt)));
        Assert.Empty(await ListAsync(new(Symbol: Symbol.Parse("USDT-BTC"))));
        AssertSame([Moved], await ListAsync(new(Kinds: [TransactionKind.TransferOut])));
        AssertSame([Fill, Moved, other], await ListAsync(new(Kinds: [TransactionKind.TransferOut, TransactionKind.Buy])));
        Assert.Empty(await ListAsync(new(Kinds: [])));
        AssertSame([other], await ListAsync(new(AccountId: "acc-2", Symbol: BtcUsdt, Kinds: [TransactionKind.Buy], Until: Noon)));
        AssertSame([Closed], await ListAsync(new(Kinds: [TransactionKind.FuturesTrade], Before: new(Noon, "acc-1", Fill.Id), Limit: 1)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10_001)]
    public async Task A_page_has_one_row_at_least_and_ten_thousand_at_most(int limit) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => ListAsync(new(Limit: limit)));

    [Fact]
    public async Task Of_callers_who_append_one_page_at_once_each_transaction_is_new_to_one()
    {
        await GivenAliceAsync();
        var page = Enumerable.Range(0, 50).Select(i => Fill with { Id = $"{i}", At = Noon.AddMinutes(-i) }).ToArray();

        var added = await Task.WhenAll(Enumerable.Range(0, 8).Select(caller => AppendAsync([.. page.Skip(caller), .. page.Take(caller)])));

        Assert.Equal(50, added.Sum());
        AssertSame(page, await ListAsync());
    }

    [Fact]
    public async Task Appends_to_many_accounts_at_once_all_arrive_and_a_strangers_alone_is_refused()
    {
        await GivenUserAsync("alice");
        var ids = Enumerable.Range(0, 20).Select(i => $"acc-{i:00}").ToArray();
        foreach (var id in ids)
        {
            await GivenAccountAsync(id, "alice");
        }

        var stranger = Assert.ThrowsAsync<KeyNotFoundException>(() => Ledger.AppendAsync("bob", "acc-07", [Fill with { Id = "bob's" }], Mark("fills"), None));
        var added = await Task.WhenAll(ids.SelectMany((id, i) => Enumerable.Range(0, 3).Select(page => Ledger.AppendAsync(
            "alice", id, [.. Enumerable.Range(0, i).Select(n => Fill with { Id = $"{page}:{n}" })], Mark("fills") with { Done = page }, None))));

        await stranger;
        Assert.Equal(ids.SelectMany((_, i) => new[] { i, i, i }), added);
        for (var i = 0; i < ids.Length; i++)
        {
            Assert.Equal(3 * i, await Ledger.CountAsync(ids[i], None));
            Assert.Equal(2, (await Ledger.LoadMarksAsync(ids[i], None)).Single().Done);
        }
    }

    /// <summary>A model kept beside the store: the first of each id, listed by a plain sort.</summary>
    [Fact]
    public async Task Random_appends_are_listed_as_a_plain_list_would_be()
    {
        await GivenAliceAsync();
        var random = new Random(20260803);
        var kinds = new[] { TransactionKind.Buy, TransactionKind.Deposit, TransactionKind.Funding };
        var model = new Dictionary<string, Transaction>();

        for (var i = 0; i < 40; i++)
        {
            var page = Enumerable.Range(0, random.Next(12))
                .Select(_ => Moved with { Id = $"{random.Next(150)}", At = Noon.AddDays(-random.Next(90)), Kind = kinds[random.Next(3)] })
                .ToArray();
            Assert.Equal(page.Count(transaction => model.TryAdd(transaction.Id, transaction)), await AppendAsync(page));
        }

        foreach (var kind in kinds)
        {
            var until = Noon.AddDays(-random.Next(90));
            AssertSame(
                [.. model.Values.Where(t => t.Kind == kind && t.At < until).OrderByDescending(t => t.At).ThenBy(t => t.Id, StringComparer.Ordinal).Take(20)],
                await ListAsync(new(Kinds: [kind], Until: until, Limit: 20)));
        }
    }

    [Fact]
    public async Task Lines_that_people_give_are_added_with_what_they_correct_and_why()
    {
        await GivenAliceAsync();
        await AppendAsync(Fill);
        var instead = new LedgerLine("acc-1", Fill with { Id = "manual:1", Legs = [Leg(LegKind.Principal, 0.4m, Asset.Btc)] }, Fill.Id, "0.4, says the receipt");
        var nothing = new LedgerLine("acc-1", Fill with { Id = "manual:2", Legs = [], Trade = null }, "manual:1", "never happened", IsVoid: true);

        Assert.Equal(2, await Ledger.AddAsync("alice", [instead, nothing], None));
        Assert.Equal(0, await Ledger.AddAsync("alice", [nothing, instead], None));

        var listed = (await ListAsync()).ToDictionary(row => row.Transaction.Id);
        Assert.Equal((Fill.Id, "0.4, says the receipt", false), (listed["manual:1"].Corrects, listed["manual:1"].Reason, listed["manual:1"].IsVoid));
        Assert.Equal(("manual:1", "never happened", true), (listed["manual:2"].Corrects, listed["manual:2"].Reason, listed["manual:2"].IsVoid));
        Assert.Equal((null, null, false), (listed[Fill.Id].Corrects, listed[Fill.Id].Reason, listed[Fill.Id].IsVoid));
        Assert.Null(listed["manual:2"].ToEntry().Transaction);
    }

    [Fact]
    public async Task Lines_of_several_accounts_are_added_all_or_none()
    {
        await GivenAliceAsync();
        await Get<IAccountStore>().AddManualAsync("manual-alice", "alice", "by hand", Noon, None);
        await Get<IAccountStore>().AddManualAsync("manual-alice", "alice", "by hand", Noon.AddDays(1), None);
        await GivenUserAsync("bob");
        await GivenAccountAsync("acc-bob", "bob");
        LedgerLine[] lines = [new("acc-1", Fill), new("manual-alice", Moved), new("acc-bob", Closed)];

        await Assert.ThrowsAsync<KeyNotFoundException>(() => Ledger.AddAsync("alice", [.. lines], None));
        await Assert.ThrowsAsync<KeyNotFoundException>(() => Ledger.AddAsync("alice", [lines[0], new("acc-9", Closed)], None));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Ledger.AddAsync("alice", [lines[0], new("acc-1", Moved, IsVoid: true)], None));
        Assert.Empty(await ListAsync());

        Assert.Equal(2, await Ledger.AddAsync("alice", [.. lines[..2]], None));

        Assert.Equal(["acc-1", "manual-alice"], (await ListAsync()).Select(row => row.AccountId));
        Assert.Equal(["acc-1"], (await Get<IAccountStore>().ListAsync("alice", None)).Select(account => account.Id));
        await Assert.ThrowsAsync<AlreadyExistsException>(() => Get<IAccountStore>().AddManualAsync("manual-alice", "bob", "", Noon, None));
    }

    [Fact]
    public async Task Lines_are_listed_as_they_were_recorded_from_a_place_on()
    {
        await GivenAliceAsync();
        await GivenAccountAsync("acc-2", "alice", "okx");
        await GivenUserAsync("bob");
        var start = Get<SetClock>().Now;
        await AppendAsync(Fill, Opened);
        await Ledger.AppendAsync("alice", "acc-2", [Moved], mark: null, None);
        Get<SetClock>().Now = start.AddMinutes(1);
        await AppendAsync(Closed);

        var all = await Ledger.ListRecordedAsync("alice", RecordedPlace.From(start), 10, None);
        var later = await Ledger.ListRecordedAsync("alice", RecordedPlace.From(start.AddTicks(1)), 10, None);
        var second = await Ledger.ListRecordedAsync("alice", new RecordedPlace(start, "acc-1", Opened.Id), 2, None);

        Assert.Equal([Opened.Id, Fill.Id, Moved.Id, Closed.Id], all.Select(row => row.Transaction.Id));
        Assert.Equal([Closed.Id], later.Select(row => row.Transaction.Id));
        Assert.Equal([Fill.Id, Moved.Id], second.Select(row => row.Transaction.Id));
        Assert.Empty(await Ledger.ListRecordedAsync("alice", RecordedPlace.From(start.AddMinutes(2)), 10, None));
        Assert.Empty(await Ledger.ListRecordedAsync("bob", RecordedPlace.From(start), 10, None));
    }

    private static Leg Leg(LegKind kind, decimal change, Asset asset) => new(kind, new Money(change, asset));

    private static HistoryMark Mark(string history) => new(history, "cursor", IsComplete: false, Done: 3, OfAbout: 10, Noon.AddDays(-9), Noon);

    /// <summary>Legs leg by leg: an array compares by identity.</summary>
    private static void AssertSame(Transaction[] expected, ImmutableArray<StoredTransaction> actual)
    {
        Assert.Equal(expected.Select(transaction => transaction with { Legs = [] }), actual.Select(row => row.Transaction with { Legs = [] }));
        Assert.Equal(expected.SelectMany(transaction => transaction.Legs), actual.SelectMany(row => row.Transaction.Legs));
        Assert.Equal(expected.Select(transaction => transaction.Legs.Length), actual.Select(row => row.Transaction.Legs.Length));
    }

    private async Task GivenAliceAsync()
    {
        await GivenUserAsync("alice");
        await GivenAccountAsync("acc-1", "alice");
    }

    private Task<int> AppendAsync(params Transaction[] transactions) => Ledger.AppendAsync("alice", "acc-1", [.. transactions], mark: null, None);

    private Task<ImmutableArray<StoredTransaction>> ListAsync(TransactionFilter? filter = null) => Ledger.ListAsync("alice", filter ?? new(), None);

    private async Task<HistoryMark[]> MarksAsync() => [.. await Ledger.LoadMarksAsync("acc-1", None)];

    public sealed class OnMemory() : TransactionStoreTests(Twin.Memory);

    [Collection(TestServer.Name)]
    public sealed class OnPostgres(TestServer server) : TransactionStoreTests(Twin.Postgres(server));
}
