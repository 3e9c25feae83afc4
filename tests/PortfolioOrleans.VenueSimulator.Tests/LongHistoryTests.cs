using System.Diagnostics;
using System.Text.Json;
using PortfolioOrleans.VenueSimulator.Control;

namespace PortfolioOrleans.VenueSimulator.Tests;

/// <summary>Two years of trading, read back by the venues' own paging rules and on simulated time.</summary>
public class LongHistoryTests
{
    private const int Many = 100_000;

    private readonly Bench _bench = new(walk: true);

    [Fact]
    public void A_hundred_thousand_fills_are_written_quickly_and_small()
    {
        var account = _bench.Open(SimulatedVenue.Binance);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var watch = Stopwatch.StartNew();

        _bench.World.WriteHistory(account.AccountId, Order(Many));

        var megabytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6;
        Assert.True(watch.Elapsed < TimeSpan.FromMinutes(1), $"It took {watch.Elapsed}.");
        Assert.True(megabytes < 40d, $"It took {megabytes} MB.");
        Assert.Equal(Many, _bench.World.FillsOf(account.AccountId).Count);
        Assert.Equal([Wallet.Spot, Wallet.Futures, Wallet.CoinFutures], _bench.World.FillsOf(account.AccountId).Select(fill => fill.Wallet).Distinct().Order());
    }

    [Fact]
    public void Spot_fills_are_walked_to_the_last_one_within_the_weight_of_a_minute()
    {
        var account = _bench.Open(SimulatedVenue.Binance);
        _bench.World.WriteHistory(account.AccountId, Order(20_000));

        var read = new List<(string, string)>();
        foreach (var symbol in (string[])["BTCUSDT", "ETHUSDT", "SOLUSDT", "BNBUSDT", "XRPUSDT", "ETHBTC"])
        {
            for (var (from, full) = (0L, true); full;)
            {
                var page = Ask(account, "/api/v3/myTrades", $"symbol={symbol}&fromId={from}&limit=1000");
                full = page.Count == 1000;
                from = full ? Id(page[^1]) + 1 : from;
                read.AddRange(page.Select(row => (symbol, $"{Id(row)}")));
            }
        }

        Assert.Equal(Expected(account, Wallet.Spot), read.Order());
        var statistics = _bench.World.Statistics(SimulatedVenue.Binance);
        Assert.Equal(0, statistics.Refused);
        Assert.InRange(statistics.BusiestMinutes["api"], 20, 6000);
    }

    [Fact]
    public void Futures_fills_are_there_for_half_a_year_and_income_for_three_months()
    {
        var account = _bench.Open(SimulatedVenue.Binance);
        _bench.World.WriteHistory(account.AccountId, Order(5_000));

        var read = new List<(string, string)>();
        foreach (var (path, symbol) in new[] { ("/fapi/v1", "BTCUSDT"), ("/fapi/v1", "ETHUSDT"), ("/fapi/v1", "SOLUSDT"), ("/dapi/v1", "BTCUSD_PERP"), ("/dapi/v1", "ETHUSD_PERP") })
        {
            for (var (from, full) = (0L, true); full;)
            {
                var page = Ask(account, $"{path}/userTrades", $"symbol={symbol}&fromId={from}&limit=100");
                full = page.Count == 100;
                from = full ? Id(page[^1]) + 1 : from;
                read.AddRange(page.Select(row => (symbol, $"{Id(row)}")));
            }
        }

        Assert.Equal(Expected(account, Wallet.Futures).Concat(Expected(account, Wallet.CoinFutures)).Order(), read.Order());
        Assert.True(read.Count < _bench.World.FillsOf(account.AccountId).Count(fill => fill.Wallet != Wallet.Spot));

        var income = new List<JsonElement>();
        for (var page = 1; income.Count == (page - 1) * 1000; page++)
        {
            income.AddRange(Ask(account, "/fapi/v1/income", $"incomeType=COMMISSION&startTime={_bench.Now.AddDays(-90).ToUnixTimeMilliseconds()}&limit=1000&page={page}"));
        }

        var since = _bench.Now.AddDays(-90);
        Assert.Equal(_bench.World.FillsOf(account.AccountId).Count(fill => fill.Wallet == Wallet.Futures && fill.At >= since), income.Count);
    }

    [Fact]
    public void OKX_fills_are_walked_backwards_by_their_bills()
    {
        var account = _bench.Open(SimulatedVenue.Okx);
        _bench.World.WriteHistory(account.AccountId, Order(4_000));

        var read = new List<string>();
        foreach (var type in (string[])["SPOT", "SWAP"])
        {
            for (var (after, full) = ("", true); full;)
            {
                _bench.Clock.Advance(TimeSpan.FromMilliseconds(200));
                var page = _bench.Okx.Okx(account, _bench.Now, $"/api/v5/trade/fills-history?instType={type}{after}").Data.EnumerateArray().ToList();
                full = page.Count == 100;
                after = full ? $"&after={page[^1].GetProperty("billId").GetString()}" : after;
                read.AddRange(page.Select(row => row.GetProperty("billId").GetString()!));
            }
        }

        Assert.Equal(_bench.World.FillsOf(account.AccountId, reachable: true).Select(fill => fill.BillId).Order(), read.Order());
        Assert.InRange(read.Count, 400, 600); // Three months of twenty-four.
    }

    [Fact]
    public void The_same_seed_writes_the_same_past()
    {
        var other = new Bench(walk: true);
        var (account, twin) = (_bench.Open(SimulatedVenue.Binance), other.Open(SimulatedVenue.Binance));

        _bench.World.WriteHistory(account.AccountId, Order(500));
        other.World.WriteHistory(twin.AccountId, Order(500));

        Assert.Equal(_bench.World.FillsOf(account.AccountId), other.World.FillsOf(twin.AccountId));
        Assert.Equal(_bench.World.State(account.AccountId).EquityUsdt, other.World.State(twin.AccountId).EquityUsdt);
    }

    [Fact]
    public void Balances_are_what_deposits_and_fills_make_of_them()
    {
        var account = _bench.Open(SimulatedVenue.Binance);
        var receipt = _bench.World.WriteHistory(account.AccountId, Order(2_000) with { RecordsEveryDays = 0 });

        // SOL only ever moves by spot trades: 200 to begin with, and what was bought less what was sold and paid as fees.
        var traded = _bench.World.FillsOf(account.AccountId).Where(fill => fill is { Symbol: "SOLUSDT", Wallet: Wallet.Spot })
            .Sum(fill => (fill.Side == TradeSide.Buy ? fill.Quantity : -fill.Quantity) - (fill.FeeAsset == "SOL" ? fill.Fee : 0m));
        Assert.Equal(200m + traded, _bench.Held(account, Wallet.Spot, "SOL"));
        Assert.Equal(2_000, receipt.Fills);
    }

    private HistoryOrder Order(int fills) => new() { Fills = fills, From = _bench.Now.AddYears(-2) };

    private IEnumerable<(string, string)> Expected(AccountSummary account, Wallet wallet) =>
        _bench.World.FillsOf(account.AccountId, reachable: true).Where(fill => fill.Wallet == wallet).Select(fill => (fill.Symbol, fill.TradeId)).Order();

    private List<JsonElement> Ask(AccountSummary account, string path, string parameters) =>
        [.. _bench.Binance.Binance(account, _bench.Now, path, parameters).Json.EnumerateArray()];

    private static long Id(JsonElement row) => row.GetProperty("id").GetInt64();
}
