using System.Text.Json;
using PortfolioOrleans.VenueSimulator.Control;

namespace PortfolioOrleans.VenueSimulator.Tests;

/// <summary>OKX's account modes and the positions that only some of them have.</summary>
public class OkxModeTests
{
    private readonly Bench _bench = new();

    public OkxModeTests()
    {
        _bench.World.SetPrice("USDT", 1m);
        _bench.World.SetPrice("BTC", 50_000m);
    }

    [Theory]
    [InlineData(1, "", "", "")]
    [InlineData(2, "1000", "", "1000")]
    [InlineData(3, "1000", "1000", "")]
    [InlineData(4, "1000", "1000", "")]
    public void Fields_that_do_not_apply_in_a_mode_are_empty(int level, string availableEquity, string adjustedEquity, string maintenance)
    {
        var account = _bench.OpenTrading(("USDT", 1_000m));
        _bench.World.SetMode(account.AccountId, new ModeOrder { Level = level });

        var balance = Ask(account, "/api/v5/account/balance")[0];

        var usdt = balance.GetProperty("details")[0];
        Assert.Equal($"{level}", Text(Ask(account, "/api/v5/account/config")[0], "acctLv"));
        Assert.Equal(("1000", availableEquity, adjustedEquity), (Text(usdt, "eq"), Text(usdt, "availEq"), Text(balance, "adjEq")));
        Assert.Equal(maintenance.Length > 0, Text(usdt, "mmr").Length > 0);
    }

    [Fact]
    public void Spot_mode_has_no_contracts()
    {
        var account = _bench.OpenTrading(("USDT", 1_000m));
        _bench.World.SetMode(account.AccountId, new ModeOrder { Level = 1 });

        var refused = Assert.Throws<ControlException>(() =>
            _bench.World.Fill(account.AccountId, new FillOrder { Symbol = "BTC-USDT-SWAP", Side = TradeSide.Buy, Quantity = 1m }));

        Assert.Equal("bad_value", refused.Code);
    }

    [Theory]
    [InlineData(TradeSide.Buy, "BTC", "0.1", "-5000", "USDT", "100")]
    [InlineData(TradeSide.Sell, "USDT", "5000", "-0.1", "BTC", "-100")]
    public void A_margin_position_is_in_what_was_bought_with_the_loan(TradeSide side, string posCcy, string pos, string liability, string liabilityCcy, string profit)
    {
        var account = _bench.OpenTrading(("USDT", 1_000m));
        _bench.World.Fill(account.AccountId, new FillOrder { Symbol = "BTC-USDT", Side = side, Quantity = 0.1m, Fee = 0m, Margin = MarginMode.Isolated });
        _bench.World.SetPrice("BTC", 51_000m);

        var row = Assert.Single(Ask(account, "/api/v5/account/positions?instType=MARGIN"));
        Assert.Equal(("BTC-USDT", "MARGIN", "isolated", "net"), (Text(row, "instId"), Text(row, "instType"), Text(row, "mgnMode"), Text(row, "posSide")));
        Assert.Equal((posCcy, pos, liability, liabilityCcy), (Text(row, "posCcy"), Text(row, "pos"), Text(row, "liab"), Text(row, "liabCcy")));
        Assert.Equal((profit, "500", ""), (Text(row, "upl"), Text(row, "margin"), Text(row, "imr")));

        // 1,000 - a tenth of 5,000 set aside; equity is all of it and the profit.
        var usdt = Ask(account, "/api/v5/account/balance")[0].GetProperty("details")[0];
        var equity = 1_000m + decimal.Parse(profit);
        Assert.Equal(("500", $"{equity}", $"{equity - 500m}"), (Text(usdt, "cashBal"), Text(usdt, "eq"), Text(usdt, "isoEq")));
        Assert.Equal(equity, _bench.World.State(account.AccountId).EquityUsdt);
        Assert.Empty(Ask(account, "/api/v5/account/positions?instType=SWAP"));
    }

    [Fact]
    public void Closing_an_isolated_position_gives_its_margin_back()
    {
        var account = _bench.OpenTrading(("USDT", 1_000m));
        _bench.World.SetLeverage(account.AccountId, new LeverageOrder { Symbol = "BTC-USDT-SWAP", Leverage = 5, Isolated = true });
        Trade(TradeSide.Buy, 10m);
        Assert.Equal((0m, 1_000m), (_bench.Held(account, Wallet.Trading, "USDT"), _bench.Held(account, Wallet.IsolatedMargin, "USDT")));
        _bench.World.SetPrice("BTC", 51_000m);

        Trade(TradeSide.Sell, 4m);

        // 0.04 BTC earned 40; four tenths of the margin came back.
        Assert.Equal((440m, 600m), (_bench.Held(account, Wallet.Trading, "USDT"), _bench.Held(account, Wallet.IsolatedMargin, "USDT")));
        Trade(TradeSide.Sell, 6m);
        Assert.Equal((1_100m, 0m), (_bench.Held(account, Wallet.Trading, "USDT"), _bench.Held(account, Wallet.IsolatedMargin, "USDT")));
        Assert.Equal(["6", "2", "6", "2", "6", "2"], Ask(account, "/api/v5/account/bills?instType=SWAP").Select(row => Text(row, "type")));

        void Trade(TradeSide side, decimal contracts) =>
            _bench.World.Fill(account.AccountId, new FillOrder { Symbol = "BTC-USDT-SWAP", Side = side, Quantity = contracts, Fee = 0m });
    }

    [Fact]
    public void An_option_costs_its_premium_and_is_worth_its_price()
    {
        var account = _bench.OpenTrading(("BTC", 1m));
        var call = "BTC-USD-311226-50000-C";
        _bench.World.Fill(account.AccountId, new FillOrder { Symbol = call, Side = TradeSide.Buy, Quantity = 10m, Price = 0.05m, Fee = 0m });

        // Ten contracts of a hundredth of a coin: 0.005 BTC paid, worth 0.1 x the mark of 0.06.
        var row = Assert.Single(Ask(account, "/api/v5/account/positions?instType=OPTION"));
        Assert.Equal(("10", "0.06", "0.006", "0.001"), (Text(row, "pos"), Text(row, "markPx"), Text(row, "optVal"), Text(row, "upl")));
        var btc = Ask(account, "/api/v5/account/balance")[0].GetProperty("details")[0];
        Assert.Equal(("0.995", "1.001"), (Text(btc, "cashBal"), Text(btc, "eq")));
        Assert.Equal(50_050m, _bench.World.State(account.AccountId).EquityUsd);
    }

    [Fact]
    public void Options_are_listed_for_one_family_at_a_time()
    {
        var refused = _bench.Okx.Get("/api/v5/public/instruments?instType=OPTION");
        var listed = _bench.Okx.Get("/api/v5/public/instruments?instType=OPTION&uly=BTC-USD").Data.EnumerateArray().ToList();

        Assert.Equal("50015", refused.Json.GetProperty("code").GetString());
        var call = listed.Single(row => Text(row, "instId") == "BTC-USD-311226-60000-C");
        Assert.Equal(("1", "0.01", "BTC", "C", "60000", ""), (Text(call, "ctVal"), Text(call, "ctMult"), Text(call, "settleCcy"), Text(call, "optType"), Text(call, "stk"), Text(call, "baseCcy")));
        Assert.Equal(["BTC-USD-311226", "BTC-USDT-311226", "ETH-USD-311226"],
            _bench.Okx.Get("/api/v5/public/instruments?instType=FUTURES").Data.EnumerateArray().Select(row => Text(row, "instId")).Order());
        Assert.All(_bench.Okx.Get("/api/v5/public/instruments?instType=MARGIN").Data.EnumerateArray(), row => Assert.Equal("", Text(row, "ctVal")));
    }

    [Fact]
    public void A_closed_position_is_remembered_with_what_it_brought()
    {
        var account = _bench.OpenTrading(("USDT", 1_000m));
        Trade(TradeSide.Sell, 10m, 50_000m, ForcedTrade.No);
        Trade(TradeSide.Buy, 4m, 51_000m, ForcedTrade.No);
        Trade(TradeSide.Buy, 6m, 52_000m, ForcedTrade.Liquidation);

        // -0.04 x 1,000 - 0.06 x 2,000, and three fees of 1.
        var row = Assert.Single(Ask(account, "/api/v5/account/positions-history"));
        Assert.Equal(("short", "10", "50000", "-160", "-3", "-163", "3"),
            (Text(row, "direction"), Text(row, "openMaxPos"), Text(row, "openAvgPx"), Text(row, "pnl"), Text(row, "fee"), Text(row, "realizedPnl"), Text(row, "type")));
        Assert.Equal(["5", "2", "2"], Ask(account, "/api/v5/account/bills?instType=SWAP").Select(bill => Text(bill, "type")));
        Assert.Empty(Ask(account, "/api/v5/account/positions"));

        void Trade(TradeSide side, decimal contracts, decimal price, ForcedTrade forced) => _bench.World.Fill(
            account.AccountId, new FillOrder { Symbol = "BTC-USDT-SWAP", Side = side, Quantity = contracts, Price = price, Fee = 1m, Forced = forced });
    }

    [Fact]
    public void Funding_bills_older_than_a_month_are_in_the_history()
    {
        var account = _bench.Open(SimulatedVenue.Okx);
        _bench.World.Deposit(account.AccountId, new FundsOrder { Asset = "USDT", Amount = 1m, At = _bench.Now.AddDays(-60) });
        _bench.World.Deposit(account.AccountId, new FundsOrder { Asset = "USDT", Amount = 2m });

        Assert.Equal(["2"], Ask(account, "/api/v5/asset/bills").Select(row => Text(row, "balChg")));
        Assert.Equal(["2", "1"], Ask(account, "/api/v5/asset/bills-history").Select(row => Text(row, "balChg")));
    }

    private List<JsonElement> Ask(AccountSummary account, string target)
    {
        _bench.Clock.Advance(TimeSpan.FromSeconds(2)); // Out of the way of the limits.
        return [.. _bench.Okx.Okx(account, _bench.Now, target).Data.EnumerateArray()];
    }

    private static string Text(JsonElement row, string name) => row.GetProperty(name).GetString()!;
}
