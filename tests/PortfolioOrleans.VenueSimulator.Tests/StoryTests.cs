using PortfolioOrleans.VenueSimulator.Control;

namespace PortfolioOrleans.VenueSimulator.Tests;

/// <summary>What happens to balances and positions, computed by hand.</summary>
public class StoryTests
{
    [Fact]
    public void A_spot_purchase_pays_its_fee_in_what_is_bought()
    {
        var bench = new Bench();
        var account = bench.Open(SimulatedVenue.Binance, ("USDT", 10_000m));

        var fill = bench.World.Fill(account.AccountId, new FillOrder { Symbol = "BTCUSDT", Side = TradeSide.Buy, Quantity = 0.1m, Price = 50_000m });

        Assert.Equal((0.0001m, "BTC"), (fill.Fee, fill.FeeAsset));
        Assert.Equal(0.0999m, bench.Held(account, Wallet.Spot, "BTC"));
        Assert.Equal(5_000m, bench.Held(account, Wallet.Spot, "USDT"));
    }

    [Fact]
    public void A_fee_in_BNB_leaves_the_purchase_whole()
    {
        var bench = new Bench();
        var account = bench.Open(SimulatedVenue.Binance, ("USDT", 10_000m), ("BNB", 1m));

        bench.World.Fill(
            account.AccountId, new FillOrder { Symbol = "BTCUSDT", Side = TradeSide.Buy, Quantity = 0.05m, Price = 50_000m, Fee = 0.004m, FeeAsset = "BNB" });

        Assert.Equal(0.05m, bench.Held(account, Wallet.Spot, "BTC"));
        Assert.Equal(0.996m, bench.Held(account, Wallet.Spot, "BNB"));
        Assert.Equal(7_500m, bench.Held(account, Wallet.Spot, "USDT"));
    }

    [Fact]
    public void A_sale_pays_its_fee_in_what_is_received()
    {
        var bench = new Bench();
        var account = bench.Open(SimulatedVenue.Binance, ("BTC", 0.1m));

        bench.World.Fill(account.AccountId, new FillOrder { Symbol = "BTCUSDT", Side = TradeSide.Sell, Quantity = 0.04m, Price = 51_000m });

        Assert.Equal(0.06m, bench.Held(account, Wallet.Spot, "BTC"));
        Assert.Equal(2_037.96m, bench.Held(account, Wallet.Spot, "USDT"));
    }

    [Fact]
    public void A_future_opens_adds_reduces_and_flips()
    {
        var bench = new Bench();
        var account = bench.OpenFutures(10_000m);

        Trade(TradeSide.Buy, 0.1m, 50_000m); // Fee 2.5.
        Trade(TradeSide.Buy, 0.1m, 52_000m); // Fee 2.6, entry 51,000.
        var reduced = Trade(TradeSide.Sell, 0.05m, 54_000m); // Fee 1.35, gains 0.05 x 3,000.
        var flipped = Trade(TradeSide.Sell, 0.25m, 53_000m); // Fee 6.625, gains 0.15 x 2,000, opens -0.1 at 53,000.
        bench.World.SetPrice("BTC", 52_000m);

        Assert.Equal(150m, reduced.RealizedPnl);
        Assert.Equal((300m, -0.1m), (flipped.RealizedPnl, flipped.PositionAfter));
        Assert.Equal(10_436.925m, bench.Held(account, Wallet.Futures, "USDT"));
        var position = Assert.Single(bench.World.State(account.AccountId).Positions);
        Assert.Equal((-0.1m, 53_000m, 100m), (position.Size, position.Entry, position.UnrealizedPnl));

        var usdt = bench.Binance.Binance(account, bench.Now, "/fapi/v3/account").Json.GetProperty("assets")[0];
        Assert.Equal("10436.92500000", usdt.GetProperty("walletBalance").GetString());
        Assert.Equal("100.00000000", usdt.GetProperty("unrealizedProfit").GetString());
        Assert.Equal("10536.92500000", usdt.GetProperty("marginBalance").GetString());

        FillReceipt Trade(TradeSide side, decimal quantity, decimal price) =>
            bench.World.Fill(account.AccountId, new FillOrder { Symbol = "BTCUSDT", Futures = true, Side = side, Quantity = quantity, Price = price });
    }

    [Fact]
    public void An_average_entry_that_has_no_end_is_rounded_once_and_then_counts()
    {
        var bench = new Bench();
        var account = bench.OpenFutures(1_000m);

        Trade(TradeSide.Buy, 0.001m, 50_000m);
        Trade(TradeSide.Buy, 0.002m, 50_001m); // 150,002 / 3 = 50,000.66666...
        var entry = bench.World.State(account.AccountId).Positions[0].Entry;
        var closed = Trade(TradeSide.Sell, 0.003m, 50_001m);

        Assert.Equal(50_000.66667m, entry);
        Assert.Equal(0.00099999m, closed.RealizedPnl);
        Assert.Equal(1_000.00099999m, bench.Held(account, Wallet.Futures, "USDT"));
        Assert.Empty(bench.World.State(account.AccountId).Positions);

        FillReceipt Trade(TradeSide side, decimal quantity, decimal price) => bench.World.Fill(
            account.AccountId, new FillOrder { Symbol = "BTCUSDT", Futures = true, Side = side, Quantity = quantity, Price = price, Fee = 0m });
    }

    [Fact]
    public void A_loss_may_exceed_the_wallet_and_trading_goes_on()
    {
        var bench = new Bench();
        var account = bench.OpenFutures(100m);

        Trade(TradeSide.Buy, 0.1m, 50_000m);
        Trade(TradeSide.Sell, 0.05m, 40_000m);
        Trade(TradeSide.Sell, 0.05m, 40_000m);

        Assert.Equal(-900m, bench.Held(account, Wallet.Futures, "USDT"));

        void Trade(TradeSide side, decimal quantity, decimal price) => bench.World.Fill(
            account.AccountId, new FillOrder { Symbol = "BTCUSDT", Futures = true, Side = side, Quantity = quantity, Price = price, Fee = 0m });
    }

    [Fact]
    public void In_hedge_mode_long_and_short_live_side_by_side()
    {
        var bench = new Bench();
        var account = bench.OpenFutures(10_000m, hedged: true);

        Trade(TradeSide.Buy, 0.2m, PositionSide.Long);
        Trade(TradeSide.Sell, 0.1m, PositionSide.Short);
        Trade(TradeSide.Buy, 0.04m, PositionSide.Short);

        var rows = bench.Binance.Binance(account, bench.Now, "/fapi/v3/positionRisk").Json;
        Assert.Equal(
            [("LONG", "0.200"), ("SHORT", "-0.060")],
            rows.EnumerateArray().Select(row => (row.GetProperty("positionSide").GetString()!, row.GetProperty("positionAmt").GetString()!)));
        Assert.Equal("bad_value", Assert.Throws<ControlException>(() => Trade(TradeSide.Buy, 0.07m, PositionSide.Short)).Code);
        Assert.Equal("bad_value", Assert.Throws<ControlException>(() => Trade(TradeSide.Buy, 0.07m, PositionSide.Net)).Code);

        void Trade(TradeSide side, decimal quantity, PositionSide position) => bench.World.Fill(
            account.AccountId, new FillOrder { Symbol = "BTCUSDT", Futures = true, Side = side, Quantity = quantity, PositionSide = position });
    }

    [Fact]
    public void An_inverse_swap_gains_and_loses_coins()
    {
        var bench = new Bench();
        var account = bench.OpenTrading(("BTC", 1m));
        bench.World.SetPrice("USDT", 1m);

        Trade(TradeSide.Buy, 100m, 50_000m); // 10,000 dollars are 0.2 BTC: fee 0.0001.
        var reduced = Trade(TradeSide.Sell, 50m, 40_000m); // 5,000 x (1/50,000 - 1/40,000) = -0.025; fee 0.0000625.
        bench.World.SetPrice("BTC", 62_500m); // 5,000 x (1/50,000 - 1/62,500) = 0.02.

        Assert.Equal(-0.025m, reduced.RealizedPnl);
        var btc = bench.Okx.Okx(account, bench.Now, "/api/v5/account/balance?ccy=BTC").Data[0].GetProperty("details")[0];
        Assert.Equal("0.9748375", btc.GetProperty("cashBal").GetString());
        Assert.Equal("0.02", btc.GetProperty("upl").GetString());
        Assert.Equal("0.9948375", btc.GetProperty("eq").GetString());
        var position = bench.Okx.Okx(account, bench.Now, "/api/v5/account/positions").Data[0];
        Assert.Equal("5000", position.GetProperty("notionalUsd").GetString());
        Assert.Equal("-0.0251625", position.GetProperty("realizedPnl").GetString());

        FillReceipt Trade(TradeSide side, decimal contracts, decimal price) =>
            bench.World.Fill(account.AccountId, new FillOrder { Symbol = "BTC-USD-SWAP", Side = side, Quantity = contracts, Price = price });
    }

    [Fact]
    public void An_inverse_swap_averages_coins_not_prices()
    {
        var bench = new Bench();
        var account = bench.OpenTrading(("BTC", 1m));

        foreach (var price in (decimal[])[50_000m, 40_000m])
        {
            bench.World.Fill(account.AccountId, new FillOrder { Symbol = "BTC-USD-SWAP", Side = TradeSide.Sell, Quantity = 100m, Price = price });
        }

        Assert.Equal(44_444.4444444444444444m, bench.World.State(account.AccountId).Positions[0].Entry); // 20,000 / 0.45
    }

    [Fact]
    public void A_linear_swap_counts_contracts()
    {
        var bench = new Bench();
        var account = bench.OpenTrading(("USDT", 5_000m));

        var opened = bench.World.Fill(account.AccountId, new FillOrder { Symbol = "ETH-USDT-SWAP", Side = TradeSide.Sell, Quantity = 12.5m, Price = 3_000m });
        bench.World.SetPrice("ETH", 2_900m);

        Assert.Equal(1.875m, opened.Fee); // 12.5 x 0.1 ETH x 3,000 x 0.05 %
        var position = bench.Okx.Okx(account, bench.Now, "/api/v5/account/positions?instType=SWAP").Data[0];
        Assert.Equal("-12.5", position.GetProperty("pos").GetString());
        Assert.Equal("125", position.GetProperty("upl").GetString());
        var usdt = bench.Okx.Okx(account, bench.Now, "/api/v5/account/balance").Data[0].GetProperty("details")[0];
        Assert.Equal("4998.125", usdt.GetProperty("cashBal").GetString());
        Assert.Equal("5123.125", usdt.GetProperty("eq").GetString());
    }

    [Fact]
    public void Funding_is_paid_by_longs_and_received_by_shorts()
    {
        var bench = new Bench();
        var account = bench.OpenFutures(1_000m, hedged: true);
        bench.World.SetPrice("BTC", 52_000m);
        bench.World.Fill(
            account.AccountId,
            new FillOrder { Symbol = "BTCUSDT", Futures = true, Side = TradeSide.Buy, Quantity = 0.3m, PositionSide = PositionSide.Long, Fee = 0m });
        bench.World.Fill(
            account.AccountId,
            new FillOrder { Symbol = "BTCUSDT", Futures = true, Side = TradeSide.Sell, Quantity = 0.1m, PositionSide = PositionSide.Short, Fee = 0m });

        bench.World.PayFunding(account.AccountId, new FundingOrder { Symbol = "BTCUSDT", Rate = 0.0001m });

        Assert.Equal(1_000m - 1.56m + 0.52m, bench.Held(account, Wallet.Futures, "USDT"));
        var income = bench.Binance.Binance(account, bench.Now, "/fapi/v1/income", "incomeType=FUNDING_FEE").Json;
        Assert.Equal(["-1.56000000", "0.52000000"], income.EnumerateArray().Select(row => row.GetProperty("income").GetString()));
    }

    [Fact]
    public void A_withdrawal_takes_its_fee_on_top_and_is_held_until_it_is_sent()
    {
        var bench = new Bench();
        var account = bench.Open(SimulatedVenue.Binance, ("USDT", 100m));

        var asked = bench.World.Withdraw(account.AccountId, new FundsOrder { Asset = "USDT", Amount = 60m, Fee = 1.5m, Pending = true });

        var waiting = bench.World.State(account.AccountId).Balances.Single();
        Assert.Equal((38.5m, 61.5m, 100m), (waiting.Free, waiting.Held, waiting.Total));
        var row = bench.Binance.Binance(account, bench.Now, "/sapi/v3/asset/getUserAsset", method: HttpMethod.Post).Json[0];
        Assert.Equal(("38.5", "61.5"), (row.GetProperty("free").GetString(), row.GetProperty("withdrawing").GetString()));

        bench.World.SettleFunds(account.AccountId, asked.Id, succeeded: true);

        var sent = bench.World.State(account.AccountId).Balances.Single();
        Assert.Equal((38.5m, 0m), (sent.Free, sent.Held));
        var listed = bench.Binance.Binance(account, bench.Now, "/sapi/v1/capital/withdraw/history").Json[0];
        Assert.Equal(
            (6, "60", "1.5"),
            (listed.GetProperty("status").GetInt32(), listed.GetProperty("amount").GetString(), listed.GetProperty("transactionFee").GetString()));
    }

    [Fact]
    public void A_withdrawal_that_fails_comes_back_whole()
    {
        var bench = new Bench();
        var account = bench.Open(SimulatedVenue.Okx, ("USDT", 100m));
        var asked = bench.World.Withdraw(account.AccountId, new FundsOrder { Asset = "USDT", Amount = 60m, Fee = 1.5m, Pending = true });
        var waiting = bench.Okx.Okx(account, bench.Now, "/api/v5/asset/balances").Data[0];

        bench.World.SettleFunds(account.AccountId, asked.Id, succeeded: false);

        Assert.Equal(
            ("38.5", "61.5", "100"),
            (waiting.GetProperty("availBal").GetString(), waiting.GetProperty("frozenBal").GetString(), waiting.GetProperty("bal").GetString()));
        Assert.Equal("100", bench.Okx.Okx(account, bench.Now, "/api/v5/asset/balances").Data[0].GetProperty("availBal").GetString());
        Assert.Equal("-1", bench.Okx.Okx(account, bench.Now, "/api/v5/asset/withdrawal-history").Data[0].GetProperty("state").GetString());
        Assert.Equal("unknown_funds_move", Assert.Throws<ControlException>(() => bench.World.SettleFunds(account.AccountId, asked.Id, true)).Code);
    }

    [Fact]
    public void A_pending_deposit_is_seen_before_it_is_owned()
    {
        var bench = new Bench();
        var account = bench.Open(SimulatedVenue.Binance);

        var coming = bench.World.Deposit(account.AccountId, new FundsOrder { Asset = "ETH", Amount = 2m, Pending = true });

        Assert.Equal(0, bench.Binance.Binance(account, bench.Now, "/sapi/v1/capital/deposit/hisrec").Json[0].GetProperty("status").GetInt32());
        Assert.Equal(0m, bench.Held(account, Wallet.Spot, "ETH"));
        bench.World.SettleFunds(account.AccountId, coming.Id, succeeded: true);
        Assert.Equal(1, bench.Binance.Binance(account, bench.Now, "/sapi/v1/capital/deposit/hisrec").Json[0].GetProperty("status").GetInt32());
        Assert.Equal(2m, bench.Held(account, Wallet.Spot, "ETH"));
    }

    [Fact]
    public void A_transfer_changes_nothing_but_the_wallet()
    {
        var bench = new Bench();
        var account = bench.Open(SimulatedVenue.Okx, ("USDT", 100m));
        var before = bench.World.State(account.AccountId).EquityUsd;

        bench.World.Transfer(account.AccountId, new TransferOrder { Asset = "USDT", Amount = 30m, From = Wallet.Funding, To = Wallet.Trading });

        Assert.Equal((70m, 30m), (bench.Held(account, Wallet.Funding, "USDT"), bench.Held(account, Wallet.Trading, "USDT")));
        Assert.Equal(before, bench.World.State(account.AccountId).EquityUsd);
        var bill = bench.Okx.Okx(account, bench.Now, "/api/v5/account/bills").Data[0];
        Assert.Equal(("1", "11", "30"), (bill.GetProperty("type").GetString(), bill.GetProperty("subType").GetString(), bill.GetProperty("balChg").GetString()));
        var outgoing = bench.Okx.Okx(account, bench.Now, "/api/v5/asset/bills").Data[0];
        Assert.Equal(
            ("131", "-30", "70"),
            (outgoing.GetProperty("type").GetString(), outgoing.GetProperty("balChg").GetString(), outgoing.GetProperty("bal").GetString()));
    }

    [Theory]
    [InlineData("bad_value", "BTCUSDT", "0.000001", "50000")]
    [InlineData("bad_value", "BTCUSDT", "10000000000000", "50000")]
    [InlineData("off_tick", "BTCUSDT", "0.1", "50000.001")]
    [InlineData("off_tick", "BTCUSDT", "0.1", "10000000000000")]
    [InlineData("insufficient_funds", "BTCUSDT", "1", "50000")]
    [InlineData("unknown_symbol", "NOPEUSDT", "1", "1")]
    public void An_order_that_cannot_be_changes_nothing(string code, string symbol, string quantity, string price)
    {
        var bench = new Bench();
        var account = bench.Open(SimulatedVenue.Binance, ("USDT", 10_000m));

        var refusal = Assert.Throws<ControlException>(() => bench.World.Fill(
            account.AccountId, new FillOrder { Symbol = symbol, Side = TradeSide.Buy, Quantity = decimal.Parse(quantity), Price = decimal.Parse(price) }));

        Assert.Equal(code, refusal.Code);
        Assert.Equal(10_000m, bench.Held(account, Wallet.Spot, "USDT"));
        Assert.Empty(bench.Binance.Binance(account, bench.Now, "/api/v3/myTrades", "symbol=BTCUSDT").Json.EnumerateArray());
    }

    [Fact]
    public void The_mode_cannot_change_under_an_open_position()
    {
        var bench = new Bench();
        var account = bench.OpenFutures(1_000m);
        bench.World.Fill(account.AccountId, new FillOrder { Symbol = "ETHUSDT", Futures = true, Side = TradeSide.Buy, Quantity = 0.1m });

        Assert.Equal("positions_open", Assert.Throws<ControlException>(() => bench.World.SetPositionMode(account.AccountId, hedged: true)).Code);
    }

    [Fact]
    public void Splitting_a_fill_changes_nothing()
    {
        var random = new Random(20260302);
        for (var round = 0; round < 50; round++)
        {
            var bench = new Bench();
            var (whole, split) = (bench.OpenFutures(100_000m), bench.Open(SimulatedVenue.Binance, "split", ("USDT", 100_000m)));
            bench.World.Transfer(split.AccountId, new TransferOrder { Asset = "USDT", Amount = 100_000m, From = Wallet.Spot, To = Wallet.Futures });
            for (var trade = 0; trade < 4; trade++)
            {
                var (first, second) = (random.Next(1, 500) * 0.001m, random.Next(1, 500) * 0.001m);
                var price = random.Next(300_000, 700_000) * 0.1m;
                var side = random.Next(2) == 0 ? TradeSide.Buy : TradeSide.Sell;

                bench.World.Fill(whole.AccountId, Order(first + second));
                bench.World.Fill(split.AccountId, Order(first));
                bench.World.Fill(split.AccountId, Order(second));

                FillOrder Order(decimal quantity) => new() { Symbol = "BTCUSDT", Futures = true, Side = side, Quantity = quantity, Price = price };
            }

            // Adding twice rounds the entry twice, each time by half a unit of its fifth decimal at most.
            var (one, two) = (bench.World.State(whole.AccountId), bench.World.State(split.AccountId));
            Assert.Equal(one.Positions.Sum(position => position.Size), two.Positions.Sum(position => position.Size));
            Assert.InRange(one.EquityUsdt - two.EquityUsdt, -0.0001m, 0.0001m);
        }
    }
}
