using System.Text.Json;
using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Sockets;
using PortfolioOrleans.VenueSimulator.Traffic;

namespace PortfolioOrleans.VenueSimulator.Tests;

/// <summary>Contracts of a fixed number of dollars, settled in coins.</summary>
public class CoinFuturesTests
{
    private readonly Bench _bench = new();
    private readonly AccountSummary _account;

    public CoinFuturesTests()
    {
        _bench.World.SetPrice("USDT", 1m);
        _bench.World.SetPrice("BTC", 50_000m);
        _account = _bench.Open(SimulatedVenue.Binance, ("BTC", 1m));
        _bench.World.Transfer(_account.AccountId, new TransferOrder { Asset = "BTC", Amount = 1m, From = Wallet.Spot, To = Wallet.CoinFutures });
    }

    [Fact]
    public void A_long_of_five_thousand_dollars_earns_coins_when_the_coin_rises()
    {
        Trade(TradeSide.Buy, 50m);
        _bench.World.SetPrice("BTC", 62_500m);

        // 50 x 100 x (1/50,000 - 1/62,500) = 0.02 BTC.
        var position = Ask("/dapi/v1/positionRisk").EnumerateArray().Single(row => Text(row, "positionAmt") != "0");
        Assert.Equal(("BTCUSD_PERP", "50", "50000", "0.02000000", "0.08"),
            (Text(position, "symbol"), Text(position, "positionAmt"), Text(position, "entryPrice"), Text(position, "unRealizedProfit"), Text(position, "notionalValue")));
        var btc = Ask("/dapi/v1/account").GetProperty("assets")[0];
        Assert.Equal(("1.00000000", "0.02000000", "1.02000000"), (Text(btc, "walletBalance"), Text(btc, "unrealizedProfit"), Text(btc, "marginBalance")));
        Assert.Equal(63_750m, _bench.World.State(_account.AccountId).EquityUsd);
        Assert.Equal(63_750m, Assert.Single(_bench.World.State(_account.AccountId).Wallets).EquityUsd);
    }

    [Fact]
    public void Fills_and_income_are_in_coins_and_one_id_is_two_kinds()
    {
        Trade(TradeSide.Buy, 50m, fee: 0.0001m);
        _bench.World.SetPrice("BTC", 62_500m);
        Trade(TradeSide.Sell, 50m, fee: 0.0001m);

        var fill = Ask("/dapi/v1/userTrades", "symbol=BTCUSD_PERP")[1];
        Assert.Equal(("BTCUSD", "0.08000000", "0.02000000", "BTC"), (Text(fill, "pair"), Text(fill, "baseQty"), Text(fill, "realizedPnl"), Text(fill, "marginAsset")));
        Assert.Equal(
            [("TRANSFER", "1.00000000"), ("COMMISSION", "-0.00010000"), ("REALIZED_PNL", "0.02000000"), ("COMMISSION", "-0.00010000")],
            Ask("/dapi/v1/income").EnumerateArray().Select(row => (Text(row, "incomeType"), Text(row, "income"))));
        Assert.Equal(0, Ask("/fapi/v1/income").GetArrayLength());
        Assert.Equal(1.0198m, _bench.Held(_account, Wallet.CoinFutures, "BTC"));
        Assert.Equal(2, Ask("/dapi/v1/userTrades", "pair=BTCUSD").GetArrayLength());
        Assert.Equal(-1128, _bench.Binance.Binance(_account, _bench.Now, "/dapi/v1/userTrades").Code);
        Assert.Equal(-1121, _bench.Binance.Binance(_account, _bench.Now, "/fapi/v1/userTrades", "symbol=BTCUSD_PERP").Code);
    }

    [Fact]
    public void Prices_are_arrays_and_deliveries_pay_no_funding()
    {
        Assert.Equal("50000.0", Text(Assert.Single(_bench.Binance.Get("/dapi/v1/ticker/price?symbol=BTCUSD_PERP").Json.EnumerateArray()), "price"));
        var premium = _bench.Binance.Get("/dapi/v1/premiumIndex?pair=BTCUSD").Json.EnumerateArray().ToList();
        Assert.Equal([false, true], premium.Select(row => Text(row, "lastFundingRate").Length == 0));
        var contract = _bench.Binance.Get("/dapi/v1/exchangeInfo").Json.GetProperty("symbols")[0];
        Assert.Equal(("TRADING", 100), (Text(contract, "contractStatus"), contract.GetProperty("contractSize").GetInt32()));
    }

    [Fact]
    public void Both_kinds_of_futures_use_up_one_budget()
    {
        _bench.Binance.Get("/fapi/v1/ticker/24hr");

        Assert.Equal("50", _bench.Binance.Get("/dapi/v1/premiumIndex").Header("X-MBX-USED-WEIGHT-1M"));
    }

    [Fact]
    public void Funding_is_paid_in_coins()
    {
        Trade(TradeSide.Buy, 50m);

        _bench.World.PayFunding(_account.AccountId, new FundingOrder { Symbol = "BTCUSD_PERP", Rate = 0.0001m });

        Assert.Equal(0.99999m, _bench.Held(_account, Wallet.CoinFutures, "BTC")); // 0.1 BTC x 0.0001
        Assert.Equal("FUNDING_FEE", Text(Ask("/dapi/v1/income")[1], "incomeType"));
    }

    [Fact]
    public void User_data_comes_by_a_listen_key_of_its_own_on_its_own_host()
    {
        var key = Text(_bench.Binance.Binance(_account, _bench.Now, "/dapi/v1/listenKey", "", HttpMethod.Post).Json, "listenKey");
        var wrong = Open($"/private/ws/{key}");
        var right = Open($"/dstream/ws/{key}");

        Trade(TradeSide.Sell, 10m);

        Assert.Empty(Read(wrong));
        var events = Read(right);
        Assert.Equal(["ORDER_TRADE_UPDATE", "TRADE_LITE", "ACCOUNT_UPDATE", "ORDER_TRADE_UPDATE"], events.Select(message => Text(message, "e")));
        Assert.Equal("-10", Text(events[2].GetProperty("a").GetProperty("P")[0], "pa"));
    }

    [Fact]
    public void Portfolio_margin_shows_the_same_money_once_more()
    {
        Assert.Equal(-2015, _bench.Binance.Binance(_account, _bench.Now, "/papi/v1/balance").Code);
        _bench.World.SetMode(_account.AccountId, new ModeOrder { PortfolioMargin = true });
        _bench.World.Deposit(_account.AccountId, new FundsOrder { Asset = "BTC", Amount = 0.5m });
        _bench.World.Transfer(_account.AccountId, new TransferOrder { Asset = "BTC", Amount = 0.5m, From = Wallet.Spot, To = Wallet.Margin });

        var btc = Ask("/papi/v1/balance", "asset=BTC");

        Assert.Equal(("1.50000000", "0.50000000", "1.00000000"), (Text(btc, "totalWalletBalance"), Text(btc, "crossMarginFree"), Text(btc, "cmWalletBalance")));
        Assert.Equal("75000.00000000", Text(Ask("/papi/v1/account"), "accountEquity"));
        Assert.Equal("1.00000000", Text(Ask("/dapi/v1/account").GetProperty("assets")[0], "walletBalance"));
        Assert.Equal(75_000m, _bench.World.State(_account.AccountId).EquityUsd);
    }

    [Fact]
    public void One_stream_tells_of_all_that_portfolio_margin_holds()
    {
        _bench.World.SetMode(_account.AccountId, new ModeOrder { PortfolioMargin = true });
        _bench.World.Deposit(_account.AccountId, new FundsOrder { Asset = "USDT", Amount = 100m });
        var key = Text(_bench.Binance.Binance(_account, _bench.Now, "/papi/v1/listenKey", "", HttpMethod.Post).Json, "listenKey");
        var stream = Open($"/pm/ws/{key}");

        Trade(TradeSide.Buy, 10m);
        _bench.World.Fill(_account.AccountId, new FillOrder { Symbol = "BTCUSDT", Futures = true, Side = TradeSide.Buy, Quantity = 0.001m, Fee = 0m });
        _bench.World.Transfer(_account.AccountId, new TransferOrder { Asset = "USDT", Amount = 40m, From = Wallet.Spot, To = Wallet.Margin });

        var events = Read(stream);
        Assert.Equal(["CM", "CM", "CM", "CM", "UM", "UM", "UM", "UM"], events[..8].Select(message => Text(message, "fs")));
        Assert.Equal(("outboundAccountPosition", "40.00000000"), (Text(events[8], "e"), Text(events[8].GetProperty("B")[0], "f")));
        Assert.Equal(9, events.Count);
    }

    private void Trade(TradeSide side, decimal contracts, decimal fee = 0m) =>
        _bench.World.Fill(_account.AccountId, new FillOrder { Symbol = "BTCUSD_PERP", Side = side, Quantity = contracts, Fee = fee });

    private SocketSession Open(string target) =>
        _bench.World.Connect(SimulatedVenue.Binance, new VenueRequest("GET", target, "", _ => null, "127.0.0.1")).Session!;

    private static List<JsonElement> Read(SocketSession session)
    {
        var messages = new List<JsonElement>();
        while (session.Frames.TryRead(out var frame))
        {
            if (frame is SocketFrame.Text text)
            {
                messages.Add(JsonSerializer.Deserialize<JsonElement>(text.Message));
            }
        }

        return messages;
    }

    private JsonElement Ask(string path, string parameters = "") => _bench.Binance.Binance(_account, _bench.Now, path, parameters).Json;

    private static string Text(JsonElement row, string name) => row.GetProperty(name).GetString()!;
}
