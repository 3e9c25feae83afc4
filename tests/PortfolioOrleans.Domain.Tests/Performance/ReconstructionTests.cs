using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Domain.Tests.Performance;

public sealed class ReconstructionTests
{
    private static readonly DateOnly Monday = new(2026, 3, 2);
    private static readonly Asset Eth = Asset.Parse("ETH");

    [Fact]
    public void Days_are_what_is_held_now_taken_back_line_by_line()
    {
        // Monday: 1,000 dollars come in. Tuesday: 2 ETH for 600. Wednesday: 1 ETH for 400, so 800 dollars and 1 ETH are left.
        var days = Of(
            [new(800m, Asset.Usd), new(1m, Eth)],
            [Deposit(0, Asset.Usd, 1_000m), Trade(1, (Eth, 2m), (Asset.Usd, -600m)), Trade(2, (Eth, -1m), (Asset.Usd, 400m))],
            3, (_, day) => day == Monday.AddDays(1) ? 310m : 400m);

        Assert.Equal([1_000m, 400m + (2m * 310m), 800m + 400m, 800m + 400m], days.Select(day => day.Equity));
        Assert.Equal([1_000m, 0m, 0m, 0m], days.Select(day => day.NetFlow));
        Assert.All(days, day => Assert.True(day is { IsReconstructed: true, IsComplete: true }));
    }

    [Fact]
    public void What_was_there_before_the_first_line_is_there_on_every_day()
    {
        var days = Of([new(5m, Eth)], [Deposit(1, Eth, 2m)], 2, (_, _) => 10m);

        Assert.Equal([30m, 50m, 50m], days.Select(day => day.Equity));
        Assert.Equal([0m, 20m, 0m], days.Select(day => day.NetFlow));
    }

    [Fact]
    public void A_day_without_a_price_of_something_held_is_not_made_up_and_its_flow_goes_to_the_next()
    {
        var days = Of(
            [new(3m, Eth)], [Deposit(0, Eth, 1m), Deposit(1, Eth, 2m)], 2, (_, day) => day == Monday.AddDays(1) ? null : 10m);

        Assert.Equal([(Monday, 10m, 10m), (Monday.AddDays(2), 30m, 20m)], days.Select(day => (day.Day, day.Equity, day.NetFlow)));
    }

    [Fact]
    public void What_is_held_no_more_needs_no_price()
    {
        var days = Of([], [Deposit(0, Eth, 1m), Withdrawal(1, Eth, 1m)], 2, (_, day) => day == Monday ? 10m : null);

        Assert.Equal([10m, 0m, 0m], days.Select(day => day.Equity));
    }

    [Fact]
    public void An_open_future_is_worth_what_it_gained_since_its_average_entry()
    {
        // Short 2 at 100, then 2 more at 120: 4 at 110. One bought back at 90 leaves 3 at 110.
        var days = Of(
            [new(100m, Asset.Usd)], [new OpenContracts("a", "BTCUSDT", PositionSide.Short, 3m)],
            [Futures(1, TradeSide.Sell, 2m, 100m), Futures(2, TradeSide.Sell, 2m, 120m), Futures(3, TradeSide.Buy, 1m, 90m)], Linear, 4,
            (asset, day) => asset == Asset.Btc ? 100m - (10m * (day.DayNumber - Monday.DayNumber)) : 1m);

        // BTC at 100, 90, 80, 70, 60.
        Assert.Equal([100m, 100m + (2m * 10m), 100m + (4m * 30m), 100m + (3m * 40m), 100m + (3m * 50m)], days.Select(day => day.Equity));
    }

    [Fact]
    public void An_inverse_future_gains_coins()
    {
        var days = Of(
            [new(1m, Asset.Btc)], [new OpenContracts("a", "BTCUSDT", PositionSide.Long, 100m)], [Futures(1, TradeSide.Buy, 100m, 50m)],
            (_, _) => new ContractTerms(ContractKind.Inverse, 1m, Asset.Btc), 2, (asset, day) => asset != Asset.Btc ? 1m : day == Monday.AddDays(2) ? 100m : 50m);

        // 100 x (1/50 - 1/100) = 1 coin more, and the coin has doubled.
        Assert.Equal([50m, 50m, 200m], days.Select(day => day.Equity));
    }

    [Fact]
    public void A_fill_that_turns_a_position_begins_it_anew()
    {
        var days = Of(
            [new(0m, Asset.Usd)], [new OpenContracts("a", "BTCUSDT", PositionSide.Short, 1m)], [Futures(0, TradeSide.Buy, 1m, 100m), Futures(1, TradeSide.Sell, 2m, 130m)], Linear, 2,
            (asset, _) => asset == Asset.Btc ? 120m : 1m);

        Assert.Equal([20m, 10m, 10m], days.Select(day => day.Equity));
    }

    [Fact]
    public void What_is_open_and_no_fill_explains_or_whose_terms_are_unknown_leaves_no_day()
    {
        var fill = Futures(2, TradeSide.Sell, 2m, 100m);

        Assert.Empty(Of([new(100m, Asset.Usd)], [new OpenContracts("a", "BTCUSDT", PositionSide.Short, 5m)], [fill], Linear, 3, (_, _) => 1m));
        Assert.Equal(
            [Monday, Monday.AddDays(1)],
            Of([new(100m, Asset.Usd)], [new OpenContracts("a", "BTCUSDT", PositionSide.Short, 2m)], [fill], (_, _) => null, 3, (_, _) => 1m).Select(day => day.Day));
    }

    [Fact]
    public void Both_sides_of_a_hedged_position_have_an_entry_each()
    {
        var days = Of(
            [new(0m, Asset.Usd)],
            [new OpenContracts("a", "BTCUSDT", PositionSide.Short, 2m), new OpenContracts("a", "BTCUSDT", PositionSide.Long, 2m)],
            [Futures(1, TradeSide.Buy, 2m, 100m, PositionSide.Long), Futures(2, TradeSide.Sell, 2m, 130m, PositionSide.Short)], Linear, 3,
            (asset, _) => asset == Asset.Btc ? 120m : 1m);

        Assert.Equal([0m, 40m, 60m, 60m], days.Select(day => day.Equity));
    }

    [Fact]
    public void What_went_from_one_account_to_another_is_no_flow()
    {
        var days = Of(
            [new(10m, Eth)], [Withdrawal(1, Eth, 10m, "a"), Deposit(1, Eth, 10m, "b")], 2, (_, _) => 1m);

        Assert.All(days, day => Assert.Equal(0m, day.NetFlow));
    }

    /// <summary>Random ledgers: the equity of each day is the sum of the lines up to it, counted forward by hand.</summary>
    [Fact]
    public void Going_back_from_the_end_meets_going_forward_from_the_beginning()
    {
        for (var seed = 1; seed <= 30; seed++)
        {
            var random = new Random(seed);
            var prices = Enumerable.Range(0, 20).Select(_ => (decimal)random.Next(1, 100)).ToArray();
            var lines = Enumerable.Range(0, 60).Select(i => (Day: random.Next(20), Amount: (decimal)random.Next(-50, 100) + 0.5m))
                .OrderBy(line => line.Day).ToList();
            var entries = lines.Select(line => line.Amount > 0m ? Deposit(line.Day, Eth, line.Amount) : Withdrawal(line.Day, Eth, -line.Amount)).ToArray();

            var days = Of([new(lines.Sum(line => line.Amount), Eth)], entries, 19, (_, day) => prices[day.DayNumber - Monday.DayNumber]);

            Assert.Equal(
                Enumerable.Range(0, 20).Select(day => lines.Where(line => line.Day <= day).Sum(line => line.Amount) * prices[day]),
                days.Select(day => day.Equity));
            Assert.Equal(
                Enumerable.Range(0, 20).Select(day => lines.Where(line => line.Day == day).Sum(line => line.Amount) * prices[day]), days.Select(day => day.NetFlow));
        }
    }

    private static ContractTerms? Linear(string account, string instrument) => ContractTerms.PerCoin(Asset.Usdt);

    private static ImmutableArray<DailyEquity> Of(Money[] held, LedgerEntry[] lines, int lastDay, Func<Asset, DateOnly, decimal?> priceOn) =>
        Of(held, [], lines, Linear, lastDay, priceOn);

    private static ImmutableArray<DailyEquity> Of(
        Money[] held, OpenContracts[] open, LedgerEntry[] lines, Func<string, string, ContractTerms?> termsOf, int lastDay, Func<Asset, DateOnly, decimal?> priceOn) =>
        Reconstruction.Of(
            held, open, LedgerHistory.Known(lines), termsOf, Monday, Monday.AddDays(lastDay), (asset, day) => asset == Asset.Usd ? 1m : priceOn(asset, day));

    private static LedgerEntry Deposit(int day, Asset asset, decimal amount, string account = "a") =>
        Line(day, TransactionKind.Deposit, account, new Leg(LegKind.Principal, new Money(amount, asset)));

    private static LedgerEntry Withdrawal(int day, Asset asset, decimal amount, string account = "a") =>
        Line(day, TransactionKind.Withdrawal, account, new Leg(LegKind.Principal, new Money(-amount, asset)));

    private static LedgerEntry Trade(int day, (Asset Asset, decimal Amount) one, (Asset Asset, decimal Amount) other) => Line(
        day, TransactionKind.Convert, "a", new Leg(LegKind.Principal, new Money(one.Amount, one.Asset)), new Leg(LegKind.Principal, new Money(other.Amount, other.Asset)));

    private static LedgerEntry Futures(int day, TradeSide side, decimal contracts, decimal price, PositionSide? position = null)
    {
        var line = Line(day, TransactionKind.FuturesTrade, "a");
        return line with { Transaction = line.Transaction! with { Trade = new Trade("BTCUSDT", Symbol.Parse("BTC-USDT"), side, contracts, price, position) } };
    }

    private static int _lines;

    private static LedgerEntry Line(int day, TransactionKind kind, string account, params ImmutableArray<Leg> legs)
    {
        var at = new DateTimeOffset(Monday.AddDays(day).ToDateTime(new TimeOnly(12, 0)), TimeSpan.Zero);
        return LedgerEntry.Of(account, new Transaction($"line-{Interlocked.Increment(ref _lines):D6}", kind, at, WalletKind.Spot, legs), at);
    }
}
