using System.Text.Json;
using PortfolioOrleans.VenueSimulator.Control;

namespace PortfolioOrleans.VenueSimulator.Tests;

/// <summary>How lists of the past are cut and paged.</summary>
public class HistoryTests
{
    private readonly Bench _bench = new();

    [Fact]
    public void Binance_trades_are_walked_by_id()
    {
        var account = BinanceBuyer(hoursApart: 1, count: 10);

        var first = Ask(account, "fromId=0&limit=4");
        var second = Ask(account, $"fromId={Id(first[^1]) + 1}&limit=4");
        var third = Ask(account, $"fromId={Id(second[^1]) + 1}&limit=4");

        Assert.Equal([4, 4, 2], [first.Count, second.Count, third.Count]);
        var all = first.Concat(second).Concat(third).Select(Id).ToList();
        Assert.Equal(all.Order().Distinct(), all);
    }

    [Fact]
    public void Binance_trades_without_times_are_the_newest_in_the_order_of_time()
    {
        var account = BinanceBuyer(hoursApart: 1, count: 10);
        var all = Ask(account, "limit=1000").Select(Id).ToList();

        Assert.Equal(all[7..], Ask(account, "limit=3").Select(Id));
        Assert.Equal(all[..3], Ask(account, $"limit=3&startTime={Ms(_bench.Now.AddHours(-10))}").Select(Id));
        Assert.Equal(all[2..5], Ask(account, $"limit=3&endTime={Ms(_bench.Now.AddHours(-6))}").Select(Id));
        Assert.Equal(all[3..5], Ask(account, $"startTime={Ms(_bench.Now.AddHours(-7))}&endTime={Ms(_bench.Now.AddHours(-6))}").Select(Id));
    }

    [Fact]
    public void A_trade_is_found_by_its_order_for_less_weight()
    {
        var account = BinanceBuyer(hoursApart: 1, count: 3);
        var second = Ask(account, "limit=1000")[1];
        _bench.Clock.Advance(TimeSpan.FromMinutes(1));

        var reply = _bench.Binance.Binance(account, _bench.Now, "/api/v3/myTrades", $"symbol=ETHUSDT&orderId={second.GetProperty("orderId")}");

        Assert.Equal(Id(second), Id(Assert.Single(reply.Json.EnumerateArray())));
        Assert.Equal("5", reply.Header("X-MBX-USED-WEIGHT-1M"));
    }

    [Fact]
    public void Binance_deposits_come_newest_first_from_the_last_ninety_days()
    {
        var account = _bench.Open(SimulatedVenue.Binance);
        foreach (var days in (int[])[120, 80, 10, 1])
        {
            _bench.World.Deposit(account.AccountId, new FundsOrder { Asset = days == 10 ? "BTC" : "USDT", Amount = days, At = _bench.Now.AddDays(-days) });
        }

        Assert.Equal(["1", "10", "80"], Amounts(""));
        Assert.Equal(["10"], Amounts("coin=BTC"));
        Assert.Equal(["10"], Amounts("offset=1&limit=1"));
        Assert.Equal(["120"], Amounts($"startTime={Ms(_bench.Now.AddDays(-150))}&endTime={Ms(_bench.Now.AddDays(-100))}"));
        Assert.Equal([], Amounts("status=0"));

        IEnumerable<string?> Amounts(string parameters) =>
            _bench.Binance.Binance(account, _bench.Now, "/sapi/v1/capital/deposit/hisrec", parameters).Json.EnumerateArray().Select(row => Text(row, "amount"));
    }

    [Fact]
    public void Ninety_days_are_one_millisecond_too_many_for_deposits()
    {
        var account = _bench.Open(SimulatedVenue.Binance, ("USDT", 1m));
        var (now, before) = (_bench.Now, _bench.Now.AddDays(-90));

        Assert.Equal(-1127, _bench.Binance.Binance(account, now, "/sapi/v1/capital/deposit/hisrec", $"startTime={Ms(before)}&endTime={Ms(now)}").Code);
        Assert.Equal(1, _bench.Binance.Binance(account, now, "/sapi/v1/capital/deposit/hisrec", $"startTime={Ms(before) + 1}&endTime={Ms(now)}").Json.GetArrayLength());
        Assert.Equal(-1127, _bench.Binance.Binance(
            account, now, "/sapi/v1/capital/withdraw/history", $"withdrawOrderId=mine&startTime={Ms(now.AddDays(-8))}&endTime={Ms(now)}").Code);
    }

    [Fact]
    public void Transfers_are_kept_for_half_a_year()
    {
        var account = _bench.Open(SimulatedVenue.Binance);
        _bench.World.Deposit(account.AccountId, new FundsOrder { Asset = "USDT", Amount = 10m, At = _bench.Now.AddDays(-220) });
        foreach (var days in (int[])[200, 100, 1])
        {
            _bench.World.Transfer(
                account.AccountId, new TransferOrder { Asset = "USDT", Amount = 1m, From = Wallet.Spot, To = Wallet.CoinFutures, At = _bench.Now.AddDays(-days) });
        }

        Assert.Equal(1, Total("type=MAIN_CMFUTURE"));
        Assert.Equal(2, Total($"type=MAIN_CMFUTURE&startTime={Ms(_bench.Now.AddDays(-210))}"));

        int Total(string parameters) => _bench.Binance.Binance(account, _bench.Now, "/sapi/v1/asset/transfer", parameters).Json.GetProperty("total").GetInt32();
    }

    [Fact]
    public void Withdrawal_times_are_texts_in_UTC_without_a_zone()
    {
        var account = _bench.Open(SimulatedVenue.Binance, ("USDT", 10m));
        _bench.World.Withdraw(account.AccountId, new FundsOrder { Asset = "USDT", Amount = 5m });

        var row = _bench.Binance.Binance(account, _bench.Now, "/sapi/v1/capital/withdraw/history").Json[0];

        Assert.Equal("2026-03-02 12:00:00", row.GetProperty("applyTime").GetString());
    }

    [Fact]
    public void Transfers_are_listed_by_direction_and_page()
    {
        var account = _bench.Open(SimulatedVenue.Binance, ("USDT", 100m));
        foreach (var amount in (int[])[1, 2, 3])
        {
            _bench.World.Transfer(account.AccountId, new TransferOrder { Asset = "USDT", Amount = amount, From = Wallet.Spot, To = Wallet.Futures });
        }

        var page = Ask("type=MAIN_UMFUTURE&size=2&current=2");
        Assert.Equal(3, page.GetProperty("total").GetInt32());
        Assert.Equal("1", Assert.Single(page.GetProperty("rows").EnumerateArray()).GetProperty("amount").GetString());
        Assert.Equal(0, Ask("type=UMFUTURE_MAIN").GetProperty("total").GetInt32());
        Assert.Equal(0, Ask("type=MAIN_MARGIN").GetProperty("total").GetInt32());

        JsonElement Ask(string parameters) => _bench.Binance.Binance(account, _bench.Now, "/sapi/v1/asset/transfer", parameters).Json;
    }

    [Fact]
    public void One_futures_trade_is_two_kinds_of_income_under_one_id()
    {
        var account = _bench.OpenFutures(1_000m);
        Trade(TradeSide.Buy, 50_000m);
        Trade(TradeSide.Sell, 51_000m);

        var rows = _bench.Binance.Binance(account, _bench.Now, "/fapi/v1/income").Json.EnumerateArray().ToList();

        Assert.Equal(
            [("TRANSFER", "1000.00000000"), ("COMMISSION", "-0.25000000"), ("REALIZED_PNL", "10.00000000"), ("COMMISSION", "-0.25500000")],
            rows.Select(row => (row.GetProperty("incomeType").GetString()!, row.GetProperty("income").GetString()!)));
        Assert.Equal(rows[2].GetProperty("tranId").GetInt64(), rows[3].GetProperty("tranId").GetInt64());
        Assert.NotEqual(rows[1].GetProperty("tranId").GetInt64(), rows[2].GetProperty("tranId").GetInt64());
        Assert.Equal(2, _bench.Binance.Binance(account, _bench.Now, "/fapi/v1/income", "limit=2&page=2").Json.GetArrayLength());
        Assert.Equal(2, _bench.Binance.Binance(account, _bench.Now, "/fapi/v1/income", "incomeType=COMMISSION&symbol=BTCUSDT").Json.GetArrayLength());

        void Trade(TradeSide side, decimal price) =>
            _bench.World.Fill(account.AccountId, new FillOrder { Symbol = "BTCUSDT", Futures = true, Side = side, Quantity = 0.01m, Price = price });
    }

    [Fact]
    public void Futures_trades_without_times_are_those_of_a_week()
    {
        var account = _bench.OpenFutures(10_000m);
        _bench.Clock.Advance(TimeSpan.FromDays(20));
        foreach (var days in (int[])[12, 6, 1])
        {
            _bench.World.Fill(
                account.AccountId,
                new FillOrder { Symbol = "ETHUSDT", Futures = true, Side = TradeSide.Buy, Quantity = days * 0.01m, At = _bench.Now.AddDays(-days) });
        }

        Assert.Equal(["0.06", "0.01"], Quantities(""));
        Assert.Equal(["0.12", "0.06"], Quantities($"startTime={Ms(_bench.Now.AddDays(-12))}"));
        Assert.Equal(["0.12", "0.06", "0.01"], Quantities("fromId=0"));

        IEnumerable<string> Quantities(string parameters) =>
            _bench.Binance.Binance(account, _bench.Now, "/fapi/v1/userTrades", $"symbol=ETHUSDT&{parameters}".TrimEnd('&')).Json.EnumerateArray().Select(row => Text(row, "qty"));
    }

    [Fact]
    public void OKX_lists_come_newest_first_and_are_walked_by_after()
    {
        var account = OkxBuyer(count: 7);

        var first = Fills(account, "limit=3");
        var second = Fills(account, $"limit=3&after={Bill(first[^1])}");
        var third = Fills(account, $"limit=3&after={Bill(second[^1])}");

        Assert.Equal([3, 3, 1], [first.Count, second.Count, third.Count]);
        var all = first.Concat(second).Concat(third).Select(Bill).ToList();
        Assert.Equal(all.OrderDescending().Distinct(), all);
        Assert.Equal(all[..2], Fills(account, $"before={all[2]}").Select(Bill));
        Assert.Equal(all[2..4], Fills(account, $"begin={Ms(_bench.Now.AddHours(-4))}&end={Ms(_bench.Now.AddHours(-3))}").Select(Bill));
    }

    [Fact]
    public void OKX_forgets_fills_after_three_days_but_not_in_the_history()
    {
        var account = OkxBuyer(count: 2);
        _bench.Clock.Advance(TimeSpan.FromDays(4));

        Assert.Empty(Fills(account, ""));
        Assert.Equal(2, _bench.Okx.Okx(account, _bench.Now, "/api/v5/trade/fills-history?instType=SPOT").Data.GetArrayLength());
        Assert.Equal(0, _bench.Okx.Okx(account, _bench.Now, "/api/v5/trade/fills-history?instType=SWAP").Data.GetArrayLength());
    }

    [Fact]
    public void A_bill_is_seen_from_its_currency_and_net_of_the_fee()
    {
        var account = _bench.OpenTrading(("USDT", 10_000m));
        _bench.World.Fill(account.AccountId, new FillOrder { Symbol = "BTC-USDT", Side = TradeSide.Buy, Quantity = 0.1m, Price = 50_000m });

        var bills = _bench.Okx.Okx(account, _bench.Now, "/api/v5/account/bills?type=2").Data.EnumerateArray().ToList();

        Assert.Equal(
            [("USDT", "2", "-5000", "0", "5000"), ("BTC", "1", "0.0999", "-0.0001", "0.0999")],
            bills.Select(bill => (Text(bill, "ccy"), Text(bill, "subType"), Text(bill, "balChg"), Text(bill, "fee"), Text(bill, "bal"))));
        Assert.Equal(bills[1].GetProperty("billId").GetString(), Assert.Single(Fills(account, "")).GetProperty("billId").GetString());
        Assert.True(decimal.Parse(Text(bills[0], "billId")) > 9_007_199_254_740_992m); // More than a double counts to.
    }

    [Fact]
    public void Funding_bills_page_by_time_or_by_id()
    {
        var account = _bench.Open(SimulatedVenue.Okx);
        foreach (var hours in (int[])[3, 2, 1])
        {
            _bench.World.Deposit(account.AccountId, new FundsOrder { Asset = "USDT", Amount = hours, At = _bench.Now.AddHours(-hours) });
        }

        var all = Ask("").ToList();
        Assert.Equal(["1", "2", "3"], all.Select(row => Text(row, "balChg")));
        Assert.Equal(["3"], Ask($"after={Ms(_bench.Now.AddHours(-2))}").Select(row => Text(row, "balChg")));
        Assert.Equal(["3"], Ask($"pagingType=2&after={Text(all[1], "billId")}").Select(row => Text(row, "balChg")));

        IEnumerable<JsonElement> Ask(string parameters) => _bench.Okx.Okx(account, _bench.Now, $"/api/v5/asset/bills?{parameters}").Data.EnumerateArray();
    }

    [Fact]
    public void OKX_deposits_page_by_time()
    {
        var account = _bench.Open(SimulatedVenue.Okx);
        foreach (var days in (int[])[200, 20, 2])
        {
            _bench.World.Deposit(account.AccountId, new FundsOrder { Asset = "USDT", Amount = days, At = _bench.Now.AddDays(-days) });
        }

        Assert.Equal(["2", "20", "200"], Ask(""));
        Assert.Equal(["200"], Ask($"after={Ms(_bench.Now.AddDays(-20))}"));
        Assert.Equal(["2"], Ask($"before={Ms(_bench.Now.AddDays(-20))}"));
        Assert.Equal([], Ask("ccy=BTC"));

        IEnumerable<string> Ask(string parameters) =>
            _bench.Okx.Okx(account, _bench.Now, $"/api/v5/asset/deposit-history?{parameters}").Data.EnumerateArray().Select(row => Text(row, "amt"));
    }

    [Fact]
    public void History_cannot_be_written_before_what_is_there_or_after_now()
    {
        var account = _bench.Open(SimulatedVenue.Okx, ("USDT", 1m));

        Assert.Equal("bad_time", Assert.Throws<ControlException>(() => Deposit(_bench.Now.AddSeconds(-1))).Code);
        Assert.Equal("bad_time", Assert.Throws<ControlException>(() => Deposit(_bench.Now.AddSeconds(1))).Code);

        void Deposit(DateTimeOffset at) => _bench.World.Deposit(account.AccountId, new FundsOrder { Asset = "USDT", Amount = 1m, At = at });
    }

    private AccountSummary BinanceBuyer(int hoursApart, int count)
    {
        var account = _bench.Open(SimulatedVenue.Binance);
        _bench.World.Deposit(account.AccountId, new FundsOrder { Asset = "USDT", Amount = 100_000m, At = _bench.Now.AddDays(-30) });
        for (var i = count; i > 0; i--)
        {
            _bench.World.Fill(
                account.AccountId,
                new FillOrder { Symbol = "ETHUSDT", Side = TradeSide.Buy, Quantity = 0.01m, At = _bench.Now.AddHours(-i * hoursApart) });
        }

        return account;
    }

    private AccountSummary OkxBuyer(int count)
    {
        var account = _bench.Open(SimulatedVenue.Okx);
        _bench.World.Deposit(account.AccountId, new FundsOrder { Asset = "USDT", Amount = 100_000m, At = _bench.Now.AddDays(-30) });
        _bench.World.Transfer(
            account.AccountId, new TransferOrder { Asset = "USDT", Amount = 100_000m, From = Wallet.Funding, To = Wallet.Trading, At = _bench.Now.AddDays(-30) });
        for (var i = count; i > 0; i--)
        {
            _bench.World.Fill(account.AccountId, new FillOrder { Symbol = "ETH-USDT", Side = TradeSide.Buy, Quantity = 0.01m, At = _bench.Now.AddHours(-i) });
        }

        return account;
    }

    private List<JsonElement> Ask(AccountSummary account, string parameters) =>
        [.. _bench.Binance.Binance(account, _bench.Now, "/api/v3/myTrades", $"symbol=ETHUSDT&{parameters}").Json.EnumerateArray()];

    private List<JsonElement> Fills(AccountSummary account, string parameters) =>
        [.. _bench.Okx.Okx(account, _bench.Now, $"/api/v5/trade/fills?{parameters}").Data.EnumerateArray()];

    private static long Id(JsonElement row) => row.GetProperty("id").GetInt64();

    private static long Bill(JsonElement row) => long.Parse(row.GetProperty("billId").GetString()!);

    private static string Text(JsonElement row, string name) => row.GetProperty(name).GetString()!;

    private static long Ms(DateTimeOffset at) => at.ToUnixTimeMilliseconds();
}
