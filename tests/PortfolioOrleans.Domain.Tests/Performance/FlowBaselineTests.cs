using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Domain.Valuation;
using static PortfolioOrleans.Domain.Tests.Given;

namespace PortfolioOrleans.Domain.Tests.Performance;

public sealed class FlowBaselineTests
{
    private static readonly PriceTable Prices = Table(Given.Prices("binance", ("BTC", 100m), ("USDT", 1m)));

    private static (decimal NetFlow, FlowBaseline Next) Count(FlowBaseline baseline, params AccountHoldings[] accounts) =>
        baseline.CountUpTo(accounts, Valuer.Value(accounts, Prices, ValuationRules.Default, Noon), Prices);

    private static AccountHoldings Spot(string id, decimal btc) => Account(id, "binance", Wallet(WalletKind.Spot, Holds(btc, "BTC")));

    [Fact]
    public void A_new_account_brings_its_equity_in_as_a_flow()
    {
        var first = Count(FlowBaseline.Empty, Spot("a", 3m));
        var second = Count(first.Next, Spot("a", 3m), Spot("b", 2m));

        Assert.Equal(300m, first.NetFlow);
        Assert.Equal(200m, second.NetFlow);
    }

    [Fact]
    public void What_a_new_account_was_paid_before_is_in_its_equity_already()
    {
        var first = Count(FlowBaseline.Empty, Spot("a", 3m).WithDeposits((3m, "BTC")));

        Assert.Equal(300m, first.NetFlow);
    }

    [Fact]
    public void A_removed_account_takes_its_last_equity_out()
    {
        var both = Count(FlowBaseline.Empty, Spot("a", 3m), Spot("b", 2m)).Next;

        Assert.Equal(-200m, Count(both, Spot("a", 3m)).NetFlow);
    }

    [Fact]
    public void A_deposit_counts_at_the_price_of_the_valuation_and_only_once()
    {
        var before = Count(FlowBaseline.Empty, Spot("a", 3m)).Next;

        var (flow, after) = Count(before, Spot("a", 5m).WithDeposits((2m, "BTC")));

        Assert.Equal(200m, flow);
        Assert.Equal(0m, Count(after, Spot("a", 5m).WithDeposits((2m, "BTC"))).NetFlow);
    }

    [Fact]
    public void Where_nothing_moved_the_baseline_stays_the_same_one()
    {
        var before = Count(FlowBaseline.Empty, Spot("a", 3m).WithDeposits((2m, "BTC")), Spot("b", 1m)).Next;

        Assert.Same(before, Count(before, Spot("a", 3m).WithDeposits((2m, "BTC")), Spot("b", 1m)).Next);
    }

    [Fact]
    public void What_moved_is_in_the_next_baseline_and_what_did_not_stays()
    {
        var before = Count(FlowBaseline.Empty, Spot("a", 3m), Spot("b", 1m)).Next;

        var traded = Count(before, Spot("a", 4m), Spot("b", 1m)).Next;
        var paid = Count(traded, Spot("a", 5m).WithDeposits((1m, "BTC")), Spot("b", 1m)).Next;
        var removed = Count(paid, Spot("a", 5m).WithDeposits((1m, "BTC"))).Next;

        Assert.Equal((400m, 100m), (traded.SourceEquity["a/Spot"], traded.SourceEquity["b/Spot"]));
        Assert.Same(before.NetDeposits, traded.NetDeposits);
        Assert.Equal(1m, Assert.Single(paid.NetDeposits["a"]).Amount);
        Assert.Equal(["a/Spot"], removed.SourceEquity.Keys);
        Assert.Equal(["a"], removed.NetDeposits.Keys);
    }

    [Fact]
    public void A_withdrawal_counts_as_negative()
    {
        var before = Count(FlowBaseline.Empty, Spot("a", 3m).WithDeposits((5m, "BTC"))).Next;

        Assert.Equal(-100m, Count(before, Spot("a", 2m).WithDeposits((4m, "BTC"))).NetFlow);
    }

    [Fact]
    public void Trading_and_moving_between_wallets_is_no_flow()
    {
        var before = Count(FlowBaseline.Empty, Account("a", "binance", Wallet(WalletKind.Spot, Holds(3m, "BTC")), Wallet(WalletKind.Funding))).Next;

        var after = Count(before, Account("a", "binance", Wallet(WalletKind.Spot, Holds(200m, "USDT")), Wallet(WalletKind.Funding, Holds(1m, "BTC"))));

        Assert.Equal(0m, after.NetFlow);
    }

    [Fact]
    public void A_wallet_that_appears_later_is_a_flow_too()
    {
        var before = Count(FlowBaseline.Empty, Spot("a", 3m)).Next;

        var after = Count(before, Account("a", "binance", Wallet(WalletKind.Spot, Holds(3m, "BTC")), Wallet(WalletKind.Futures, Holds(50m, "USDT"))));

        Assert.Equal(50m, after.NetFlow);
    }

    [Fact]
    public void Unrealised_pnl_of_a_new_wallet_comes_in_with_it()
    {
        var account = Account("a", "binance", Wallet(WalletKind.Futures, Holds(50m, "USDT")) with { Positions = [Linear("BTCUSDT", 1m, entry: 90m, mark: 100m)] });

        Assert.Equal(60m, Count(FlowBaseline.Empty, account).NetFlow);
    }

    [Fact]
    public void An_incomplete_valuation_counts_no_flows()
    {
        var account = Account("a", "binance", Wallet(WalletKind.Spot, Holds(1m, "XYZ")));

        Assert.Throws<ArgumentException>(() => Count(FlowBaseline.Empty, account));
    }

    [Fact]
    public void A_deposit_of_half_the_equity_is_neither_gain_nor_drawdown()
    {
        var (first, baseline) = Count(FlowBaseline.Empty, Spot("a", 4m));
        var track = EquityTrack.Start(400m, first, Noon);

        var (flow, _) = Count(baseline, Spot("a", 6m).WithDeposits((2m, "BTC")));
        var after = track.Observe(600m, first + flow, Noon.AddMinutes(1));

        Assert.Equal(0m, after.DailyPnl);
        Assert.Equal(0m, after.AllTime.Depth);
        Assert.Equal(600m, after.AllTime.Peak);
    }

    [Fact]
    public void Any_mix_of_deposits_and_trades_leaves_exactly_the_trading_gain()
    {
        var random = new Random(41);
        for (var round = 0; round < 200; round++)
        {
            decimal cash = random.Next(100, 1_000);
            var deposits = 0m;
            var gain = 0m;
            AccountHoldings Now() => Account("a", "binance", Wallet(WalletKind.Spot, Holds(cash, "USDT"))).WithDeposits((deposits, "USDT"));

            var (total, baseline) = Count(FlowBaseline.Empty, Now());
            var track = EquityTrack.Start(cash, total, Noon);
            for (var i = 1; i < 20; i++)
            {
                decimal flow = random.Next(-20, 40);
                decimal earned = random.Next(-4, 8);
                (cash, deposits, gain) = (cash + flow + earned, deposits + flow, gain + earned);

                (var moved, baseline) = Count(baseline, Now());
                total += moved;
                track = track.Observe(cash, total, Noon.AddMinutes(i));
            }

            Assert.Equal(gain, track.DailyPnl);
        }
    }
}
