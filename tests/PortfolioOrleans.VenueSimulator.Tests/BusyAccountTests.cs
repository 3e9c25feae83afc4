using System.Text.Json;
using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Demo;

namespace PortfolioOrleans.VenueSimulator.Tests;

/// <summary>After hundreds of things of all kinds, what the venue's endpoints add up to is what the simulator's own statement says.</summary>
public class BusyAccountTests
{
    private readonly Bench _bench = new(walk: true);

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public void Binance_adds_up_wallet_by_wallet(int seed, bool hedged)
    {
        var account = _bench.OpenFutures(5_000m, hedged);
        _bench.World.Deposit(account.AccountId, new FundsOrder { Asset = "USDT", Amount = 5_000m });
        _bench.World.Deposit(account.AccountId, new FundsOrder { Asset = "BTC", Amount = 0.1m });
        _bench.World.Transfer(account.AccountId, new TransferOrder { Asset = "BTC", Amount = 0.1m, From = Wallet.Spot, To = Wallet.CoinFutures });
        _bench.World.Transfer(account.AccountId, new TransferOrder { Asset = "USDT", Amount = 500m, From = Wallet.Spot, To = Wallet.Margin });
        _bench.World.Borrow(account.AccountId, new LoanOrder { Asset = "USDT", Amount = 200m });
        _bench.World.ChargeInterest(account.AccountId, new InterestOrder { Asset = "USDT" });

        Live(account, seed, () =>
        {
            _bench.World.FreezeMarkets();
            var owned = Rows(account, "/sapi/v3/asset/getUserAsset", post: true).Where(row => !Text(row, "asset").StartsWith("LD", StringComparison.Ordinal))
                .Concat(Rows(account, "/sapi/v1/asset/get-funding-asset", post: true))
                .Select(row => Of(row, "asset", "free", "withdrawing"))
                .Concat(Rows(account, "/sapi/v1/simple-earn/flexible/position", "rows").Select(row => Of(row, "asset", "totalAmount")))
                .Concat(Rows(account, "/sapi/v1/margin/account", "userAssets").Select(row => Of(row, "asset", "netAsset")))
                .Concat(Rows(account, "/fapi/v3/account", "assets").Select(row => Of(row, "asset", "marginBalance")))
                .Concat(Rows(account, "/dapi/v1/account", "assets").Select(row => Of(row, "asset", "marginBalance")));
            var prices = _bench.Binance.Get("/api/v3/ticker/price").Json.EnumerateArray().ToDictionary(row => Text(row, "symbol"), row => Number(row, "price"));
            var total = owned.Sum(row => row.Amount * (row.Asset == "USDT" ? 1m : prices[row.Asset + "USDT"]));
            Assert.Equal(_bench.World.State(account.AccountId).EquityUsdt, total);
            _bench.World.ResumeMarkets();
        });
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void OKX_adds_up_account_by_account(int seed, bool hedged)
    {
        var account = _bench.OpenTrading(("USDT", 10_000m));
        _bench.World.Deposit(account.AccountId, new FundsOrder { Asset = "USDT", Amount = 2_000m });
        _bench.World.SetMode(account.AccountId, new ModeOrder { Hedged = hedged });
        _bench.World.SetLeverage(account.AccountId, new LeverageOrder { Symbol = "ETH-USDT-SWAP", Leverage = 5, Isolated = true });

        Live(account, seed, () =>
        {
            _bench.World.FreezeMarkets();
            _bench.Clock.Advance(TimeSpan.FromSeconds(2)); // Out of the way of the limits.
            var owned = Data(account, "/api/v5/account/balance")[0].GetProperty("details").EnumerateArray().Select(row => Of(row, "ccy", "eq"))
                .Concat(Data(account, "/api/v5/asset/balances").EnumerateArray().Select(row => Of(row, "ccy", "bal")))
                .Concat(Data(account, "/api/v5/finance/savings/balance").EnumerateArray().Select(row => Of(row, "ccy", "amt")));
            var prices = _bench.Okx.Get("/api/v5/market/tickers?instType=SPOT").Data.EnumerateArray().ToDictionary(row => Text(row, "instId"), row => Number(row, "last"));
            var total = owned.Sum(row => row.Amount * (row.Asset == "USDT" ? 1m : prices[row.Asset + "-USDT"]));
            Assert.Equal(_bench.World.State(account.AccountId).EquityUsdt, total);
            _bench.World.ResumeMarkets();
        });
    }

    private void Live(AccountSummary account, int seed, Action look)
    {
        var activity = new LiveActivity(_bench.World, account.AccountId, seed);
        var done = new Dictionary<string, int>();
        for (var step = 1; step <= 300; step++)
        {
            _bench.Clock.Advance(TimeSpan.FromSeconds(37));
            var what = activity.Step();
            done[what] = done.GetValueOrDefault(what) + 1;
            if (step % 50 == 0)
            {
                look();
                var booked = _bench.World.LedgerOf(account.AccountId).GroupBy(row => (row.Wallet, row.Asset)).ToDictionary(group => group.Key, group => group.Sum(row => row.Change));
                Assert.All(
                    _bench.World.State(account.AccountId).Balances.GroupBy(row => (row.Wallet, row.Asset)),
                    group => Assert.Equal(booked[group.Key], group.Sum(row => row.Total)));
            }
        }

        Assert.True(done.Count >= 8 && done.GetValueOrDefault("nothing") < 150, string.Join(", ", done));
    }

    private IEnumerable<JsonElement> Rows(AccountSummary account, string path, string? member = null, bool post = false)
    {
        var answer = _bench.Binance.Binance(account, _bench.Now, path, "", post ? HttpMethod.Post : null).Json;
        return (member is null ? answer : answer.GetProperty(member)).EnumerateArray();
    }

    private JsonElement Data(AccountSummary account, string target) => _bench.Okx.Okx(account, _bench.Now, target).Data;

    private static (string Asset, decimal Amount) Of(JsonElement row, string asset, params string[] amounts) => (Text(row, asset), amounts.Sum(amount => Number(row, amount)));

    private static string Text(JsonElement row, string name) => row.GetProperty(name).GetString()!;

    private static decimal Number(JsonElement row, string name) => decimal.Parse(Text(row, name), System.Globalization.CultureInfo.InvariantCulture);
}
