using System.Text.Json;
using PortfolioOrleans.VenueSimulator.Control;

namespace PortfolioOrleans.VenueSimulator.Tests;

/// <summary>What changes balances without being a trade, and how the venues list it.</summary>
public class ConversionTests
{
    private readonly Bench _bench = new();

    [Fact]
    public void A_convert_moves_both_balances_and_has_an_id_too_long_for_a_double()
    {
        _bench.World.SetPrice("BNB", 500m);
        var account = _bench.Open(SimulatedVenue.Binance, ("USDT", 100m));

        _bench.World.Convert(account.AccountId, new ConvertOrder { From = "USDT", Amount = 20m, To = "BNB" });

        Assert.Equal((80m, 0.04m), (_bench.Held(account, Wallet.Spot, "USDT"), _bench.Held(account, Wallet.Spot, "BNB")));
        var flow = Ask(account, "/sapi/v1/convert/tradeFlow", Span(30));
        var row = Assert.Single(flow.GetProperty("list").EnumerateArray());
        Assert.Equal(("USDT", "20", "BNB", "0.04"), (Text(row, "fromAsset"), Text(row, "fromAmount"), Text(row, "toAsset"), Text(row, "toAmount")));
        Assert.True(row.GetProperty("orderId").GetInt64() > 1L << 53);
        Assert.False(flow.GetProperty("moreData").GetBoolean());
    }

    [Fact]
    public void Converts_are_asked_for_by_thirty_days_and_say_when_there_are_more()
    {
        var account = _bench.Open(SimulatedVenue.Binance, ("USDT", 100m));
        foreach (var amount in (decimal[])[1m, 2m, 3m])
        {
            _bench.World.Convert(account.AccountId, new ConvertOrder { From = "USDT", Amount = amount, To = "USDC", Receives = amount });
        }

        var page = Ask(account, "/sapi/v1/convert/tradeFlow", Span(30) + "&limit=2");

        Assert.Equal(["3", "2"], page.GetProperty("list").EnumerateArray().Select(row => Text(row, "fromAmount")));
        Assert.True(page.GetProperty("moreData").GetBoolean());
        Assert.Equal(-1102, Code(account, "/sapi/v1/convert/tradeFlow", "limit=2"));
        Assert.Equal(-1127, Code(account, "/sapi/v1/convert/tradeFlow", Span(31)));
        Assert.Equal(-1130, Code(account, "/sapi/v1/convert/tradeFlow", Span(30) + "&limit=1001"));
    }

    [Fact]
    public void Dust_becomes_BNB_less_a_fee_in_one_sweep()
    {
        _bench.World.SetPrice("BNB", 500m);
        _bench.World.SetPrice("XRP", 2m);
        var account = _bench.Open(SimulatedVenue.Binance, ("USDT", 1m), ("XRP", 0.5m));

        _bench.World.SweepDust(account.AccountId, new DustOrder { Assets = ["USDT", "XRP"] });

        var sweep = Assert.Single(Ask(account, "/sapi/v1/asset/dribblet").GetProperty("userAssetDribblets").EnumerateArray());
        Assert.Equal(("0.00392", "0.00008"), (Text(sweep, "totalTransferedAmount"), Text(sweep, "totalServiceChargeAmount")));
        var details = sweep.GetProperty("userAssetDribbletDetails").EnumerateArray().ToList();
        Assert.Equal([("USDT", "1", "0.00196"), ("XRP", "0.5", "0.00196")], details.Select(row => (Text(row, "fromAsset"), Text(row, "amount"), Text(row, "transferedAmount"))));
        Assert.Equal((0m, 0m, 0.00392m), (_bench.Held(account, Wallet.Spot, "USDT"), _bench.Held(account, Wallet.Spot, "XRP"), _bench.Held(account, Wallet.Spot, "BNB")));
        Assert.Empty(Ask(account, "/sapi/v1/convert/tradeFlow", Span(30)).GetProperty("list").EnumerateArray());
    }

    [Fact]
    public void Rows_of_one_distribution_share_a_transaction_and_the_total_counts_more_than_a_page()
    {
        var account = _bench.Open(SimulatedVenue.Binance);

        _bench.World.Distribute(account.AccountId, new DistributionOrder { Asset = "BHFT", Amounts = [10m, 10m, 5m], Info = "BHFT distribution" });

        var page = Ask(account, "/sapi/v1/asset/assetDividend", "limit=2");
        var rows = page.GetProperty("rows").EnumerateArray().ToList();
        Assert.Equal((3, 2), (page.GetProperty("total").GetInt32(), rows.Count));
        Assert.Single(rows.Select(row => row.GetProperty("tranId").GetInt64()).Distinct());
        Assert.Equal(2, rows.Select(row => row.GetProperty("id").GetInt64()).Distinct().Count());
        Assert.Equal(25m, _bench.Held(account, Wallet.Spot, "BHFT"));
        Assert.Equal(-1127, Code(account, "/sapi/v1/asset/assetDividend", Span(181)));
        Assert.Equal(-1130, Code(account, "/sapi/v1/asset/assetDividend", "limit=501"));
    }

    [Fact]
    public void Fiat_money_moves_only_when_it_arrived()
    {
        var account = _bench.Open(SimulatedVenue.Binance);
        _bench.World.MoveFiat(account.AccountId, new FiatOrder { Incoming = true, Currency = "EUR", Amount = 100m, Fee = 1m });
        _bench.World.MoveFiat(account.AccountId, new FiatOrder { Incoming = true, Currency = "EUR", Amount = 50m, Status = "Expired" });
        _bench.World.MoveFiat(account.AccountId, new FiatOrder { Incoming = false, Currency = "EUR", Amount = 40m, Fee = 1m });

        Assert.Equal(59m, _bench.Held(account, Wallet.Spot, "EUR"));
        var deposits = Ask(account, "/sapi/v1/fiat/orders", "transactionType=0");
        Assert.Equal([("Expired", "50.00"), ("Successful", "99.00")], deposits.GetProperty("data").EnumerateArray().Select(row => (Text(row, "status"), Text(row, "amount"))));
        Assert.Equal(1, Ask(account, "/sapi/v1/fiat/orders", "transactionType=1").GetProperty("total").GetInt32());
        Assert.Equal(-1102, Code(account, "/sapi/v1/fiat/orders"));
        Assert.Equal(-1130, Code(account, "/sapi/v1/fiat/orders", "transactionType=2"));
    }

    [Fact]
    public void Card_payments_without_rows_have_no_data()
    {
        var account = _bench.Open(SimulatedVenue.Binance);

        Assert.False(Ask(account, "/sapi/v1/fiat/payments", "transactionType=0").TryGetProperty("data", out _));
        _bench.World.MoveFiat(account.AccountId, new FiatOrder { Incoming = true, Currency = "EUR", Amount = 20.2m, Fee = 0.2m, Crypto = "SOL", Obtained = 0.1m });

        var row = Ask(account, "/sapi/v1/fiat/payments", "transactionType=0").GetProperty("data")[0];
        Assert.Equal(("20.2", "0.1", "SOL", "200"), (Text(row, "sourceAmount"), Text(row, "obtainAmount"), Text(row, "cryptoCurrency"), Text(row, "price")));
        Assert.Equal(0.1m, _bench.Held(account, Wallet.Spot, "SOL"));
    }

    [Fact]
    public void OKX_lists_converts_and_easy_converts_apart()
    {
        _bench.World.SetPrice("SOL", 100m);
        _bench.World.SetPrice("XRP", 2m);
        var account = _bench.OpenTrading(("USDT", 100m), ("XRP", 1m));
        _bench.World.Convert(account.AccountId, new ConvertOrder { From = "USDT", Amount = 50m, To = "SOL" });
        _bench.World.SweepDust(account.AccountId, new DustOrder { Assets = ["XRP"] });

        var convert = Assert.Single(_bench.Okx.Okx(account, _bench.Now, "/api/v5/asset/convert/history").Data.EnumerateArray());
        Assert.Equal(("SOL-USDT", "buy", "0.5", "50"), (Text(convert, "instId"), Text(convert, "side"), Text(convert, "fillBaseSz"), Text(convert, "fillQuoteSz")));
        var easy = Assert.Single(_bench.Okx.Okx(account, _bench.Now, "/api/v5/trade/easy-convert-history").Data.EnumerateArray());
        Assert.Equal(("XRP", "1", "USDT", "2"), (Text(easy, "fromCcy"), Text(easy, "fillFromSz"), Text(easy, "toCcy"), Text(easy, "fillToSz")));
        var bills = _bench.Okx.Okx(account, _bench.Now, "/api/v5/account/bills").Data.EnumerateArray().Select(row => (Text(row, "type"), Text(row, "ccy"), Text(row, "balChg"))).ToList();
        Assert.Equal([("28", "USDT", "2"), ("28", "XRP", "-1"), ("27", "SOL", "0.5"), ("27", "USDT", "-50")], bills[..4]);
    }

    [Fact]
    public void A_delisted_symbol_is_invalid_and_its_coin_has_no_price()
    {
        _bench.World.SetPrice("NEAR", 3m);
        var account = _bench.Open(SimulatedVenue.Binance, ("USDT", 10m));
        _bench.World.Fill(account.AccountId, new FillOrder { Symbol = "NEARUSDT", Side = TradeSide.Buy, Quantity = 2m, Fee = 0m });
        Assert.Equal(10m, _bench.World.State(account.AccountId).EquityUsdt);

        _bench.World.Delist(SimulatedVenue.Binance, "NEARUSDT");

        Assert.Equal(-1121, Code(account, "/api/v3/myTrades", "symbol=NEARUSDT"));
        Assert.Equal(-1121, _bench.Binance.Get("/api/v3/ticker/price?symbol=NEARUSDT").Code);
        Assert.DoesNotContain(_bench.Binance.Get("/api/v3/exchangeInfo").Json.GetProperty("symbols").EnumerateArray(), row => Text(row, "symbol") == "NEARUSDT");
        Assert.Equal((4m, "NEAR"), (_bench.World.State(account.AccountId).EquityUsdt, Assert.Single(_bench.World.State(account.AccountId).Unpriced)));
        var schedule = _bench.Binance.Binance(account, _bench.Now, "/sapi/v1/spot/delist-schedule").Json[0];
        Assert.Equal("NEARUSDT", schedule.GetProperty("symbols")[0].GetString());
    }

    private JsonElement Ask(AccountSummary account, string path, string parameters = "") => _bench.Binance.Binance(account, _bench.Now, path, parameters).Json;

    private int Code(AccountSummary account, string path, string parameters = "") => _bench.Binance.Binance(account, _bench.Now, path, parameters).Code;

    private string Span(int days) => $"startTime={_bench.Now.AddDays(-days).ToUnixTimeMilliseconds()}&endTime={_bench.Now.ToUnixTimeMilliseconds()}";

    private static string Text(JsonElement row, string name) => row.GetProperty(name).GetString()!;
}
