using PortfolioOrleans.Domain.CostBasis;
using static PortfolioOrleans.Domain.Tests.Given;

namespace PortfolioOrleans.Domain.Tests.CostBasis;

public sealed class LotBookTests
{
    /// <summary>Two bought for 10 each, one for 30, three for 20 each.</summary>
    private static LotBook Six(CostMethod method) => LotBook.Empty(method)
        .Acquire(new Lot("a", Noon, 2m, 20m))
        .Acquire(new Lot("b", Noon.AddDays(1), 1m, 30m))
        .Acquire(new Lot("c", Noon.AddDays(2), 3m, 60m));

    [Theory]
    [InlineData(CostMethod.Fifo, "a b", 35)]
    [InlineData(CostMethod.Lifo, "c", 50)]
    [InlineData(CostMethod.Hifo, "b c", 60)]
    [InlineData(CostMethod.Average, "a b", 45.833333333333)]
    public void Each_method_takes_its_own_lots(CostMethod method, string lots, decimal cost)
    {
        var (rest, released) = Six(method).Release(2.5m);

        Assert.Equal(lots, string.Join(' ', released.Matches.Select(match => match.LotId)));
        Assert.Equal(cost, released.TotalCost, 12);
        Assert.Equal(110m, released.TotalCost + rest.TotalCost);
        Assert.Equal(3.5m, rest.Quantity);
    }

    [Fact]
    public void What_no_lot_covers_is_missing_and_costs_nothing()
    {
        var (rest, released) = Six(CostMethod.Fifo).Release(7m);

        Assert.Equal(1m, released.Missing);
        Assert.False(released.IsComplete);
        Assert.Equal(110m, released.TotalCost);
        Assert.Equal(0m, rest.Quantity);
        Assert.Equal(0m, rest.TotalCost);
    }

    [Fact]
    public void A_third_of_a_cent_is_not_lost()
    {
        var book = LotBook.Empty(CostMethod.Fifo).Acquire(new Lot("a", Noon, 3m, 0.01m, 0.0001m));

        var (two, first) = book.Release(1m);
        var (one, second) = two.Release(1m);
        var (none, third) = one.Release(1m);

        Assert.Equal(0.0101m, first.TotalCost + second.TotalCost + third.TotalCost);
        Assert.Equal(0m, none.TotalCost);
    }

    [Fact]
    public void Of_equal_times_the_one_booked_first_is_the_older()
    {
        var book = LotBook.Empty(CostMethod.Fifo).Acquire(new Lot("first", Noon, 1m, 1m)).Acquire(new Lot("second", Noon, 1m, 2m));

        Assert.Equal("first", book.Release(1m).Released.Matches[0].LotId);
        Assert.Equal("second", book.Under(CostMethod.Lifo).Release(1m).Released.Matches[0].LotId);
    }

    [Fact]
    public void Of_equal_unit_costs_the_oldest_leaves_first()
    {
        var book = LotBook.Empty(CostMethod.Hifo).Acquire(new Lot("old", Noon, 2m, 20m)).Acquire(new Lot("new", Noon.AddDays(1), 1m, 10m));

        Assert.Equal("old", book.Release(1m).Released.Matches[0].LotId);
    }

    [Fact]
    public void A_lot_that_moves_in_later_keeps_its_age()
    {
        var book = LotBook.Empty(CostMethod.Fifo).Acquire(new Lot("here", Noon, 1m, 1m)).Acquire(new Lot("moved in", Noon.AddDays(-9), 1m, 2m));

        Assert.Equal("moved in", book.Release(1m).Released.Matches[0].LotId);
    }

    [Fact]
    public void A_fee_belongs_to_its_lot_and_leaves_pro_rata()
    {
        var (rest, released) = LotBook.Empty(CostMethod.Fifo).Acquire(new Lot("a", Noon, 10m, 2_000m, 5m)).Release(4m);

        Assert.Equal(2m, released.Matches[0].Fee);
        Assert.Equal(1_203m, rest.TotalCost);
        Assert.Equal(200.5m, rest.AverageCost);
    }

    [Fact]
    public void A_book_is_a_checkpoint_of_itself()
    {
        var before = Six(CostMethod.Hifo);

        before.Release(5m);
        before.Acquire(new Lot("d", Noon, 1m, 1_000m));

        Assert.Equal(6m, before.Quantity);
        Assert.Equal(["a", "b", "c"], before.Lots.Select(lot => lot.Id));
    }

    [Fact]
    public void Switching_the_method_keeps_quantity_and_cost()
    {
        var pool = Six(CostMethod.Average).Release(2.5m).Remaining;

        var lots = pool.Under(CostMethod.Lifo);

        Assert.Equal(pool.Quantity, lots.Quantity);
        Assert.Equal(pool.TotalCost, lots.TotalCost);
        Assert.Equal("c", lots.Release(1m).Released.Matches[0].LotId);
    }

    [Fact]
    public void A_redenomination_changes_units_and_no_cost()
    {
        var split = Six(CostMethod.Fifo).Split(newUnits: 1_000m, oldUnits: 1m);

        Assert.Equal(6_000m, split.Quantity);
        Assert.Equal(110m, split.TotalCost);
        Assert.Equal(35m, split.Release(2_500m).Released.TotalCost);
    }

    [Fact]
    public void The_smallest_and_the_longest_amounts_stay_exact()
    {
        var book = LotBook.Empty(CostMethod.Fifo)
            .Acquire(new Lot("dust", Noon, 0.00000001m, 0.0000000000000000000000000001m))
            .Acquire(new Lot("long", Noon, 1234567890.123456789012345678m, 9876543210.987654321098765432m));

        var (rest, released) = book.Release(0.00000001m + 1_000_000_000m);

        Assert.Equal(book.TotalCost, released.TotalCost + rest.TotalCost);
        Assert.Equal(book.Quantity, released.Quantity + rest.Quantity);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Nothing_and_less_cannot_be_booked(int quantity)
    {
        var book = Six(CostMethod.Fifo);

        Assert.Throws<ArgumentOutOfRangeException>(() => book.Release(quantity));
        Assert.Throws<ArgumentOutOfRangeException>(() => book.Acquire(new Lot("x", Noon, quantity, 1m)));
    }

    [Fact]
    public void A_holding_period_of_days_and_one_of_dates_part_in_a_leap_year()
    {
        var bought = new DateTimeOffset(2023, 3, 3, 12, 0, 0, TimeSpan.Zero);
        var exactly = bought.AddDays(365); // 2 March 2024, by a leap day.

        Assert.False(HoldingPeriod.Days365.IsLong(bought, exactly));
        Assert.True(HoldingPeriod.Days365.IsLong(bought, exactly.AddTicks(1)));
        Assert.False(HoldingPeriod.OneYearByDate.IsLong(bought, exactly.AddDays(1)));
        Assert.True(HoldingPeriod.OneYearByDate.IsLong(bought, new DateTimeOffset(2024, 3, 4, 0, 0, 0, TimeSpan.Zero)));
        Assert.False(HoldingPeriod.None.IsLong(bought, bought.AddYears(9)));
    }
}
