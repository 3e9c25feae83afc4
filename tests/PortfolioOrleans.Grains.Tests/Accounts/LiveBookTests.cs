using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Grains.Accounts;

namespace PortfolioOrleans.Grains.Tests.Accounts;

/// <summary>A reading of noon: 1 BTC and 100 USDT in the spot wallet, 500 USDT and nothing open in the futures wallet.</summary>
public sealed class LiveBookTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);
    private static readonly AccountState Read = new()
    {
        Version = 7,
        Wallets =
        [
            new(WalletKind.Spot, [AssetBalance.Of(Asset.Btc, 1m), AssetBalance.Of(Asset.Usdt, 100m)], Noon, null, false, [], null, null),
            new(WalletKind.Futures, [AssetBalance.Of(Asset.Usdt, 500m)], Noon, null, true, [], Noon, null),
        ],
    };

    private readonly LiveBook _book = new();

    private static DateTimeOffset At(double seconds) => Noon.AddSeconds(seconds);

    private static Transaction Fill(string id, double at, decimal btc, decimal usdt) => new(
        id, btc > 0m ? TransactionKind.Buy : TransactionKind.Sell, At(at), WalletKind.Spot,
        [new Leg(LegKind.Principal, new Money(btc, Asset.Btc)), new Leg(LegKind.Principal, new Money(usdt, Asset.Usdt))]);

    private static LiveEvent.Balances Spot(double at, params (string Asset, decimal Total)[] rows) =>
        new(At(at), WalletKind.Spot, [.. rows.Select(row => AssetBalance.Of(Asset.Parse(row.Asset), row.Total))]);

    private static Position Long(decimal contracts, double at, decimal? leverage = null) => new(
        "BTCUSDT", Symbol.Parse("BTC-USDT"), PositionSide.Long, contracts, ContractTerms.PerCoin(Asset.Usdt), 100m, 100m, 0m, leverage, null, null, null, true, null, At(at), null);

    private LiveOutcome Hear(params LiveEvent[] events)
    {
        foreach (var happened in events)
        {
            _book.Hear(happened, Noon);
        }

        return _book.Apply(Read, Noon);
    }

    private static decimal Total(AccountState state, WalletKind wallet, string asset) =>
        state.Wallets.Single(held => held.Wallet == wallet).Balances.SingleOrDefault(row => row.Asset.Code == asset)?.Total ?? 0m;

    [Fact]
    public void A_balance_that_its_fill_explains_is_taken_at_once()
    {
        var outcome = Hear(new LiveEvent.Happened(At(1), [Fill("f1", 1, -0.5m, 50m)]), Spot(1, ("BTC", 0.5m), ("USDT", 150m)));

        Assert.Equal((0.5m, 150m, 8L), (Total(outcome.Next, WalletKind.Spot, "BTC"), Total(outcome.Next, WalletKind.Spot, "USDT"), outcome.Next.Version));
        Assert.Equal((false, false), (outcome.ReadNow, outcome.IsWaiting));
        Assert.Equal(["f1"], _book.TakeNews().Select(news => news.Id));
    }

    [Fact]
    public void A_deposit_is_not_taken_but_makes_the_account_be_read_once_nothing_explains_it()
    {
        var first = Hear(Spot(1, ("USDT", 1_100m)));
        var later = _book.Apply(Read, Noon + LiveBook.Patience);

        Assert.Equal((Read, false, true), (first.Next, first.ReadNow, first.IsWaiting));
        Assert.Equal((Read, true), (later.Next, later.ReadNow));
    }

    [Fact]
    public void The_balance_may_come_before_its_fill()
    {
        var first = Hear(Spot(1, ("BTC", 0.5m), ("USDT", 150m)));
        _book.Hear(new LiveEvent.Happened(At(1), [Fill("f1", 1, -0.5m, 50m)]), Noon);
        var second = _book.Apply(Read, Noon);

        Assert.True(first.IsWaiting);
        Assert.Equal(0.5m, Total(second.Next, WalletKind.Spot, "BTC"));
    }

    [Fact]
    public void Several_fills_before_the_first_balance_explain_each_balance_by_their_times()
    {
        var outcome = Hear(
            new LiveEvent.Happened(At(1), [Fill("f1", 1, -0.1m, 10m)]),
            new LiveEvent.Happened(At(2), [Fill("f2", 2, -0.2m, 20m)]),
            Spot(1, ("BTC", 0.9m), ("USDT", 110m)),
            Spot(2, ("BTC", 0.7m), ("USDT", 130m)));

        Assert.Equal((0.7m, 130m), (Total(outcome.Next, WalletKind.Spot, "BTC"), Total(outcome.Next, WalletKind.Spot, "USDT")));
    }

    [Fact]
    public void An_event_told_twice_counts_once()
    {
        LiveEvent[] once = [new LiveEvent.Happened(At(1), [Fill("f1", 1, -0.5m, 50m)]), Spot(1, ("BTC", 0.5m), ("USDT", 150m))];
        var first = Hear([.. once, .. once]);
        foreach (var again in once)
        {
            _book.Hear(again, Noon);
        }

        var second = _book.Apply(first.Next, Noon + LiveBook.Patience);

        Assert.Equal(0.5m, Total(first.Next, WalletKind.Spot, "BTC"));
        Assert.Equal((first.Next, false), (second.Next, second.ReadNow));
        Assert.Single(_book.TakeNews());
    }

    [Fact]
    public void What_is_older_than_the_reading_is_in_it_already()
    {
        var outcome = Hear(new LiveEvent.Happened(At(-1), [Fill("f1", -1, 0.5m, -50m)]), Spot(-1, ("BTC", 1m), ("USDT", 100m)), Spot(-2, ("BTC", 0.5m)));

        Assert.Equal((1m, 100m), (Total(outcome.Next, WalletKind.Spot, "BTC"), Total(outcome.Next, WalletKind.Spot, "USDT")));
        Assert.False(outcome.ReadNow);
    }

    [Fact]
    public void A_reading_sent_before_an_event_leaves_the_rows_of_that_event_alone()
    {
        var taken = Hear(new LiveEvent.Happened(At(5), [Fill("f1", 5, -0.5m, 50m)]), Spot(5, ("BTC", 0.5m), ("USDT", 150m))).Next;
        var stale = new AccountReading(
            At(6),
            ImmutableDictionary<WalletKind, WalletReading>.Empty.Add(WalletKind.Spot, new WalletReading(
                WalletKind.Spot, false, new Rows<AssetBalance>([AssetBalance.Of(Asset.Btc, 1m), AssetBalance.Of(Asset.Usdt, 100m), AssetBalance.Of(Asset.Usdc, 3m)], At(4), null), null)),
            null,
            Noon,
            null);

        var after = taken.After(_book.Reconcile(stale, taken));

        Assert.Equal((0.5m, 150m, 3m), (Total(after, WalletKind.Spot, "BTC"), Total(after, WalletKind.Spot, "USDT"), Total(after, WalletKind.Spot, "USDC")));
    }

    [Fact]
    public void An_event_from_a_clock_that_ran_ahead_holds_no_reading_up()
    {
        var taken = Hear(new LiveEvent.Happened(At(600), [Fill("f1", 600, -0.5m, 50m)]), Spot(600, ("BTC", 0.5m), ("USDT", 150m))).Next;
        var reading = new AccountReading(
            At(10),
            ImmutableDictionary<WalletKind, WalletReading>.Empty.Add(WalletKind.Spot, new WalletReading(
                WalletKind.Spot, false, new Rows<AssetBalance>([AssetBalance.Of(Asset.Btc, 0.25m), AssetBalance.Of(Asset.Usdt, 175m)], At(10), null), null)),
            null,
            Noon,
            null);

        var after = taken.After(_book.Reconcile(reading, taken));

        Assert.Equal((0.25m, 175m), (Total(after, WalletKind.Spot, "BTC"), Total(after, WalletKind.Spot, "USDT")));
    }

    [Fact]
    public void A_later_reading_settles_what_was_never_explained()
    {
        Hear(Spot(1, ("USDT", 1_100m)));
        var reading = new AccountReading(
            At(3),
            ImmutableDictionary<WalletKind, WalletReading>.Empty.Add(WalletKind.Spot, new WalletReading(
                WalletKind.Spot, false, new Rows<AssetBalance>([AssetBalance.Of(Asset.Btc, 1m), AssetBalance.Of(Asset.Usdt, 1_100m)], At(2), null), null)),
            [],
            Noon,
            null);

        var after = Read.After(_book.Reconcile(reading, Read));
        var outcome = _book.Apply(after, Noon + LiveBook.Patience);

        Assert.Equal(1_100m, Total(outcome.Next, WalletKind.Spot, "USDT"));
        Assert.Equal((false, false), (outcome.ReadNow, outcome.IsWaiting));
    }

    [Fact]
    public void A_position_opens_with_what_its_fee_did_to_the_wallet_and_keeps_what_the_message_leaves_out()
    {
        var fee = new Transaction("t1", TransactionKind.FuturesTrade, At(1), WalletKind.Futures, [new Leg(LegKind.Fee, new Money(-1m, Asset.Usdt))]);
        var opened = Hear(
            new LiveEvent.Happened(At(1), [fee]),
            new LiveEvent.Positions(At(1), WalletKind.Futures, [Long(2m, 1, leverage: 5m)]),
            new LiveEvent.Balances(At(1), WalletKind.Futures, [AssetBalance.OfWallet(Asset.Usdt, 499m, 400m)])).Next;
        _book.Hear(new LiveEvent.Positions(At(2), WalletKind.Futures, [Long(2m, 2)]), Noon);
        var marked = _book.Apply(opened, Noon).Next;

        var position = Assert.Single(marked.Wallets[1].Positions);
        Assert.Equal((2m, 5m, 499m), (position.Contracts, position.Leverage, Total(marked, WalletKind.Futures, "USDT")));
    }

    [Fact]
    public void A_position_that_closes_waits_for_its_profit_in_the_wallet()
    {
        var outcome = Hear(new LiveEvent.Positions(At(1), WalletKind.Futures, [Long(2m, 1)]));
        var later = _book.Apply(Read, Noon + LiveBook.Patience);

        Assert.Equal((true, Read), (outcome.IsWaiting, outcome.Next));
        Assert.True(later.ReadNow);
    }

    /// <summary>A venue with one position for each contract tells of the new side and of the end of the old one, in either order.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_position_that_turned_over_leaves_nothing_on_its_old_side(bool closedFirst)
    {
        var read = Read with { Wallets = Read.Wallets.SetItem(1, Read.Wallets[1] with { Positions = [Long(2m, 0, leverage: 5m)] }) };
        var closed = Long(0m, 1);
        var turned = Long(3m, 1) with { Side = PositionSide.Short };
        var profit = new Transaction("t1", TransactionKind.FuturesTrade, At(1), WalletKind.Futures, [new Leg(LegKind.RealizedPnl, new Money(10m, Asset.Usdt))]);

        _book.Hear(new LiveEvent.Happened(At(1), [profit]), Noon);
        _book.Hear(new LiveEvent.Positions(At(1), WalletKind.Futures, closedFirst ? [closed, turned] : [turned, closed]), Noon);
        _book.Hear(new LiveEvent.Balances(At(1), WalletKind.Futures, [AssetBalance.OfWallet(Asset.Usdt, 510m, 400m)]), Noon);
        var outcome = _book.Apply(read, Noon);

        var position = Assert.Single(outcome.Next.Wallets[1].Positions);
        Assert.Equal((PositionSide.Short, 3m, 510m), (position.Side, position.Contracts, Total(outcome.Next, WalletKind.Futures, "USDT")));

        // A reading that was sent before it turned over comes late: the old side does not come back.
        var late = new AccountReading(
            At(2),
            ImmutableDictionary<WalletKind, WalletReading>.Empty.Add(WalletKind.Futures, new WalletReading(
                WalletKind.Futures, true, null, new Rows<Position>([Long(2m, 0)], At(0.5), null))),
            null,
            Noon,
            null);
        Assert.Equal(PositionSide.Short, Assert.Single(outcome.Next.After(_book.Reconcile(late, outcome.Next)).Wallets[1].Positions).Side);
    }

    [Fact]
    public void After_a_break_the_account_is_read()
    {
        var opened = Hear(new LiveEvent.Opened(At(1), [WalletKind.Spot]));
        var quiet = _book.Apply(Read, Noon);
        _book.Hear(new LiveEvent.Lost(At(2), [WalletKind.Spot], new(PortfolioOrleans.Exchanges.FaultKind.Unreachable, "cut")), Noon);

        Assert.True(opened.ReadNow);
        Assert.False(quiet.ReadNow);
        Assert.Empty(_book.Covered);
    }

    /// <summary>However the events of a day come - twice, out of order, some not at all - readings and events together end at what is true.</summary>
    [Fact]
    public void In_any_order_with_any_loss_the_next_reading_ends_at_the_truth()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var book = new LiveBook();
            var state = Read;
            var (btc, usdt) = (1m, 100m);
            var told = new List<LiveEvent>();
            for (var step = 1; step <= 40; step++)
            {
                var change = random.Next(-9, 10) / 1_000m;
                btc += change;
                usdt -= change * 100m;
                if (random.Next(10) > 0)
                {
                    told.Add(new LiveEvent.Happened(At(step), [Fill($"f{step}", step, change, -change * 100m)]));
                }

                if (random.Next(10) > 0)
                {
                    told.Add(Spot(step, ("BTC", btc), ("USDT", usdt)));
                }

                while (told.Count > 0 && random.Next(3) > 0)
                {
                    var next = told[random.Next(told.Count)];
                    book.Hear(next, At(step));
                    if (random.Next(4) > 0)
                    {
                        told.Remove(next);
                    }
                }

                state = book.Apply(state, At(step)).Next;
            }

            var reading = new AccountReading(
                At(50),
                ImmutableDictionary<WalletKind, WalletReading>.Empty.Add(WalletKind.Spot, new WalletReading(
                    WalletKind.Spot, false, new Rows<AssetBalance>([AssetBalance.Of(Asset.Btc, btc), AssetBalance.Of(Asset.Usdt, usdt)], At(50), null), null)),
                [],
                Noon,
                null);
            state = state.After(book.Reconcile(reading, state));
            told.ForEach(late => book.Hear(late, At(51)));
            var outcome = book.Apply(state, At(53));

            Assert.Equal((btc, usdt), (Total(outcome.Next, WalletKind.Spot, "BTC"), Total(outcome.Next, WalletKind.Spot, "USDT")));
        }
    }
}
