using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Grains.Accounts;
using PortfolioOrleans.Grains.Venues;
using PortfolioOrleans.Storage.Ledger;
using PortfolioOrleans.Testing;

namespace PortfolioOrleans.Grains.Tests.Accounts;

public sealed class HistoryWalkTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    private readonly StoppedClock _clock = new(Noon);
    private readonly FakeVenue _venue;
    private readonly ITransactionStore _store;

    public HistoryWalkTests()
    {
        _venue = new FakeVenue("fake", _clock, new FakeWallet(WalletKind.Spot));
        var fills = _venue.Account("key").Histories["fills"];
        for (var number = 1; number <= 5; number++)
        {
            fills.Add(Fill(number));
        }

        _store = Stores.Transactions(_clock, "alice", "fake-1");
    }

    private HistoryWalk NewWalk() => new(_venue, Keys.Of("key"), _store, new RetryPauses(new Random(1)), _clock, "alice", "fake-1");

    private static Transaction Fill(int number) => new(
        $"fill-{number}", TransactionKind.Buy, Noon.AddDays(-10 + number), WalletKind.Spot, [new Leg(LegKind.Principal, new Money(number, Asset.Btc))]);

    private async Task<DateTimeOffset> StepAsync(HistoryWalk walk, int steps = 1)
    {
        var next = Noon;
        for (var step = 0; step < steps; step++)
        {
            next = await walk.StepAsync([Asset.Btc], new SyncOptions(), CancellationToken.None);
        }

        return next;
    }

    private async Task<string[]> StoredAsync() =>
        [.. (await _store.ListAsync("alice", new TransactionFilter(), CancellationToken.None)).Select(stored => stored.Transaction.Id).Order()];

    [Fact]
    public async Task A_walk_reads_every_page_and_then_looks_again_every_few_minutes()
    {
        var walk = NewWalk();

        var next = await StepAsync(walk, 4); // Three pages of two fills, and the end of the empty history.

        Assert.Equal(["fill-1", "fill-2", "fill-3", "fill-4", "fill-5"], await StoredAsync());
        Assert.Equal(Noon.AddMinutes(5), next);
        Assert.All(walk.Rows, row => Assert.True(row.IsComplete));
        Assert.Equal((5, 5, Noon.AddDays(-9)), (walk.Rows[0].Done, walk.Rows[0].OfAbout, walk.Rows[0].Oldest));
    }

    [Fact]
    public async Task A_walk_cut_off_at_any_page_goes_on_there_and_loses_and_doubles_nothing()
    {
        for (var life = 0; life < 6; life++)
        {
            await StepAsync(NewWalk(), 2);
        }

        Assert.Equal(["fill-1", "fill-2", "fill-3", "fill-4", "fill-5"], await StoredAsync());
        Assert.Equal(5, await _store.CountAsync("fake-1", CancellationToken.None));
    }

    [Theory]
    [InlineData(0, 1, null)] // Read before the others.
    [InlineData(2, 5, 9)] // Read after three pages of fills and the end of an empty history.
    public async Task A_history_that_goes_back_is_told_how_far_the_others_go_once_they_were_read(int place, int steps, int? daysAgo)
    {
        GivenHistoryThatGoesBack(place);

        await StepAsync(NewWalk(), steps);

        Assert.Equal(daysAgo is { } days ? Noon.AddDays(-days) : null, _venue.Asked["withdrawals"].AccountSince);
    }

    [Fact]
    public async Task An_account_of_which_the_others_know_nothing_begins_now()
    {
        GivenHistoryThatGoesBack(place: 2);
        _venue.Account("key").Histories["fills"].Clear();

        await StepAsync(NewWalk(), 3);

        Assert.Equal(Noon, _venue.Asked["withdrawals"].AccountSince);
    }

    private void GivenHistoryThatGoesBack(int place)
    {
        _venue.Venue = _venue.Venue with { Histories = _venue.Venue.Histories.Insert(place, new HistoryDescription("withdrawals", "Withdrawals", null, GoesBack: true)) };
        _venue.Account("key").Histories["withdrawals"] = [];
    }

    [Fact]
    public async Task What_is_new_is_read_at_the_next_look_or_sooner_when_there_is_reason()
    {
        var walk = NewWalk();
        await StepAsync(walk, 4);
        _venue.Account("key").Histories["fills"].Add(Fill(6));

        await StepAsync(walk);
        var before = await StoredAsync();
        walk.Hurry();
        await StepAsync(walk, 2);

        Assert.DoesNotContain("fill-6", before);
        Assert.Contains("fill-6", await StoredAsync());
    }

    [Fact]
    public async Task Reasons_that_come_one_after_another_are_followed_every_twenty_seconds()
    {
        var walk = NewWalk();
        await StepAsync(walk, 4);
        walk.Hurry();
        await StepAsync(walk, 2);
        var asked = _venue.Requests["fills"];

        for (var second = 1; second < 20; second++)
        {
            _clock.Now += TimeSpan.FromSeconds(1);
            walk.Hurry();
            Assert.Equal(Noon.AddSeconds(20), await StepAsync(walk));
        }

        Assert.Equal(asked, _venue.Requests["fills"]);
        _clock.Now += TimeSpan.FromSeconds(1);
        await StepAsync(walk, 2);
        Assert.Equal(asked + 1, _venue.Requests["fills"]);
    }

    [Fact]
    public async Task A_history_that_fails_says_why_and_holds_up_no_other()
    {
        _venue.Account("key").HistoryFaults["fills"] = new ExchangeFault(FaultKind.PermissionMissing, "no right to see fills");
        _venue.Account("key").Histories["transfers"].Add(Fill(9) with { Id = "deposit-9", Kind = TransactionKind.Deposit });
        var walk = NewWalk();

        await StepAsync(walk, 3);

        Assert.Equal(["deposit-9"], await StoredAsync());
        Assert.Equal((false, "no right to see fills"), (walk.Rows[0].IsComplete, walk.Rows[0].Error));
        Assert.Equal((true, null), (walk.Rows[1].IsComplete, walk.Rows[1].Error));
    }

    [Fact]
    public async Task A_history_the_budget_has_no_room_for_waits_as_long_as_it_says_and_is_no_failure()
    {
        _venue.Account("key").HistoryFaults["fills"] = new ExchangeFault(FaultKind.Deferred, "no room", TimeSpan.FromSeconds(12));
        _venue.Account("key").HistoryFaults["transfers"] = new ExchangeFault(FaultKind.Deferred, "no room", TimeSpan.FromSeconds(40));
        var walk = NewWalk();

        var next = await StepAsync(walk, 2);

        Assert.Equal(Noon.AddSeconds(12), next);
        Assert.All(walk.Rows, row => Assert.Null(row.Error));
    }

    [Fact]
    public async Task Looking_again_and_finding_nothing_writes_nothing()
    {
        var walk = NewWalk();
        await StepAsync(walk, 4);
        var marks = await _store.LoadMarksAsync("fake-1", CancellationToken.None);
        _clock.Now += TimeSpan.FromHours(1);

        await StepAsync(walk, 2);

        Assert.Equal(marks.OrderBy(mark => mark.History), (await _store.LoadMarksAsync("fake-1", CancellationToken.None)).OrderBy(mark => mark.History));
    }

    private sealed class StoppedClock(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
