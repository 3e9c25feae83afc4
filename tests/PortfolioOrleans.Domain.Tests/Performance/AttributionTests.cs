using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Domain.Tests.Performance;

/// <summary>Who made what. Everything is measured from the end of Monday.</summary>
public sealed class AttributionTests
{
    private static readonly DateOnly Monday = new(2026, 3, 2);
    private static readonly Asset Eth = Asset.Parse("ETH");
    private static readonly Asset Bnb = Asset.Parse("BNB");

    private static int _lines;

    [Fact]
    public void A_trade_moves_value_from_one_asset_to_another_and_what_the_market_made_of_it_is_gain_of_what_was_bought()
    {
        // 1,000 dollars; on Tuesday 2 ETH for 600, worth 620 at its end; on Wednesday one of them is sold for 400.
        var ledger = new Story(3) { [Eth] = [300m, 310m, 400m, 450m] };
        ledger.Add(1, TransactionKind.Buy, "a", (Eth, 2m), (Asset.Usd, -600m));
        ledger.Add(2, TransactionKind.Sell, "a", (Eth, -1m), (Asset.Usd, 400m));

        var parts = ledger.By(AttributedBy.Asset, ("a", Asset.Usd, 800m), ("a", Eth, 1m));

        Assert.Equal([("ETH", 0m, 450m, 200m, 250m), ("USD", 1_000m, 800m, -200m, 0m)], parts.Select(Told));
        Assert.Equal((310d / 300d * (800d / 620d) * (450d / 400d)) - 1d, parts[0].Return!.Value, 12);
        Assert.Equal(0d, parts[1].Return!.Value, 12);
    }

    [Fact]
    public void A_deposit_is_no_gain_and_a_withdrawal_no_loss_whatever_they_are_looked_at_by()
    {
        var ledger = new Story(3) { [Eth] = [100m, 100m, 100m, 100m] };
        ledger.Add(1, TransactionKind.Deposit, "a", (Eth, 5m));
        ledger.Add(2, TransactionKind.FiatDeposit, "a", (Asset.Usd, 50m));
        ledger.Add(3, TransactionKind.Withdrawal, "a", (Eth, -2m));

        var byAsset = ledger.By(AttributedBy.Asset, ("a", Eth, 4m), ("a", Asset.Usd, 50m));
        var byAccount = ledger.By(AttributedBy.Account, ("a", Eth, 4m), ("a", Asset.Usd, 50m));

        Assert.Equal([("ETH", 100m, 400m, 300m, 0m), ("USD", 0m, 50m, 50m, 0m)], byAsset.Select(Told));
        Assert.Equal([("a", 100m, 450m, 350m, 0m)], byAccount.Select(Told));
    }

    [Fact]
    public void A_transfer_between_two_accounts_is_a_flow_of_both_and_nothing_for_the_asset()
    {
        // 10 are sent, 9 arrive: what got lost is the sender's. A ETH goes from 100 to 110 meanwhile.
        var ledger = new Story(2) { [Eth] = [100m, 100m, 110m] };
        ledger.Add(1, TransactionKind.Withdrawal, "a", "hash", (Eth, -10m));
        ledger.Add(1, TransactionKind.Deposit, "b", "hash", (Eth, 9m));

        var byAccount = ledger.By(AttributedBy.Account, ("b", Eth, 9m));
        var byAsset = ledger.By(AttributedBy.Asset, ("b", Eth, 9m));

        Assert.Equal([("a", 1_000m, 0m, -900m, -100m), ("b", 0m, 990m, 900m, 90m)], byAccount.Select(Told));
        Assert.Equal([("ETH", 1_000m, 990m, 0m, -10m)], byAsset.Select(Told));
    }

    [Fact]
    public void What_is_on_its_way_over_midnight_is_a_part_of_its_own()
    {
        var ledger = new Story(2) { [Eth] = [100m, 100m, 110m] };
        ledger.Add(1, TransactionKind.Withdrawal, "a", "hash", (Eth, -10m));
        ledger.Add(2, TransactionKind.Deposit, "b", "hash", (Eth, 10m));

        var byAccount = ledger.By(AttributedBy.Account, ("b", Eth, 10m));

        Assert.Equal([("a", 1_000m, 0m, -1_000m, 0m), ("b", 0m, 1_100m, 1_100m, 0m), ("in transit", 0m, 0m, -100m, 100m)], byAccount.Select(Told));
        Assert.Equal([("ETH", 1_000m, 1_100m, 0m, 100m)], ledger.By(AttributedBy.Asset, ("b", Eth, 10m)).Select(Told));
    }

    [Fact]
    public void What_was_sent_before_the_beginning_came_in()
    {
        var ledger = new Story(2) { [Eth] = [100m, 100m, 110m] };
        ledger.Add(0, TransactionKind.Withdrawal, "a", "hash", (Eth, -10m));
        ledger.Add(1, TransactionKind.Deposit, "b", "hash", (Eth, 10m));

        Assert.Equal([("b", 0m, 1_100m, 1_000m, 100m)], ledger.By(AttributedBy.Account, ("b", Eth, 10m)).Select(Told));
        Assert.Equal([("ETH", 0m, 1_100m, 1_000m, 100m)], ledger.By(AttributedBy.Asset, ("b", Eth, 10m)).Select(Told));
    }

    [Fact]
    public void Between_wallets_of_an_account_nothing_happens()
    {
        var ledger = new Story(2) { [Eth] = [100m, 100m, 120m] };
        ledger.Add(1, TransactionKind.TransferOut, "a", (Eth, -3m));
        ledger.Add(1, TransactionKind.TransferIn, "a", (Eth, 3m));

        Assert.Equal([("a", 500m, 600m, 0m, 100m)], ledger.By(AttributedBy.Account, ("a", Eth, 5m)).Select(Told));
    }

    [Fact]
    public void A_reward_is_a_gain_and_a_fee_a_loss_of_what_it_was_paid_in()
    {
        // 2 BNB are staked and earn one; a purchase of an ETH costs a tenth of a BNB.
        var ledger = new Story(2) { [Bnb] = [100m, 100m, 100m], [Eth] = [50m, 50m, 50m] };
        ledger.Add(1, TransactionKind.Reward, "a", (Bnb, 1m));
        ledger.AddLegs(2, TransactionKind.Buy, "a", [new(LegKind.Principal, new(1m, Eth)), new(LegKind.Principal, new(-50m, Asset.Usd)), new(LegKind.Fee, new(-0.1m, Bnb))]);

        var parts = ledger.By(AttributedBy.Asset, ("a", Bnb, 2.9m), ("a", Eth, 1m), ("a", Asset.Usd, 0m));

        Assert.Equal([("BNB", 200m, 290m, 0m, 90m), ("ETH", 0m, 50m, 50m, 0m), ("USD", 50m, 0m, -50m, 0m)], parts.Select(Told));
    }

    [Fact]
    public void What_was_borrowed_is_no_gain()
    {
        var ledger = new Story(2) { [Eth] = [100m, 100m, 110m] };
        ledger.Add(1, TransactionKind.Borrow, "a", (Eth, 2m));

        Assert.Equal([("ETH", 0m, 220m, 200m, 20m)], ledger.By(AttributedBy.Asset, ("a", Eth, 2m)).Select(Told));
    }

    [Fact]
    public void A_contract_made_what_it_paid_and_what_it_is_ahead_by()
    {
        // Long 1 at 100 on Tuesday, half closed on Wednesday at 120 with a profit of 10 and a commission of 1; 2 are paid for funding. At the end BTC stands at 130.
        var ledger = new Story(3) { [Asset.Btc] = [100m, 100m, 120m, 130m], [Asset.Usdt] = [1m, 1m, 1m, 1m] };
        ledger.Open = [new("a", "BTCUSDT", PositionSide.Long, 0.5m)];
        ledger.Trade(1, TradeSide.Buy, 1m, 100m);
        ledger.Trade(2, TradeSide.Sell, 0.5m, 120m, new(LegKind.RealizedPnl, new(10m, Asset.Usdt)), new(LegKind.Fee, new(-1m, Asset.Usdt)));
        ledger.Add(3, TransactionKind.Funding, "a", (Asset.Usdt, -2m));

        var parts = ledger.By(AttributedBy.Asset, ("a", Asset.Usdt, 1_007m));

        Assert.Equal([("USDT", 1_000m, 1_007m, 7m, 0m), ("BTC-USDT", 0m, 15m, -9m, 24m), ("other", 0m, 0m, 2m, -2m)], parts.Select(Told));
        Assert.Equal([AttributedKind.Asset, AttributedKind.Derivative, AttributedKind.Derivative], parts.Select(part => part.Kind));
        Assert.All(parts.Skip(1), part => Assert.Null(part.Return));
        Assert.Equal([("a", 1_000m, 1_022m, 0m, 22m)], ledger.By(AttributedBy.Account, ("a", Asset.Usdt, 1_007m)).Select(Told));
    }

    [Fact]
    public void The_last_day_takes_the_profit_that_the_venue_says_where_it_is_known()
    {
        var ledger = new Story(2) { [Asset.Btc] = [100m, 110m, 130m], [Asset.Usdt] = [1m, 1m, 1m] };
        ledger.Open = [new("a", "BTCUSDT", PositionSide.Long, 1m)];
        ledger.Live = [new("a", "BTC-USDT", 29m)];
        ledger.Trade(0, TradeSide.Buy, 1m, 100m);

        Assert.Equal([("BTC-USDT", 0m, 29m, 0m, 29m)], ledger.By(AttributedBy.Asset).Select(Told));
    }

    [Fact]
    public void An_account_that_came_in_later_made_nothing_before()
    {
        // It held 5 all along, and was connected on Wednesday; another deposit came on Tuesday.
        var ledger = new Story(3) { [Eth] = [100m, 200m, 300m, 330m] };
        ledger.Entered["b"] = Monday.AddDays(2);
        ledger.Add(1, TransactionKind.Deposit, "b", (Eth, 2m));

        Assert.Equal([("b", 0m, 1_650m, 1_500m, 150m)], ledger.By(AttributedBy.Account, ("b", Eth, 5m)).Select(Told));
        Assert.Equal([("ETH", 0m, 1_650m, 1_500m, 150m)], ledger.By(AttributedBy.Asset, ("b", Eth, 5m)).Select(Told));
    }

    [Fact]
    public void What_had_no_price_at_an_edge_has_no_gain_and_in_between_is_left_out()
    {
        var ledger = new Story(3) { [Eth] = [100m, null, 120m, 130m], [Bnb] = [null, 1m, 1m, 1m] };

        var parts = ledger.By(AttributedBy.Asset, ("a", Eth, 1m), ("a", Bnb, 1m));

        Assert.Equal((null, 1m, null), (parts[0].Start, parts[0].End, parts[0].Gain));
        Assert.Null(parts[0].Return);
        Assert.Equal((30m, 0.3), (parts[1].Gain, Math.Round(parts[1].Return!.Value, 12)));
        Assert.Equal([0, 2, 3], parts[1].Days.Select(day => day.Day.DayNumber - Monday.DayNumber));
    }

    [Fact]
    public void A_flow_that_nobody_knows_the_value_of_is_counted()
    {
        var ledger = new Story(2) { [Eth] = [null, null, null] };
        ledger.Add(1, TransactionKind.Deposit, "a", (Eth, 1m));
        ledger.Add(2, TransactionKind.Withdrawal, "a", (Eth, -1m));

        Assert.Equal((0m, 2), ledger.By(AttributedBy.Account).Select(part => (part.NetFlow, part.UnpricedFlows)).Single());
    }

    [Fact]
    public void A_flow_of_a_day_that_is_not_there_belongs_to_the_next_at_its_own_price()
    {
        var ledger = new Story(2) { [Eth] = [100m, 110m, 120m] };
        ledger.Missing.Add(Monday.AddDays(1));
        ledger.Add(1, TransactionKind.Deposit, "a", (Eth, 1m));

        Assert.Equal([("ETH", 0m, 120m, 110m, 10m)], ledger.By(AttributedBy.Asset, ("a", Eth, 1m)).Select(Told));
    }

    [Fact]
    public void Without_a_day_after_the_first_there_is_nothing() => Assert.Empty(new Story(0).By(AttributedBy.Asset, ("a", Eth, 1m)));

    /// <summary>Random ledgers of two accounts: what the parts made is what the whole made, to the last digit, whatever it is cut by.</summary>
    [Fact]
    public void The_gains_of_all_parts_add_up_to_that_of_the_whole()
    {
        for (var seed = 1; seed <= 60; seed++)
        {
            var random = new Random(seed);
            Asset[] coins = [Asset.Usd, Asset.Usdt, Eth, Bnb];
            var story = new Story(30);
            foreach (var coin in coins.Skip(1))
            {
                story[coin] = [.. Enumerable.Range(0, 31).Select(_ => (decimal?)random.Next(1, 200))];
            }

            for (var day = 0; day <= 30; day++)
            {
                var (account, coin, other) = (random.Next(2) == 0 ? "a" : "b", coins[random.Next(4)], coins[random.Next(4)]);
                switch (random.Next(8))
                {
                    case 0:
                        story.Add(day, TransactionKind.Deposit, account, (coin, random.Next(1, 50)));
                        break;
                    case 1:
                        story.Add(day, TransactionKind.Withdrawal, account, $"in {day}", (coin, -random.Next(1, 50)));
                        break;
                    case 2 or 3 when coin != other:
                        story.AddLegs(
                            day, TransactionKind.Convert, account,
                            [new(LegKind.Principal, new(random.Next(1, 20), coin)), new(LegKind.Principal, new(-random.Next(1, 20), other)), new(LegKind.Fee, new(-0.5m, Bnb))]);
                        break;
                    case 4:
                        story.Add(day, TransactionKind.Reward, account, (coin, random.Next(1, 5)));
                        break;
                    case 5:
                        story.Add(day, TransactionKind.Withdrawal, "a", $"hash {day}", (coin, -10m));
                        story.Add(day, TransactionKind.Deposit, "b", $"hash {day}", (coin, 9.5m));
                        break;
                    case 6:
                        story.Add(day, TransactionKind.Funding, account, (coin, random.Next(-5, 6)));
                        break;
                    case 7 when coin != other && coin != Bnb && other != Bnb:
                        story.AddLegs(
                            day, TransactionKind.Dust, account,
                            [new(LegKind.Principal, new(-1m, coin)), new(LegKind.Principal, new(-1m, other)), new(LegKind.Principal, new(3m, Bnb))]);
                        break;
                }
            }

            (string, Asset, decimal)[] held = [.. from account in new[] { "a", "b" } from coin in coins select (account, coin, (decimal)random.Next(500))];
            var days = story.Whole(held);
            var whole = days[^1].Equity - days[0].Equity - days.Skip(1).Sum(day => day.NetFlow);
            foreach (var by in Enum.GetValues<AttributedBy>())
            {
                var parts = story.By(by, held);

                Assert.Equal(whole, parts.Sum(part => part.Gain));
                Assert.Equal((days[0].Equity, days[^1].Equity), (parts.Sum(part => part.Start), parts.Sum(part => part.End)));
                Assert.Equal(days.Skip(1).Sum(day => day.NetFlow), parts.Sum(part => part.NetFlow));
                Assert.All(parts, part => Assert.Equal(part.NetFlow, part.Days.Sum(day => day.NetFlow)));
            }
        }
    }

    /// <summary>Every pair of assets, whichever of them have a price.</summary>
    [Fact]
    public void A_trade_in_two_legs_a_side_is_worth_what_it_is_in_one()
    {
        Asset[] assets = [Asset.Usd, Asset.Usdt, Asset.Usdc, Eth, Bnb];
        for (var priced = 0; priced < 1 << 4; priced++)
        {
            foreach (var (given, received) in assets.SelectMany(_ => assets, (one, other) => (one, other)).Where(pair => pair.one != pair.other))
            {
                var (one, two) = (new Story(1), new Story(1));
                for (var i = 0; i < 4; i++)
                {
                    one[assets[i + 1]] = two[assets[i + 1]] = (priced & (1 << i)) == 0 ? [null, null] : [i + 2m, i + 2m];
                }

                one.Add(1, TransactionKind.Convert, "a", (given, -3m), (received, 7m));
                two.Add(1, TransactionKind.Convert, "a", (given, -1m), (received, 5m), (given, -2m), (received, 2m));

                Assert.Equal(
                    one.By(AttributedBy.Asset).Select(part => (part.Name, part.NetFlow, part.UnpricedFlows)), two.By(AttributedBy.Asset).Select(part => (part.Name, part.NetFlow, part.UnpricedFlows)));
            }
        }
    }

    [Fact]
    public void Whatever_digits_prices_have_a_gain_is_the_sum_of_its_days()
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var random = new Random(seed);
            var story = new Story(40) { [Eth] = [.. Enumerable.Range(0, 41).Select(_ => (decimal?)(random.Next(1, 90_000) / 7m))] };
            for (var day = 1; day <= 40; day++)
            {
                story.Add(day, TransactionKind.Convert, "a", (Eth, random.Next(1, 9_999) / 1_234_567m), (Asset.Usd, -random.Next(1, 9_999) / 3m));
            }

            foreach (var part in story.By(AttributedBy.Asset, ("a", Eth, 12_345.678901234567m), ("a", Asset.Usd, 1_000_000m)))
            {
                Assert.Equal(part.Gain, part.Days.Zip(part.Days.Skip(1), (before, day) => day.Equity - before.Equity - day.NetFlow).Sum());
            }
        }
    }

    private static (string, decimal?, decimal?, decimal, decimal?) Told(AttributedPart part) => (part.Name, part.Start, part.End, part.NetFlow, part.Gain);

    /// <summary>A ledger of some days, each asset with a price a day; a dollar is a dollar.</summary>
    private sealed class Story(int lastDay) : Dictionary<Asset, decimal?[]>
    {
        private readonly List<LedgerEntry> _entries = [];

        public Dictionary<string, DateOnly> Entered { get; } = [];

        public HashSet<DateOnly> Missing { get; } = [];

        public ImmutableArray<OpenContracts> Open { get; set; } = [];

        public ImmutableArray<LivePnl>? Live { get; set; }

        public void Add(int day, TransactionKind kind, string account, params (Asset Asset, decimal Amount)[] changes) => Add(day, kind, account, null, changes);

        public void Add(int day, TransactionKind kind, string account, string? reference, params (Asset Asset, decimal Amount)[] changes) =>
            AddLegs(day, kind, account, [.. changes.Select(change => new Leg(LegKind.Principal, new Money(change.Amount, change.Asset)))], reference);

        public void AddLegs(int day, TransactionKind kind, string account, ImmutableArray<Leg> legs, string? reference = null) => Record(day, account, kind, legs, null, reference);

        public void Trade(int day, TradeSide side, decimal contracts, decimal price, params ImmutableArray<Leg> legs) =>
            Record(day, "a", TransactionKind.FuturesTrade, legs, new Trade("BTCUSDT", Symbol.Parse("BTC-USDT"), side, contracts, price), null);

        public ImmutableArray<AttributedPart> By(AttributedBy by, params (string Account, Asset Asset, decimal Amount)[] held) => Attribution.Of(
            new AttributionInput(
                [.. held.Select(one => (one.Account, new Money(one.Amount, one.Asset)))], Open, LedgerHistory.Known(_entries), (_, _) => ContractTerms.PerCoin(Asset.Usdt), Asset.Usd,
                [.. Enumerable.Range(0, lastDay + 1).Select(Monday.AddDays).Where(day => !Missing.Contains(day))], PriceOn)
            { Entered = Entered, Live = Live },
            by);

        /// <summary>The same as one whole, as past days are made.</summary>
        public ImmutableArray<DailyEquity> Whole((string Account, Asset Asset, decimal Amount)[] held) => Reconstruction.Of(
            held.Select(one => new Money(one.Amount, one.Asset)), [], LedgerHistory.Known(_entries), (_, _) => null, Monday, Monday.AddDays(lastDay), PriceOn);

        private decimal? PriceOn(Asset asset, DateOnly day) =>
            asset == Asset.Usd ? 1m : TryGetValue(asset, out var prices) ? prices[day.DayNumber - Monday.DayNumber] : null;

        private void Record(int day, string account, TransactionKind kind, ImmutableArray<Leg> legs, Trade? trade, string? reference)
        {
            var at = new DateTimeOffset(Monday.AddDays(day).ToDateTime(new TimeOnly(12, 0)), TimeSpan.Zero);
            _entries.Add(LedgerEntry.Of(
                account, new Transaction($"line-{Interlocked.Increment(ref _lines):D6}", kind, at, WalletKind.Spot, legs, trade, Reference: reference), at));
        }
    }
}
