using System.Text.Json;
using PortfolioOrleans.VenueSimulator.Control;

namespace PortfolioOrleans.VenueSimulator.Tests;

/// <summary>What the venues derive from positions and settings.</summary>
public class MarginTests
{
    private readonly Bench _bench = new();

    [Fact]
    public void An_isolated_position_has_a_wallet_of_its_own()
    {
        var account = _bench.OpenFutures(1_000m);
        _bench.World.SetPrice("BTC", 50_000m);
        _bench.World.SetLeverage(account.AccountId, new LeverageOrder { Symbol = "BTCUSDT", Leverage = 10, Isolated = true });
        _bench.World.Fill(account.AccountId, new FillOrder { Symbol = "BTCUSDT", Futures = true, Side = TradeSide.Buy, Quantity = 0.01m, Fee = 0m });
        _bench.World.SetPrice("BTC", 51_000m);

        var usdt = Ask(account, "/fapi/v3/balance")[0];
        Assert.Equal(("1000.00000000", "950.00000000", "0.00000000"), (Text(usdt, "balance"), Text(usdt, "crossWalletBalance"), Text(usdt, "crossUnPnl")));
        var asset = Ask(account, "/fapi/v3/account").GetProperty("assets")[0];
        Assert.Equal(("10.00000000", "1010.00000000", "51.00000000"), (Text(asset, "unrealizedProfit"), Text(asset, "marginBalance"), Text(asset, "initialMargin")));
        var position = Ask(account, "/fapi/v3/positionRisk")[0];
        Assert.Equal(("50.00000000", "60.00000000", "510.00000000"), (Text(position, "isolatedWallet"), Text(position, "isolatedMargin"), Text(position, "notional")));
        Assert.Equal("ISOLATED", Text(Ask(account, "/fapi/v1/symbolConfig", "symbol=BTCUSDT")[0], "marginType"));
    }

    [Fact]
    public void A_cross_position_binds_margin_of_the_whole_wallet()
    {
        var account = _bench.OpenFutures(1_000m);
        _bench.World.SetPrice("BTC", 50_000m);
        _bench.World.Fill(account.AccountId, new FillOrder { Symbol = "BTCUSDT", Futures = true, Side = TradeSide.Sell, Quantity = 0.1m, Fee = 0m });
        _bench.World.SetPrice("BTC", 51_000m);

        // 1,000 - 100 lost so far - a tenth of 5,100 bound.
        Assert.Equal("390.00000000", Text(Ask(account, "/fapi/v3/balance")[0], "availableBalance"));
    }

    [Theory]
    [InlineData(false, 13)]
    [InlineData(true, 26)]
    public void The_second_version_lists_every_symbol_with_entry_and_leverage(bool hedged, int rows)
    {
        var account = _bench.OpenFutures(1_000m, hedged);
        _bench.World.SetLeverage(account.AccountId, new LeverageOrder { Symbol = "ETHUSDT", Leverage = 7 });
        _bench.World.Fill(account.AccountId, new FillOrder
        {
            Symbol = "ETHUSDT",
            Futures = true,
            Side = TradeSide.Sell,
            Quantity = 0.1m,
            Price = 3_000m,
            PositionSide = hedged ? PositionSide.Short : PositionSide.Net,
        });

        var positions = Ask(account, "/fapi/v2/account").GetProperty("positions").EnumerateArray().ToList();

        Assert.Equal(rows, positions.Count);
        var open = Assert.Single(positions, row => decimal.Parse(Text(row, "positionAmt")) != 0m);
        Assert.Equal(("ETHUSDT", "3000", "7", "-0.100"), (Text(open, "symbol"), Text(open, "entryPrice"), Text(open, "leverage"), Text(open, "positionAmt")));
        Assert.Equal(hedged, Ask(account, "/fapi/v1/positionSide/dual").GetProperty("dualSidePosition").GetBoolean());
    }

    [Fact]
    public void A_future_can_pay_its_fee_in_BNB()
    {
        var account = _bench.OpenFutures(1_000m);
        _bench.World.Deposit(account.AccountId, new FundsOrder { Asset = "BNB", Amount = 1m });
        _bench.World.Transfer(account.AccountId, new TransferOrder { Asset = "BNB", Amount = 0.01m, From = Wallet.Spot, To = Wallet.Futures });

        _bench.World.Fill(account.AccountId, Order(fee: 0.002m));

        Assert.Equal((1_000m, 0.008m), (_bench.Held(account, Wallet.Futures, "USDT"), _bench.Held(account, Wallet.Futures, "BNB")));
        Assert.Equal("insufficient_funds", Assert.Throws<ControlException>(() => _bench.World.Fill(account.AccountId, Order(fee: 0.009m))).Code);
        Assert.Equal("bad_value", Assert.Throws<ControlException>(() => _bench.World.Fill(account.AccountId, Order(fee: null))).Code);

        static FillOrder Order(decimal? fee) =>
            new() { Symbol = "BTCUSDT", Futures = true, Side = TradeSide.Buy, Quantity = 0.01m, Fee = fee, FeeAsset = "BNB" };
    }

    [Fact]
    public void OKX_freezes_margin_and_knows_leverage_for_each_side()
    {
        _bench.World.SetPrice("ETH", 3_000m);
        var account = _bench.OpenTrading(("USDT", 1_000m));
        _bench.World.SetPositionMode(account.AccountId, hedged: true);
        _bench.World.SetLeverage(account.AccountId, new LeverageOrder { Symbol = "ETH-USDT-SWAP", Leverage = 5 });
        _bench.World.Fill(account.AccountId, new FillOrder { Symbol = "ETH-USDT-SWAP", Side = TradeSide.Sell, Quantity = 10m, PositionSide = PositionSide.Short, Fee = 0m });

        var usdt = _bench.Okx.Okx(account, _bench.Now, "/api/v5/account/balance").Data[0].GetProperty("details")[0];
        Assert.Equal(("600", "400", "400"), (Text(usdt, "frozenBal"), Text(usdt, "availBal"), Text(usdt, "availEq")));
        var position = _bench.Okx.Okx(account, _bench.Now, "/api/v5/account/positions?instId=ETH-USDT-SWAP").Data[0];
        Assert.Equal(("short", "10", "5", "600"), (Text(position, "posSide"), Text(position, "pos"), Text(position, "lever"), Text(position, "imr")));
        var levers = _bench.Okx.Okx(account, _bench.Now, "/api/v5/account/leverage-info?instId=ETH-USDT-SWAP&mgnMode=cross").Data;
        Assert.Equal([("long", "5"), ("short", "5")], levers.EnumerateArray().Select(row => (Text(row, "posSide"), Text(row, "lever"))));
        Assert.Equal(0, _bench.Okx.Okx(account, _bench.Now, "/api/v5/account/positions?instType=MARGIN").Data.GetArrayLength());
    }

    [Fact]
    public void OKX_values_both_accounts_in_the_currency_asked_for()
    {
        _bench.World.SetPrice("BTC", 50_000m);
        var account = _bench.OpenTrading(("USDT", 1_000m));
        _bench.World.Deposit(account.AccountId, new FundsOrder { Asset = "BTC", Amount = 0.5m });

        var valuation = _bench.Okx.Okx(account, _bench.Now, "/api/v5/asset/asset-valuation?ccy=USDT").Data[0];

        Assert.Equal("26000", Text(valuation, "totalBal"));
        Assert.Equal(("25000", "1000"), (Text(valuation.GetProperty("details"), "funding"), Text(valuation.GetProperty("details"), "trading")));
    }

    private JsonElement Ask(AccountSummary account, string path, string parameters = "") => _bench.Binance.Binance(account, _bench.Now, path, parameters).Json;

    private static string Text(JsonElement row, string name) => row.GetProperty(name).GetString()!;
}
