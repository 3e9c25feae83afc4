using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using PortfolioOrleans.Silo.Tests.Running;
using PortfolioOrleans.VenueSimulator;
using PortfolioOrleans.VenueSimulator.Control;

namespace PortfolioOrleans.Silo.Tests.Stories;

/// <summary>The demo's account at Binance: the answers against what the venue's own books say, reckoned in a few lines that know nothing of ours.</summary>
public sealed class BinanceLedgerTests
{
    [Fact]
    public async Task Fills_fees_funding_and_profit_are_those_of_the_venues_own_books()
    {
        // Prices of the past that come in meanwhile would make two questions differ.
        await using var house = await House.StartAsync(new Dictionary<string, string?> { ["Performance__DaysBack"] = "1", ["Performance__KeptAssets"] = "USDT" });
        using var alice = await house.JoinAsync("alice", "portfolio:read", "portfolio:write");
        var account = house.Accounts.Single(one => one is { User: "alice", Venue: SimulatedVenue.Binance });
        (await alice.SendAsync(HttpMethod.Post, "/api/accounts", House.Body(account))).Expect(HttpStatusCode.Created);
        await alice.SnapshotWhereAsync(snapshot => snapshot.IsComplete() && snapshot.Venues() is ["binance"], TimeSpan.FromSeconds(30));

        var fills = house.World.FillsOf(account.AccountId);
        var books = house.World.LedgerOf(account.AccountId);
        int Booked(string kind) => books.Count(one => one.Kind == kind);
        Assert.True(fills.Count > 10 && Booked("Funding") >= 3 && Booked("Deposit") > 0);

        var history = await Eventually.GetAsync(
            async () => await AllAsync(alice, "/api/portfolio/trade-history"),
            lines => lines.Count(line => line["transaction"]!["symbol"] is not null && line.Kind() is "buy" or "sell" or "futures_trade") == fills.Count
                && lines.Count(line => line.Kind() == "funding") == Booked("Funding") && lines.Count(line => line.Kind() == "deposit") == Booked("Deposit")
                && lines.Count(line => line.Kind() == "withdrawal") == Booked("Withdrawal")
                && lines.Count(line => line.Kind() == "transfer_in") == Booked("TransferIn") && lines.Count(line => line.Kind() == "transfer_out") == Booked("TransferOut"),
            TimeSpan.FromMinutes(1));

        // Each fill once, with its own fee and the profit that the venue counted.
        foreach (var fill in fills)
        {
            var line = history.Single(line => line["transaction"]!["instrument"]?.GetValue<string>() == fill.Symbol && line["transaction"]!["id"]!.GetValue<string>().EndsWith($":{fill.TradeId}", StringComparison.Ordinal)
                && (line.Kind() == "futures_trade") == IsFuture(fill))["transaction"]!;
            Assert.Equal((fill.Quantity, fill.Price, $"{fill.Side}".ToLowerInvariant()), (line.Amount("quantity"), line.Amount("price"), line["side"]!.GetValue<string>()));
            Assert.Equal(-fill.Fee, Legs(line).Where(leg => leg.Kind == "fee" && leg.Asset == fill.FeeAsset).Sum(leg => leg.Change));
            Assert.Equal(IsFuture(fill) ? fill.RealizedPnl : 0m, Legs(line).Where(leg => leg.Kind == "realized_pnl").Sum(leg => leg.Change));
        }

        // Asked until no price that came in between two answers makes them differ.
        var cuts = await Eventually.GetAsync(
            async () =>
            {
                var before = await alice.GetAsync("/api/portfolio/pnl");
                var cuts = new Cuts(
                    before, await AllAsync(alice, "/api/portfolio/pnl-by-symbol"), await AllAsync(alice, "/api/portfolio/pnl-by-account"), await AllAsync(alice, "/api/portfolio/pnl/history?step=week"));
                return before.Amount("realized_pnl") == (await alice.GetAsync("/api/portfolio/pnl")).Amount("realized_pnl") ? cuts : null;
            },
            _ => true,
            TimeSpan.FromSeconds(30));
        var pnl = cuts.Whole;
        var funding = books.Where(one => one.Kind == "Funding").Sum(one => one.Change);
        var futures = fills.Where(IsFuture).ToList();
        Near(funding, pnl.Amount("funding"), 0.002m);
        Near(futures.Sum(fill => fill.RealizedPnl), pnl.Amount("futures_pnl"), 0.002m);
        Near(-futures.Sum(fill => fill.Fee), pnl.Amount("commission"), 0.002m);
        Near(fills.Sum(fill => fill.Fee * Dollars(fills, fill)) + books.Where(one => one.Kind == "Withdrawal").Sum(one => one.Fee), pnl.Amount("fees"), 0.002m);

        // Symbols have the venue's profit of their own contracts, and add up.
        foreach (var contract in futures.GroupBy(fill => fill.Symbol))
        {
            var row = cuts.Symbols.Single(symbol => symbol["symbol"]!.GetValue<string>() == contract.Key.Replace("USDT", "-USDT", StringComparison.Ordinal));
            Near(contract.Sum(fill => fill.RealizedPnl), row.Amount("futures_pnl"), 0.002m);
            Near(-contract.Sum(fill => fill.Fee), row.Amount("commission"), 0.002m);
        }

        foreach (var name in new[] { "realized_pnl", "gains", "futures_pnl", "funding", "commission", "income", "other_fees", "fees" })
        {
            Assert.Equal(pnl.Amount(name), cuts.Symbols.Sum(symbol => symbol.Amount(name)));
            Assert.Equal(pnl.Amount(name), cuts.Accounts.Sum(one => one.Amount(name)));
            Assert.Equal(pnl.Amount(name), cuts.Weeks.Sum(week => week.Amount(name)));
        }

        // First in, first out, by hand: ether bought for dollars, of which a part was sold again.
        var year = house.World.Clock.GetUtcNow().Year;
        var disposals = (await alice.GetAsync($"/api/portfolio/tax?year={year}"))["disposals"]!.AsArray()
            .Concat((await alice.GetAsync($"/api/portfolio/tax?year={year - 1}"))["disposals"]!.AsArray())
            .Where(row => row!["asset"]!.GetValue<string>() == "ETH" && row["reason"]!.GetValue<string>() == "trade").ToList();
        Near(EtherGain([.. fills.Where(fill => fill.Symbol == "ETHUSDT" && !IsFuture(fill)).OrderBy(fill => fill.At)]), disposals.Sum(row => row!.Amount("gain")), 0.01m);

        // What was made is what is there less what was put in; what left was withdrawn without its fee.
        var putIn = books.Where(one => one.Kind is "Deposit" or "Withdrawal").Sum(one => one.Change + (one.Kind == "Withdrawal" ? one.Fee : 0m));
        var snapshot = await alice.SnapshotAsync();
        Near(snapshot.Amount("total_equity") - putIn, pnl.Amount("total_pnl"), 0.01m, atLeast: 0.001m * snapshot.Amount("total_equity"));

        await Today_is_told_to_the_snapshot(house, alice, account.AccountId);
        await An_import_is_held_against_the_venue(alice, history[0]["transaction"]!["account_id"]!.GetValue<string>());
    }

    /// <summary>A sale now is in the valuation as soon as the ledger was looked into, which no valuation waits for.</summary>
    private static async Task Today_is_told_to_the_snapshot(House house, Api alice, string account)
    {
        house.World.Fill(account, new FillOrder { Symbol = "SOLUSDT", Side = TradeSide.Sell, Quantity = 20m });
        var told = await alice.SnapshotWhereAsync(snapshot => snapshot["realized_pnl_today"] is not null && snapshot.Amount("realized_pnl_today") != 0m, TimeSpan.FromMinutes(2));

        var pnl = await alice.GetAsync("/api/portfolio/pnl");
        Assert.Equal(pnl.Amount("realized_pnl_today"), told.Amount("realized_pnl_today"));
        Assert.True(Time(told["realized_pnl_as_of"]!) <= Time(told["timestamp"]!));
    }

    /// <summary>What is there already changes nothing; a line too many is a difference by just that much.</summary>
    private static async Task An_import_is_held_against_the_venue(Api alice, string id)
    {
        var file = $$$"""{"transactions":[{"id":"mine:1","account_id":"{{{id}}}","kind":"reward","time":"2026-01-02T10:00:00Z","received":{"amount":"3","asset":"DOGE"}}]}""";
        var before = (await alice.GetAsync("/api/portfolio/reconciliation?limit=1000"))["items"]!.AsArray().Single(row => row!["asset"]!.GetValue<string>() == "DOGE")!;

        var dry = (await alice.SendAsync(HttpMethod.Post, "/api/portfolio/transactions/import?dry_run=true", file)).Expect(HttpStatusCode.OK);
        var after = (await alice.GetAsync("/api/portfolio/reconciliation?limit=1000"))["items"]!.AsArray().Single(row => row!["asset"]!.GetValue<string>() == "DOGE")!;
        var real = (await alice.SendAsync(HttpMethod.Post, "/api/portfolio/transactions/import", file)).Expect(HttpStatusCode.OK);

        foreach (var answer in new[] { dry, real })
        {
            Assert.Equal(id, answer["reconciliation"]!["accounts"]!.AsArray().Single()!["account_id"]!.GetValue<string>());
            var doge = answer["reconciliation"]!["differences"]!.AsArray().Single(row => row!["asset"]!.GetValue<string>() == "DOGE")!;
            Assert.Equal(before.Amount("difference") + 3m, doge.Amount("difference"));
            Assert.NotEmpty(doge["causes"]!.AsArray());
        }

        Assert.Equal(before.Amount("difference"), after.Amount("difference"));
    }

    private sealed record Cuts(JsonNode Whole, List<JsonNode> Symbols, List<JsonNode> Accounts, List<JsonNode> Weeks);

    private static bool IsFuture(FillRecord fill) => fill.Wallet == Wallet.Futures;

    /// <summary>What a unit of the fee's coin was worth: a dollar's coin one, any other what it last traded at against dollars.</summary>
    private static decimal Dollars(IReadOnlyList<FillRecord> fills, FillRecord fill) => fill.FeeAsset is "USDT" or "USDC" ? 1m
        : fills.Where(other => other.At <= fill.At && other.Symbol == $"{fill.FeeAsset}USDT").OrderBy(other => other.At).Last().Price;

    /// <summary>A fee in the coin itself is worth its share of the price, adds that to the cost of all, and leaves with its share of both.</summary>
    private static decimal EtherGain(IReadOnlyList<FillRecord> fills)
    {
        Queue<(decimal Quantity, decimal Price)> lots = new();
        var gain = 0m;
        foreach (var fill in fills)
        {
            if (fill.Side == TradeSide.Buy)
            {
                var inCoin = fill.FeeAsset == "ETH" ? fill.Fee : 0m;
                var inDollars = fill.FeeAsset == "ETH" ? fill.Fee * fill.Price : fill.Fee;
                lots.Enqueue((fill.Quantity - inCoin, ((fill.Quantity * fill.Price) + inDollars) / fill.Quantity));
                continue;
            }

            gain += (fill.Quantity * fill.Price) - (fill.Quantity * lots.Peek().Price) - (fill.FeeAsset == "USDT" ? fill.Fee : 0m);
            Assert.True(fill.Quantity <= lots.Peek().Quantity, "The story sells of one lot.");
        }

        return gain;
    }

    private static async Task<List<JsonNode>> AllAsync(Api api, string path)
    {
        List<JsonNode> items = [];
        for (string? cursor = null; ;)
        {
            var page = await api.GetAsync($"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit=7{(cursor is null ? "" : $"&cursor={cursor}")}");
            items.AddRange(page["items"]!.AsArray().Select(item => item!));
            if ((cursor = page["next_cursor"]?.GetValue<string>()) is null)
            {
                return items;
            }
        }
    }

    private static IEnumerable<(string Kind, string Asset, decimal Change)> Legs(JsonNode line) =>
        line["legs"]!.AsArray().Select(leg => (leg!["kind"]!.GetValue<string>(), leg["asset"]!.GetValue<string>(), leg.Amount("change")));

    private static DateTimeOffset Time(JsonNode time) => DateTimeOffset.Parse(time.GetValue<string>(), CultureInfo.InvariantCulture);

    /// <param name="share">How far apart, as a share: the dollar's coins wander by some hundredths of a percent.</param>
    private static void Near(decimal expected, decimal actual, decimal share, decimal atLeast = 0.02m) =>
        Assert.True(Math.Abs(expected - actual) <= Math.Max(share * Math.Abs(expected), atLeast), $"{actual} instead of {expected}.");
}
