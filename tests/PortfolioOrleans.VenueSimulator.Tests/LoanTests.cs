using System.Text.Json;
using PortfolioOrleans.VenueSimulator.Control;

namespace PortfolioOrleans.VenueSimulator.Tests;

/// <summary>Borrowed money is there, is owed, and is not owned.</summary>
public class LoanTests
{
    private readonly Bench _bench = new();

    [Fact]
    public void What_is_borrowed_in_cross_margin_adds_nothing()
    {
        var account = CrossMargin(1_000m);

        _bench.World.Borrow(account.AccountId, new LoanOrder { Asset = "USDT", Amount = 500m });
        _bench.World.ChargeInterest(account.AccountId, new InterestOrder { Asset = "USDT", Rate = 0.001m });

        var usdt = Ask(account, "/sapi/v1/margin/account").GetProperty("userAssets").EnumerateArray().Single(row => Text(row, "asset") == "USDT");
        Assert.Equal(("1500.00000000", "500.00000000", "0.50000000", "999.50000000"), (Text(usdt, "free"), Text(usdt, "borrowed"), Text(usdt, "interest"), Text(usdt, "netAsset")));
        Assert.Equal(999.5m, _bench.World.State(account.AccountId).EquityUsdt);
        Assert.Equal(new DebtStatement(Wallet.Margin, "USDT", 500m, 0.5m), Assert.Single(_bench.World.State(account.AccountId).Debts));
    }

    [Fact]
    public void Repaying_pays_interest_first()
    {
        var account = CrossMargin(1_000m);
        _bench.World.Borrow(account.AccountId, new LoanOrder { Asset = "USDT", Amount = 500m });
        _bench.World.ChargeInterest(account.AccountId, new InterestOrder { Asset = "USDT", Rate = 0.001m });

        _bench.World.Repay(account.AccountId, new LoanOrder { Asset = "USDT", Amount = 100.5m });

        Assert.Equal(new DebtStatement(Wallet.Margin, "USDT", 400m, 0m), Assert.Single(_bench.World.State(account.AccountId).Debts));
        var repaid = Assert.Single(Ask(account, "/sapi/v1/margin/borrow-repay", "type=REPAY").GetProperty("rows").EnumerateArray());
        Assert.Equal(("100.00000000", "0.50000000"), (Text(repaid, "principal"), Text(repaid, "interest")));
        Assert.Equal("0.50000000", Text(Ask(account, "/sapi/v1/margin/interestHistory").GetProperty("rows")[0], "interest"));
        Assert.Equal("bad_value", Assert.Throws<ControlException>(() => _bench.World.Repay(account.AccountId, new LoanOrder { Asset = "USDT", Amount = 401m })).Code);
        Assert.Equal(-1102, _bench.Binance.Binance(account, _bench.Now, "/sapi/v1/margin/borrow-repay").Code);
    }

    [Fact]
    public void Margin_trades_are_in_lists_of_their_own()
    {
        var account = CrossMargin(1_000m);
        _bench.World.SetPrice("SOL", 100m);
        _bench.World.Fill(account.AccountId, new FillOrder { Symbol = "SOLUSDT", Side = TradeSide.Buy, Quantity = 2m, Fee = 0m, Margin = MarginMode.Cross });

        Assert.Equal(0, Ask(account, "/api/v3/myTrades", "symbol=SOLUSDT").GetArrayLength());
        Assert.Equal(0, Ask(account, "/sapi/v1/margin/myTrades", "symbol=SOLUSDT&isIsolated=TRUE").GetArrayLength());
        Assert.Equal("2.00000000", Text(Assert.Single(Ask(account, "/sapi/v1/margin/myTrades", "symbol=SOLUSDT").EnumerateArray()), "qty"));
        Assert.Equal((800m, 2m), (_bench.Held(account, Wallet.Margin, "USDT"), _bench.Held(account, Wallet.Margin, "SOL")));
    }

    [Fact]
    public void Each_isolated_pair_has_money_of_its_own()
    {
        var account = CrossMargin(1_000m);
        Move("SOLUSDT", 300m);
        Move("BTCUSDT", 200m);
        _bench.World.Borrow(account.AccountId, new LoanOrder { Asset = "SOL", Amount = 1m, Pair = "SOLUSDT" });

        var pairs = Ask(account, "/sapi/v1/margin/isolated/account").GetProperty("assets").EnumerateArray().ToList();

        Assert.Equal(["BTCUSDT", "SOLUSDT"], pairs.Select(row => Text(row, "symbol")));
        Assert.Equal(["200.00000000", "300.00000000"], pairs.Select(row => Text(row.GetProperty("quoteAsset"), "free")));
        Assert.Equal("0.00000000", Text(pairs[1].GetProperty("baseAsset"), "netAsset"));
        Assert.Equal("1.00000000", Text(pairs[1].GetProperty("baseAsset"), "borrowed"));
        Assert.Equal(1, Ask(account, "/sapi/v1/margin/isolated/account", "symbols=SOLUSDT").GetProperty("assets").GetArrayLength());
        Assert.Equal(1_000m, _bench.World.State(account.AccountId).EquityUsdt);
        Assert.Equal(2, Ask(account, "/sapi/v1/asset/transfer", "type=MARGIN_ISOLATEDMARGIN&toSymbol=SOLUSDT").GetProperty("total").GetInt32() + 1);
        Assert.Equal(-1102, _bench.Binance.Binance(account, _bench.Now, "/sapi/v1/asset/transfer", "type=MARGIN_ISOLATEDMARGIN").Code);
        Assert.Equal("ROLL_OUT", Text(Ask(account, "/sapi/v1/margin/transfer").GetProperty("rows")[0], "type"));

        void Move(string pair, decimal amount) => _bench.World.Transfer(
            account.AccountId, new TransferOrder { Asset = "USDT", Amount = amount, From = Wallet.Margin, To = Wallet.IsolatedMargin, ToPair = pair });
    }

    [Fact]
    public void A_wallet_that_was_never_opened_says_so_and_others_do_not_mind()
    {
        var account = _bench.Open(SimulatedVenue.Binance, ("USDT", 1m));
        _bench.World.SetMode(account.AccountId, new ModeOrder { Unopened = [Wallet.Futures, Wallet.CoinFutures, Wallet.Margin, Wallet.IsolatedMargin] });

        Assert.Equal([-4109, -4109, -3003, -11001], new[] { "/fapi/v3/account", "/dapi/v1/account", "/sapi/v1/margin/account", "/sapi/v1/margin/isolated/account" }
            .Select(path => _bench.Binance.Binance(account, _bench.Now, path).Code));
        Assert.Equal(System.Net.HttpStatusCode.OK, _bench.Binance.Binance(account, _bench.Now, "/api/v3/account").Status);
    }

    [Fact]
    public void An_OKX_currency_below_zero_is_a_debt_that_costs_interest()
    {
        _bench.World.SetPrice("BTC", 50_000m);
        var account = _bench.OpenTrading(("USDT", 1_000m));
        var buy = new FillOrder { Symbol = "BTC-USDT", Side = TradeSide.Buy, Quantity = 0.03m, Fee = 0m };
        Assert.Equal("insufficient_funds", Assert.Throws<ControlException>(() => _bench.World.Fill(account.AccountId, buy)).Code);
        _bench.World.SetMode(account.AccountId, new ModeOrder { Level = 3, AutoLoan = true });

        _bench.World.Fill(account.AccountId, buy);
        _bench.World.ChargeInterest(account.AccountId, new InterestOrder { Asset = "USDT", Rate = 0.0001m });

        var usdt = _bench.Okx.Okx(account, _bench.Now, "/api/v5/account/balance?ccy=USDT").Data[0].GetProperty("details")[0];
        Assert.Equal(("-500.05", "-500.05", "500.05"), (Text(usdt, "eq"), Text(usdt, "cashBal"), Text(usdt, "liab")));
        Assert.Equal(999.95m, _bench.World.State(account.AccountId).EquityUsdt);
        var interest = Assert.Single(_bench.Okx.Okx(account, _bench.Now, "/api/v5/account/interest-accrued").Data.EnumerateArray());
        Assert.Equal(("0.05", "500"), (Text(interest, "interest"), Text(interest, "liab")));
        var bill = _bench.Okx.Okx(account, _bench.Now, "/api/v5/account/bills?type=7").Data[0];
        Assert.Equal(("-0.05", "-500.05"), (Text(bill, "balChg"), Text(bill, "bal")));
    }

    private AccountSummary CrossMargin(decimal usdt)
    {
        var account = _bench.Open(SimulatedVenue.Binance, ("USDT", usdt));
        _bench.World.Transfer(account.AccountId, new TransferOrder { Asset = "USDT", Amount = usdt, From = Wallet.Spot, To = Wallet.Margin });
        return account;
    }

    private JsonElement Ask(AccountSummary account, string path, string parameters = "") => _bench.Binance.Binance(account, _bench.Now, path, parameters).Json;

    private static string Text(JsonElement row, string name) => row.GetProperty(name).GetString()!;
}
