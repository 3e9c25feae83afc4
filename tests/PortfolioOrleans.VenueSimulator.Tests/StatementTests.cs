using PortfolioOrleans.VenueSimulator.Control;

namespace PortfolioOrleans.VenueSimulator.Tests;

/// <summary>The simulator's own account of what somebody owns: the yardstick others are held against, so it is computed by hand here.</summary>
public class StatementTests
{
    [Fact]
    public void Equity_is_balances_and_unrealized_profit_at_the_prices_of_the_moment()
    {
        var bench = new Bench();
        bench.World.SetPrice("BTC", 50_000m);
        bench.World.SetPrice("ETH", 2_000m);
        bench.World.SetPrice("USDT", 0.999m);
        var account = bench.Open(SimulatedVenue.Binance, ("BTC", 0.5m), ("USDT", 3_000m));
        bench.World.Transfer(account.AccountId, new TransferOrder { Asset = "USDT", Amount = 1_000m, From = Wallet.Spot, To = Wallet.Futures });
        bench.World.Transfer(account.AccountId, new TransferOrder { Asset = "BTC", Amount = 0.1m, From = Wallet.Spot, To = Wallet.Funding });
        bench.World.Fill(account.AccountId, new FillOrder { Symbol = "ETHUSDT", Futures = true, Side = TradeSide.Sell, Quantity = 1.5m, Fee = 1m });
        bench.World.Withdraw(account.AccountId, new FundsOrder { Asset = "USDT", Amount = 200m, Pending = true });
        bench.World.SetPrice("ETH", 1_900m);

        var statement = bench.World.State(account.AccountId);

        // 0.5 x 50,000 + 3,000 - 1 fee + 1.5 x 100 unrealised = 28,149 USDT; x 0.999 = 28,120.851 dollars.
        Assert.Equal(28_149m, statement.EquityUsdt);
        Assert.Equal(28_120.851m, statement.EquityUsd);
        Assert.Equal(0.999m, statement.UsdtInUsd);
        Assert.Equal(50_000m, statement.Prices["BTC"]);
        Assert.Empty(statement.Unpriced);
    }

    [Fact]
    public void Profit_in_a_coin_is_worth_what_the_coin_is_worth()
    {
        var bench = new Bench();
        bench.World.SetPrice("USDT", 1m);
        bench.World.SetPrice("BTC", 50_000m);
        var account = bench.OpenTrading(("BTC", 1m));
        bench.World.Fill(account.AccountId, new FillOrder { Symbol = "BTC-USD-SWAP", Side = TradeSide.Buy, Quantity = 50m, Fee = 0m });
        bench.World.SetPrice("BTC", 62_500m);

        var statement = bench.World.State(account.AccountId);

        Assert.Equal(63_750m, statement.EquityUsd); // (1 + 0.02) x 62,500
    }

    [Fact]
    public void What_has_no_market_counts_nothing_and_is_named()
    {
        var bench = new Bench();
        var account = bench.Open(SimulatedVenue.Okx, ("USDT", 10m), ("BNB", 5m), ("MYSTERY", 1_000m));

        var statement = bench.World.State(account.AccountId);

        Assert.Equal(["BNB", "MYSTERY"], statement.Unpriced);
        Assert.Equal(10m, statement.EquityUsdt);
    }

    [Theory]
    [InlineData(Demo.DemoWorld.Alice)]
    [InlineData(Demo.DemoWorld.Bob)]
    public void It_agrees_with_what_the_venue_says_over_its_own_endpoints(string user)
    {
        var bench = new Bench(walk: true);
        var people = Demo.DemoWorld.Populate(bench.World);
        var owner = bench.World.StateOwner(user);

        var total = 0m;
        foreach (var person in people.Where(person => person.User == user))
        {
            var account = bench.World.Accounts.Single(one => one.AccountId == person.AccountId);
            total += person.Venue == SimulatedVenue.Binance ? BinanceEquity(bench, account) : OkxEquity(bench, account);
        }

        Assert.Equal(owner.EquityUsd, total, 15);
    }

    [Fact]
    public void It_can_be_stated_at_the_prices_of_an_earlier_moment()
    {
        var bench = new Bench(walk: true);
        var account = bench.Open(SimulatedVenue.Binance, ("BTC", 1m));
        var then = bench.World.State(account.AccountId);

        bench.Clock.Advance(TimeSpan.FromMinutes(10));

        Assert.NotEqual(then.EquityUsd, bench.World.State(account.AccountId).EquityUsd);
        Assert.Equal(then.EquityUsd, bench.World.State(account.AccountId, then.AsOf).EquityUsd);
    }

    [Fact]
    public void Nobody_owns_nothing()
    {
        Assert.Equal("unknown_owner", Assert.Throws<ControlException>(() => new Bench().World.StateOwner("nobody")).Code);
    }

    private static decimal BinanceEquity(Bench bench, AccountSummary account)
    {
        var prices = bench.Binance.Get("/api/v3/ticker/price").Json.EnumerateArray()
            .ToDictionary(row => row.GetProperty("symbol").GetString()!, row => decimal.Parse(row.GetProperty("price").GetString()!));
        var usdt = Index("USDTUSD");
        var wallets = new[]
        {
            bench.Binance.Binance(account, bench.Now, "/sapi/v3/asset/getUserAsset", method: HttpMethod.Post).Json,
            bench.Binance.Binance(account, bench.Now, "/sapi/v1/asset/get-funding-asset", method: HttpMethod.Post).Json,
        };
        string[] parts = ["free", "locked", "freeze", "withdrawing"];
        var held = wallets.SelectMany(wallet => wallet.EnumerateArray()).Sum(row =>
            parts.Sum(part => decimal.Parse(row.GetProperty(part).GetString()!)) * Price(row.GetProperty("asset").GetString()!));
        var futures = bench.Binance.Binance(account, bench.Now, "/fapi/v3/account").Json.GetProperty("assets").EnumerateArray()
            .Sum(row => decimal.Parse(row.GetProperty("marginBalance").GetString()!) * Price(row.GetProperty("asset").GetString()!));
        return held + futures;

        decimal Price(string asset) => asset is "USDT" or "USDC" ? Index(asset + "USD") : prices[asset + "USDT"] * usdt;

        decimal Index(string symbol) =>
            decimal.Parse(bench.Binance.Get($"/fapi/v1/assetIndex?symbol={symbol}").Json.GetProperty("index").GetString()!);
    }

    private static decimal OkxEquity(Bench bench, AccountSummary account)
    {
        var prices = bench.Okx.Get("/api/v5/market/tickers?instType=SPOT").Data.EnumerateArray()
            .ToDictionary(row => row.GetProperty("instId").GetString()!, row => decimal.Parse(row.GetProperty("last").GetString()!));
        var usdt = Index("USDT-USD");
        var trading = bench.Okx.Okx(account, bench.Now, "/api/v5/account/balance").Data[0].GetProperty("details").EnumerateArray()
            .Sum(row => decimal.Parse(row.GetProperty("eq").GetString()!) * Price(row));
        var funding = bench.Okx.Okx(account, bench.Now, "/api/v5/asset/balances").Data.EnumerateArray()
            .Sum(row => decimal.Parse(row.GetProperty("bal").GetString()!) * Price(row));
        return trading + funding;

        decimal Price(System.Text.Json.JsonElement row) =>
            row.GetProperty("ccy").GetString() is var ccy && ccy is "USDT" or "USDC" ? Index($"{ccy}-USD") : prices[$"{ccy}-USDT"] * usdt;

        decimal Index(string instId) =>
            decimal.Parse(bench.Okx.Get($"/api/v5/market/index-tickers?instId={instId}").Data[0].GetProperty("idxPx").GetString()!);
    }
}
