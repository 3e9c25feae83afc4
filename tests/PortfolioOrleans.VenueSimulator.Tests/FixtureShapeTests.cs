using System.Text.Json;
using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Demo;
using PortfolioOrleans.VenueSimulator.Sockets;
using PortfolioOrleans.VenueSimulator.Traffic;

namespace PortfolioOrleans.VenueSimulator.Tests;

/// <summary>A test that needs samples of real answers in the folder named by PORTFOLIO_FIXTURES.</summary>
internal sealed class FixtureFactAttribute : FactAttribute
{
    private const string NotGiven = "PORTFOLIO_FIXTURES names no folder with samples of real answers.";

    public FixtureFactAttribute() => Skip = Folder is null ? NotGiven : null;

    public static string? Folder => Environment.GetEnvironmentVariable("PORTFOLIO_FIXTURES") is { Length: > 0 } folder && Directory.Exists(folder) ? folder : null;
}

/// <summary>Every field that a real answer has, ours has too, at the same place and of the same JSON kind.</summary>
public class FixtureShapeTests
{
    /// <summary>Fields that samples show and the protocol has dropped since, or that belong to what is not simulated.</summary>
    private static readonly HashSet<string> Exempt =
    [
        // positionRisk v3 has neither; samples still show them.
        "usdm_position_risk_hedge:$[].leverage", "usdm_position_risk_hedge:$[].maxNotionalValue", "usdm_position_risk_hedge:$[].marginType",
        "usdm_position_risk_hedge:$[].isAutoAddMargin",

        // Venues have given these as one kind and as another; ours is the later one.
        "usdm_symbol_config:$[].isAutoAddMargin", "usdm_exchange_info:$.assets[].autoAssetExchange", "usdm_income:$[].tranId",

        // Only where the client has named its withdrawal, and only for trailing stops.
        "withdraw_history:$[].withdrawOrderId", "ws_usdm_order_new:$.data.o.AP", "ws_usdm_order_new:$.data.o.cr",
    ];

    private readonly Bench _bench = new();
    private readonly AccountSummary _binance;
    private readonly AccountSummary _okx;

    public FixtureShapeTests()
    {
        DemoWorld.Populate(_bench.World);
        (_binance, _okx) = (_bench.World.Accounts[0], _bench.World.Accounts[1]);
        EverythingElse();
    }

    /// <summary>What the demo's people do not do.</summary>
    private void EverythingElse()
    {
        var (world, binance, okx) = (_bench.World, _binance.AccountId, _okx.AccountId);
        world.SetMode(binance, new ModeOrder { PortfolioMargin = true });
        world.SubscribeEarn(binance, new EarnOrder { Asset = "USDT", Amount = 100m });
        world.SubscribeEarn(binance, new EarnOrder { Asset = "SOL", Amount = 1m, LockDays = 60 });
        world.RewardEarn(binance, new EarnOrder { Asset = "SOL", Amount = 0.1m, LockDays = 60 });
        world.Transfer(binance, new TransferOrder { Asset = "USDT", Amount = 100m, From = Wallet.Spot, To = Wallet.Margin });
        world.Borrow(binance, new LoanOrder { Asset = "USDT", Amount = 50m });
        world.Fill(binance, new FillOrder { Symbol = "SOLUSDT", Side = TradeSide.Buy, Quantity = 0.1m, Margin = MarginMode.Cross });
        world.Transfer(binance, new TransferOrder { Asset = "BTC", Amount = 0.1m, From = Wallet.Spot, To = Wallet.CoinFutures });
        world.Fill(binance, new FillOrder { Symbol = "BTCUSD_PERP", Side = TradeSide.Buy, Quantity = 2m });
        world.Convert(binance, new ConvertOrder { From = "USDT", Amount = 10m, To = "BNB" });
        world.SweepDust(binance, new DustOrder { Assets = ["PEPE"] });
        world.Distribute(binance, new DistributionOrder { Asset = "BHFT", Amounts = [1m] });
        world.MoveFiat(binance, new FiatOrder { Incoming = true, Currency = "EUR", Amount = 10m });
        world.SubscribeEarn(okx, new EarnOrder { Asset = "USDT", Amount = 10m });
        world.Fill(okx, new FillOrder { Symbol = "SOL-USDT-SWAP", Side = TradeSide.Buy, Quantity = 1m });
        world.Fill(okx, new FillOrder { Symbol = "SOL-USDT-SWAP", Side = TradeSide.Sell, Quantity = 1m });
        world.SetMode(okx, new ModeOrder { Level = 3, AutoLoan = true });
        world.Fill(okx, new FillOrder { Symbol = "XRP-USDT", Side = TradeSide.Sell, Quantity = 5_000m });
        world.ChargeInterest(okx, new InterestOrder { Asset = "XRP" });
    }

    [FixtureFact]
    public void Answers_have_every_field_of_real_ones()
    {
        var missing = new List<string>();
        var compared = 0;
        foreach (var file in Directory.EnumerateFiles(FixtureFactAttribute.Folder!, "*.json", SearchOption.AllDirectories).Order())
        {
            var name = Path.GetFileNameWithoutExtension(file);
            var sample = JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(file));
            var path = sample.GetProperty("path").GetString()!;
            var ours = sample.GetProperty("kind").GetString() == "ws" ? Pushed(name)
                : name == "rest_error_invalid_symbol" ? Public("/api/v3/ticker/price?symbol=NOPE")
                : Answered(path);
            if (ours is { } answer)
            {
                compared++;
                Compare(name, "$", sample.GetProperty("response"), answer, missing);
            }
        }

        Assert.True(compared >= 80, $"Only {compared} samples were compared.");
        Assert.True(missing.Count == 0, string.Join('\n', missing));
    }

    private JsonElement? Answered(string path) => path switch
    {
        "/api/v3/account" => Binance(path),
        "/api/v3/myTrades" => Binance(path, "symbol=BTCUSDT"),
        "/api/v3/time" or "/fapi/v1/time" or "/sapi/v1/system/status" => Public(path),
        "/api/v3/ticker/price" or "/api/v3/ticker/bookTicker" or "/api/v3/ticker/24hr" => Public($"{path}?symbol=BTCUSDT"),
        "/fapi/v1/ticker/24hr" or "/fapi/v2/ticker/price" or "/fapi/v1/premiumIndex" => Public($"{path}?symbol=BTCUSDT"),
        "/api/v3/klines" or "/fapi/v1/klines" => Public($"{path}?symbol=BTCUSDT&interval=1m&limit=2"),
        "/fapi/v1/exchangeInfo" => Public(path),
        "/sapi/v3/asset/getUserAsset" or "/sapi/v1/asset/get-funding-asset" => Binance(path, post: true),
        "/sapi/v1/asset/transfer" => Binance(path, $"type=MAIN_UMFUTURE&startTime=1"),
        "/fapi/v1/userTrades" => Binance(path, "symbol=BTCUSDT"),
        "/sapi/v1/account/apiRestrictions" or "/sapi/v1/capital/deposit/hisrec" or "/sapi/v1/capital/withdraw/history" or "/fapi/v3/balance" or "/fapi/v3/account"
            or "/fapi/v3/positionRisk" or "/fapi/v1/symbolConfig" or "/fapi/v1/accountConfig" or "/fapi/v1/multiAssetsMargin" or "/fapi/v1/income" => Binance(path),
        "/fapi/v1/listenKey" => Binance(path, post: true),
        "/dapi/v1/exchangeInfo" or "/dapi/v1/premiumIndex" or "/dapi/v1/ticker/price" or "/dapi/v1/ticker/24hr" => Public(path),
        "/dapi/v1/fundingRate" or "/fapi/v1/fundingRate" => Public($"{path}?symbol={(path[1] == 'd' ? "BTCUSD_PERP" : "BTCUSDT")}"),
        "/dapi/v1/klines" => Public($"{path}?symbol=BTCUSD_PERP&interval=1m&limit=2"),
        "/dapi/v1/userTrades" => Binance(path, "symbol=BTCUSD_PERP"),
        "/sapi/v1/margin/myTrades" => Binance(path, "symbol=SOLUSDT"),
        "/sapi/v1/fiat/orders" => Binance(path, "transactionType=0"),
        "/sapi/v1/convert/tradeFlow" => Binance(
            path, $"startTime={_bench.Now.AddDays(-1).ToUnixTimeMilliseconds()}&endTime={_bench.Now.ToUnixTimeMilliseconds()}"),
        "/sapi/v1/asset/assetDividend" or "/sapi/v1/asset/dribblet" or "/sapi/v1/asset/wallet/balance" or "/sapi/v1/simple-earn/account"
            or "/sapi/v1/simple-earn/flexible/position" or "/sapi/v1/simple-earn/locked/position" or "/sapi/v1/simple-earn/locked/history/rewardsRecord"
            or "/sapi/v1/margin/account" or "/sapi/v1/portfolio/account" or "/dapi/v1/account" or "/dapi/v1/balance" or "/dapi/v1/positionRisk"
            or "/dapi/v1/income" => Binance(path),
        "/api/v5/public/time" => Okx(path),
        "/api/v5/public/instruments" or "/api/v5/market/tickers" => Okx($"{path}?instType=SPOT"),
        "/api/v5/public/mark-price" => Okx($"{path}?instType=SWAP"),
        "/api/v5/market/ticker" or "/api/v5/public/funding-rate" => Okx($"{path}?instId=BTC-USDT-SWAP"),
        "/api/v5/market/index-tickers" or "/api/v5/market/candles" or "/api/v5/market/history-candles" => Okx($"{path}?instId=BTC-USDT"),
        "/api/v5/account/config" or "/api/v5/account/balance" or "/api/v5/account/positions" or "/api/v5/asset/balances" or "/api/v5/asset/asset-valuation" => Okx(path),
        "/api/v5/trade/fills"
            or "/api/v5/asset/deposit-history" or "/api/v5/asset/withdrawal-history" or "/api/v5/asset/bills" or "/api/v5/account/bills" => Okx(path),
        "/api/v5/account/interest-accrued" or "/api/v5/account/positions-history" or "/api/v5/finance/savings/balance" or "/api/v5/asset/bills-history" => Okx(path),
        "/api/v5/account/trade-fee" => Okx($"{path}?instType=SPOT"),
        "/api/v5/market/index-candles" => Okx($"{path}?instId=BTC-USDT"),
        "/api/v5/public/funding-rate-history" => Okx($"{path}?instId=BTC-USDT-SWAP"),
        "/api/v5/account/leverage-info" => Okx($"{path}?instId=BTC-USDT-SWAP&mgnMode=cross"),
        _ => null,
    };

    private JsonElement? Pushed(string name) => name switch
    {
        "ws_book_ticker" => Listen(SimulatedVenue.Binance, "/stream?streams=btcusdt@bookTicker").First(),
        "ws_mini_ticker" => Listen(SimulatedVenue.Binance, "/stream?streams=btcusdt@miniTicker").First(),
        "ws_kline" => Listen(SimulatedVenue.Binance, "/stream?streams=btcusdt@kline_1m").First(),
        "ws_usdm_mark_price" => Listen(SimulatedVenue.Binance, "/market/stream?streams=btcusdt@markPrice@1s").First(),
        "ws_usdm_mini_ticker" => Listen(SimulatedVenue.Binance, "/market/stream?streams=btcusdt@miniTicker").First(),
        "ws_server_shutdown_combined" => Listen(SimulatedVenue.Binance, "/stream", () => _bench.World.AnnounceShutdown(SimulatedVenue.Binance)).First(),
        "ws_outbound_account_position" => Event("outboundAccountPosition"),
        "ws_balance_update" => Event("balanceUpdate"),
        "ws_execution_report_new" => Event("executionReport"),
        "ws_event_stream_terminated" => Event("eventStreamTerminated"),
        "ws_usdm_account_update" => FuturesEvent("ACCOUNT_UPDATE"),
        "ws_usdm_order_new" => FuturesEvent("ORDER_TRADE_UPDATE"),
        "ws_usdm_trade_lite" => FuturesEvent("TRADE_LITE"),
        "ws_usdm_leverage_change" => FuturesEvent("ACCOUNT_CONFIG_UPDATE"),
        "ws_usdm_multi_asset_change" => Listen(
            SimulatedVenue.Binance, $"/private/stream?streams={Binance("/fapi/v1/listenKey", post: true).GetProperty("listenKey").GetString()}",
            () => _bench.World.SetMode(_binance.AccountId, new ModeOrder { MultiAssets = true })).First(),
        "ws_tickers" => Channel("public", "tickers", "BTC-USDT"),
        "ws_mark_price" => Channel("public", "mark-price", "BTC-USDT"),
        "ws_funding_rate" => Channel("public", "funding-rate", "BTC-USDT-SWAP"),
        "ws_account" => Channel("private", "account"),
        "ws_positions" => Channel("private", "positions"),
        "ws_balance_and_position" => Channel("private", "balance_and_position"),
        "ws_orders_spot" => Channel("private", "orders"),
        "ws_fills" => Channel("private", "fills"),
        "ws_deposit_info" => Channel("business", "deposit-info"),
        _ => null,
    };

    private JsonElement Public(string target) => _bench.Binance.Get(target).Json;

    private JsonElement Binance(string path, string parameters = "", bool post = false) =>
        _bench.Binance.Binance(_binance, _bench.Now, path, parameters, post ? HttpMethod.Post : null).Json;

    private JsonElement Okx(string target)
    {
        _bench.Clock.Advance(TimeSpan.FromSeconds(2)); // Out of the way of the limits.
        return _bench.Okx.Okx(_okx, _bench.Now, target).Json;
    }

    private JsonElement Event(string kind)
    {
        var timestamp = _bench.Now.ToUnixTimeMilliseconds();
        var signature = Signed.Hex(_binance.Secret, $"apiKey={_binance.Key}&timestamp={timestamp}");
        var subscribe = new { id = 1, method = "userDataStream.subscribe.signature", @params = new { apiKey = _binance.Key, timestamp, signature } };
        return Listen(SimulatedVenue.Binance, "/ws-api/v3", Live, JsonSerializer.Serialize(subscribe))
            .First(message => message.TryGetProperty("event", out var e) && e.GetProperty("e").GetString() == kind);
    }

    private JsonElement FuturesEvent(string kind)
    {
        var key = Binance("/fapi/v1/listenKey", post: true).GetProperty("listenKey").GetString();
        return Listen(SimulatedVenue.Binance, $"/private/stream?streams={key}", Live)
            .First(message => message.GetProperty("data").GetProperty("e").GetString() == kind);
    }

    private JsonElement Channel(string route, string channel, string instId = "")
    {
        _bench.Clock.Advance(TimeSpan.FromSeconds(2));
        var timestamp = $"{_bench.Now.ToUnixTimeSeconds()}";
        var sign = Signed.Base64(_okx.Secret, timestamp + "GET/users/self/verify");
        var login = new { op = "login", args = new[] { new { apiKey = _okx.Key, passphrase = _okx.Passphrase, timestamp, sign } } };
        var subscribe = new { op = "subscribe", args = new[] { new { channel, instId, instType = "ANY" } } };
        return Listen(SimulatedVenue.Okx, $"/ws/v5/{route}", Live, JsonSerializer.Serialize(login), JsonSerializer.Serialize(subscribe))
            .First(message => message.TryGetProperty("data", out _));
    }

    /// <summary>A bit of everything that can happen to both accounts.</summary>
    private void Live()
    {
        _bench.World.Deposit(_binance.AccountId, new FundsOrder { Asset = "BTC", Amount = 1m });
        _bench.World.Fill(_binance.AccountId, new FillOrder { Symbol = "BTCUSDT", Side = TradeSide.Sell, Quantity = 0.01m });
        _bench.World.Fill(_binance.AccountId, new FillOrder { Symbol = "BTCUSDT", Futures = true, Side = TradeSide.Sell, Quantity = 0.01m });
        _bench.World.SetLeverage(_binance.AccountId, new LeverageOrder { Symbol = "BTCUSDT", Leverage = 3 });
        _bench.World.Deposit(_okx.AccountId, new FundsOrder { Asset = "BTC", Amount = 1m });
        _bench.World.Fill(_okx.AccountId, new FillOrder { Symbol = "ETH-USDT", Side = TradeSide.Sell, Quantity = 0.01m });
        _bench.World.RevokeKey(_binance.AccountId);
        _bench.World.RevokeKey(_binance.AccountId, revoked: false);
    }

    /// <summary>Everything a connection says, to what is sent, to what happens, and in the next second.</summary>
    private List<JsonElement> Listen(SimulatedVenue venue, string target, Action? happens = null, params string[] sent)
    {
        var (session, refusal) = _bench.World.Connect(venue, new VenueRequest("GET", target, "", _ => null, "127.0.0.1"));
        Assert.True(session is not null, refusal is null ? "" : System.Text.Encoding.UTF8.GetString(refusal.Body));
        foreach (var text in sent)
        {
            _bench.World.Receive(session, text);
        }

        happens?.Invoke();
        _bench.World.Tick();
        _bench.World.Disconnected(venue, session);
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

    private static void Compare(string name, string place, JsonElement sample, JsonElement ours, List<string> missing)
    {
        switch (sample.ValueKind, ours.ValueKind)
        {
            case (JsonValueKind.Object, JsonValueKind.Object):
                foreach (var member in sample.EnumerateObject().Where(member => !Exempt.Contains($"{name}:{place}.{member.Name}")))
                {
                    if (ours.TryGetProperty(member.Name, out var own))
                    {
                        Compare(name, $"{place}.{member.Name}", member.Value, own, missing);
                    }
                    else
                    {
                        missing.Add($"{name}: {place}.{member.Name} is missing");
                    }
                }

                break;
            case (JsonValueKind.Array, JsonValueKind.Array):
                if (sample.GetArrayLength() > 0 && ours.GetArrayLength() > 0)
                {
                    Compare(name, $"{place}[]", sample[0], ours[0], missing);
                }

                break;
            case (JsonValueKind.True or JsonValueKind.False, JsonValueKind.True or JsonValueKind.False):
            case (JsonValueKind.Null, _) or (_, JsonValueKind.Null):
                break;
            default:
                if (sample.ValueKind != ours.ValueKind)
                {
                    missing.Add($"{name}: {place} is {ours.ValueKind} instead of {sample.ValueKind}");
                }

                break;
        }
    }
}
