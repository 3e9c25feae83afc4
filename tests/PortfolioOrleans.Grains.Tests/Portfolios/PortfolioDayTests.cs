using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Domain.Valuation;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Grains.Portfolios;

namespace PortfolioOrleans.Grains.Tests.Portfolios;

/// <summary>A day's row as the valuations of the day make it.</summary>
public sealed class PortfolioDayTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void What_is_there_at_first_is_the_base_and_no_flow()
    {
        var day = Value(new PortfolioState(), 1m, 100m, 0).Today!;

        Assert.Equal((new DateOnly(2026, 3, 4), 100m, true), (day.Day, day.Equity, day.Complete));
        Assert.Equal(0m, day.ToRow("alice").Figures.NetFlow);
    }

    [Fact]
    public void A_flow_stands_with_its_time_and_the_equity_before_it()
    {
        var state = Value(Value(Begun(), 1m, 100m, 0), 1m, 110m, 1);
        state = Value(state, 3m, 110m, 2, deposited: 2m);
        state = Value(state, 3m, 120m, 3, deposited: 2m);

        var figures = state.Today!.ToRow("alice").Figures;
        Assert.Equal([new TimedFlow(Noon.AddMinutes(1), 220m, 110m)], figures.Timed.AsEnumerable());
        Assert.Equal(360m, figures.Equity);

        // The day before ended at 100: 10 % until the deposit, and 30 of 330 after it.
        var series = TimeWeightedIndex.Of([new DailyEquity(figures.Day.AddDays(-1), 100m), figures]);
        Assert.Equal((1.1 * (360d / 330d)) - 1d, series.Returns[1], 12);
    }

    [Fact]
    public void What_flowed_over_night_belongs_to_the_day_that_saw_it_from_its_first_moment()
    {
        var state = Value(new PortfolioState(), 1m, 100m, 0);

        state = Value(state, 2m, 100m, 13 * 60, deposited: 1m);

        Assert.Equal(new DateOnly(2026, 3, 5), state.Today!.Day);
        Assert.Equal([new DayFlow(new DateTimeOffset(2026, 3, 5, 0, 0, 0, TimeSpan.Zero), 100m, 100m)], state.Today.Timed.AsEnumerable());
    }

    [Fact]
    public void An_incomplete_valuation_does_not_change_what_the_day_had()
    {
        var state = Value(new PortfolioState(), 1m, 100m, 0);

        var after = Value(state, 1m, 7m, 1, fault: "down").Today!;

        Assert.Equal((100m, Noon, true), (after.Equity, after.AsOf, after.Complete));
    }

    [Fact]
    public void A_day_on_which_nothing_was_complete_says_so()
    {
        var day = Value(new PortfolioState(), 1m, 100m, 0, fault: "down").Today!;

        Assert.Equal((100m, false), (day.Equity, day.Complete));
    }

    [Fact]
    public void A_flow_into_nothing_has_no_equity_to_stand_on()
    {
        var state = Value(new PortfolioState(), 0m, 100m, 0);

        state = Value(state, 2m, 100m, 1, deposited: 2m);

        Assert.Equal((200m, 0m), (state.Today!.Inflow, state.Today.Outflow));
        Assert.Empty(state.Today.Timed);
    }

    [Fact]
    public void A_day_comes_back_from_its_row()
    {
        var state = Value(Value(Begun(), 1m, 100m, 0), 3m, 100m, 1, deposited: 2m);

        var again = PortfolioDay.Of(state.Today!.ToRow("alice"));

        Assert.Equal(state.Today with { Timed = [] }, again with { Timed = [] });
        Assert.Equal(state.Today.Timed.AsEnumerable(), again.Timed.AsEnumerable());
    }

    [Fact]
    public void A_flow_that_was_of_another_time_is_taken_out_again()
    {
        var state = Value(Value(Begun(), 1m, 100m, 0), 4m, 100m, 1, deposited: 3m);

        Assert.Empty(state.Today!.Without(300m).Timed);
        Assert.Equal([200m], state.Today.Without(100m).Timed.Select(flow => flow.Amount));
    }

    [Fact]
    public void On_the_first_day_accounts_that_come_in_one_after_the_other_are_the_base_and_wallets_without_a_past_are_a_flow()
    {
        var state = new PortfolioState();
        foreach (var ids in new string[][] { ["cex-1"], ["cex-1", "cex-2"], ["cex-1", "cex-2", "chain-1"] })
        {
            AccountHoldings[] accounts =
                [.. ids.Select(id => new AccountHoldings(id, id[..^2], [new WalletHoldings(WalletKind.Spot, [AssetBalance.Of(Asset.Btc, 1m)], [], Noon, null)], []))];
            var prices = new PriceTable([new VenuePrices("cex", Noon, new Dictionary<Asset, decimal> { [Asset.Btc] = 100m }, new Dictionary<string, decimal>())]);
            state = state.Valued("alice", accounts, prices, ValuationRules.Default, Noon.AddSeconds(ids.Length), new HashSet<string> { "chain" });
        }

        var figures = state.Today!.ToRow("alice").Figures;
        Assert.Equal((300m, 100m), (figures.Equity, figures.NetFlow));
        Assert.Empty(figures.Timed);
        Assert.Equal(300m, state.Snapshot!.NetFlowTotal);
    }

    /// <summary>One bitcoin at 100 since yesterday.</summary>
    private static PortfolioState Begun() => Value(new PortfolioState(), 1m, 100m, -24 * 60);

    private static PortfolioState Value(PortfolioState state, decimal btc, decimal usd, int minute, string? fault = null, decimal deposited = 0m)
    {
        var at = Noon.AddMinutes(minute);
        var account = new AccountHoldings(
            "fake-1", "fake", [new WalletHoldings(WalletKind.Spot, btc == 0m ? [] : [AssetBalance.Of(Asset.Btc, btc)], [], at, fault)],
            deposited == 0m ? [] : [new Money(deposited, Asset.Btc)]);
        var prices = new PriceTable([new VenuePrices("fake", at, new Dictionary<Asset, decimal> { [Asset.Btc] = usd }, new Dictionary<string, decimal>())]);
        return state.Valued("alice", [account], prices, ValuationRules.Default, at);
    }
}
