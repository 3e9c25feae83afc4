using PortfolioOrleans.Contracts.Ledger;
using PortfolioOrleans.Contracts.Portfolios;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Valuation;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Grains.Portfolios;

namespace PortfolioOrleans.Grains.Tests.Portfolios;

public sealed class PortfolioStateTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);
    private static readonly Asset Btc = Asset.Btc;

    private static AccountHoldings Spot(decimal btc, DateTimeOffset at, string? fault = null, decimal deposited = 0m) => new(
        "fake-1",
        "fake",
        [new WalletHoldings(WalletKind.Spot, btc == 0m ? [] : [AssetBalance.Of(Btc, btc)], [], at, fault)],
        deposited == 0m ? [] : [new Money(deposited, Btc)]);

    private static PriceTable Price(decimal usd, DateTimeOffset at) => new(
        [new VenuePrices("fake", at, new Dictionary<Asset, decimal> { [Btc] = usd }, new Dictionary<string, decimal>())]);

    [Fact]
    public void What_the_day_realised_is_told_as_far_as_the_ledger_was_read_and_begins_at_nothing_each_day()
    {
        var unread = Value(new PortfolioState(), btc: 1m, usd: 100m, minute: 0);
        var read = unread with { Realized = new RealizedDay(DateOnly.FromDateTime(Noon.UtcDateTime), 12.5m, Asset.Usd, Noon) };

        var today = Value(read, btc: 1m, usd: 100m, minute: 1).Snapshot!.Pnl;
        var tomorrow = Value(read, btc: 1m, usd: 100m, minute: 24 * 60).Snapshot!.Pnl;

        Assert.Null(unread.Snapshot!.Pnl.RealizedToday);
        Assert.Equal((12.5m, Noon), (today.RealizedToday, today.RealizedAsOf));
        Assert.Equal((0m, Noon), (tomorrow.RealizedToday, tomorrow.RealizedAsOf));
    }

    [Fact]
    public void The_days_gain_is_equity_less_what_it_opened_with_and_what_flowed()
    {
        var opened = Value(new PortfolioState(), btc: 1m, usd: 100m, minute: 0);
        var deposited = Value(opened, btc: 1.2m, usd: 100m, minute: 1, deposited: 0.2m);
        var later = Value(deposited, btc: 1.2m, usd: 110m, minute: 2, deposited: 0.2m);

        var pnl = later.Snapshot!.Pnl;

        Assert.Equal((100m, 20m, 12m), (pnl.OpenEquity, pnl.OpenFlow, pnl.Daily));
        Assert.Equal(pnl.Daily, later.Snapshot.Drawdown.CurrentEquity - pnl.OpenEquity - pnl.OpenFlow);
    }

    private static PortfolioState Value(PortfolioState state, decimal btc, decimal usd, int minute, string? fault = null, decimal deposited = 0m) => state.Valued(
        "alice", [Spot(btc, Noon.AddMinutes(minute), fault, deposited)], Price(usd, Noon.AddMinutes(minute)), ValuationRules.Default, Noon.AddMinutes(minute));

    [Fact]
    public void Each_valuation_has_the_next_version_and_the_next_four_event_numbers()
    {
        var first = Value(new PortfolioState(), 1m, 100m, 0);
        var second = Value(first, 1m, 110m, 1);

        Assert.Equal((1L, 4L), (first.Snapshot!.Version, first.Snapshot.Sequence));
        Assert.Equal((2L, 8L), (second.Snapshot!.Version, second.Snapshot.Sequence));
        Assert.Equal([5L, 6L, 7L, 8L], PortfolioEvent.Of(second.Snapshot).Select(happened => happened.Sequence));
    }

    [Fact]
    public void The_events_of_a_snapshot_are_the_same_whenever_they_are_told()
    {
        var snapshot = Value(new PortfolioState(), 1m, 100m, 0).Snapshot!;

        Assert.Equal(PortfolioEvent.Of(snapshot).ToArray(), PortfolioEvent.Of(snapshot).ToArray());
        Assert.Equal(Enum.GetValues<PortfolioEventKind>(), PortfolioEvent.Of(snapshot).Select(happened => happened.Kind));
    }

    [Fact]
    public void Tenfold_and_back_is_the_drawdown_computed_by_hand()
    {
        var state = Value(Value(Value(new PortfolioState(), 1m, 100m, 0), 1m, 1_000m, 1), 1m, 100m, 2);

        var drawdown = state.Snapshot!.Drawdown;
        Assert.Equal((1_000m, 100m, 0.9m, 0.9m), (drawdown.PeakEquity, drawdown.TroughEquity, drawdown.Depth, drawdown.DailyDepth));
        Assert.Equal(0m, state.Snapshot.Pnl.Daily);
    }

    [Fact]
    public void A_deposit_of_half_the_equity_is_no_gain_and_no_drawdown()
    {
        var state = Value(Value(new PortfolioState(), 1m, 100m, 0), 1.5m, 100m, 1, deposited: 0.5m);

        Assert.Equal(0m, state.Snapshot!.Pnl.Daily);
        Assert.Equal((0m, 150m), (state.Snapshot.Drawdown.Depth, state.Snapshot.Drawdown.PeakEquity));
        Assert.Equal(150m, state.Snapshot.NetFlowTotal);
    }

    [Fact]
    public void An_incomplete_valuation_is_shown_and_moves_no_peak_and_no_daily_figure()
    {
        var complete = Value(new PortfolioState(), 1m, 100m, 0);

        var up = Value(complete, 1m, 500m, 1, fault: "fake does not answer").Snapshot!;
        var down = Value(complete, 1m, 5m, 1, fault: "fake does not answer").Snapshot!;

        Assert.Equal((500m, false), (up.Equity, up.Complete));
        Assert.Equal(complete.Snapshot!.Drawdown, up.Drawdown);
        Assert.Equal(complete.Snapshot.Drawdown, down.Drawdown);
        Assert.Equal((0m, 0m), (up.Pnl.Daily, down.Pnl.Daily));
    }

    [Fact]
    public void A_deposit_during_an_outage_is_counted_when_it_is_over()
    {
        var before = Value(new PortfolioState(), 1m, 100m, 0);
        var during = Value(before, 1m, 100m, 1, fault: "fake does not answer");

        var after = Value(during, 3m, 100m, 2, deposited: 2m);

        Assert.Equal((0m, 0m), (after.Snapshot!.Pnl.Daily, after.Snapshot.Drawdown.Depth));
        Assert.Equal(300m, after.Snapshot.NetFlowTotal);
    }

    [Fact]
    public void A_clock_set_back_stops_nothing()
    {
        var later = Value(new PortfolioState(), 1m, 100m, 10);

        var back = Noon.AddMinutes(10).AddSeconds(-30);
        var earlier = later.Valued("alice", [Spot(1m, back)], Price(120m, back), ValuationRules.Default, back);

        Assert.Equal(120m, earlier.Snapshot!.Drawdown.PeakEquity);
        Assert.Equal(later.Snapshot!.AsOf, earlier.Snapshot.AsOf);
    }

    [Fact]
    public void Another_currency_starts_new_peaks()
    {
        var dollars = Value(new PortfolioState(), 1m, 100m, 0);
        var prices = new PriceTable([new VenuePrices(
            "fake", Noon, new Dictionary<Asset, decimal> { [Btc] = 100m, [Asset.Parse("EUR")] = 2m }, new Dictionary<string, decimal>())]);

        var euros = dollars.Valued("alice", [Spot(1m, Noon)], prices, ValuationRules.Default with { Currency = Asset.Parse("EUR") }, Noon.AddMinutes(1));

        Assert.Equal((50m, 50m), (euros.Snapshot!.Equity, euros.Snapshot.Drawdown.PeakEquity));
        Assert.Equal(0m, euros.Snapshot.Pnl.Daily);
    }

    [Fact]
    public void Without_a_valuation_there_are_no_events() =>
        Assert.Empty(PortfolioEvent.Of(SnapshotMaker.Unvalued("alice", Asset.Usd, Noon)));
}
