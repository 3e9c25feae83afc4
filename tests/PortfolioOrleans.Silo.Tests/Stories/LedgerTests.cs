using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using PortfolioOrleans.Silo.Tests.Running;
using PortfolioOrleans.VenueSimulator;

namespace PortfolioOrleans.Silo.Tests.Stories;

/// <summary>The ledger's figures of the demo's two months, from the venues' protocols to the answers, against a few lines that reckon them in another way.</summary>
public sealed class LedgerTests
{
    private static readonly HashSet<string> Dollars = ["USDT", "USDC", "USD"];

    [Fact]
    public async Task The_demos_figures_are_what_an_independent_reckoning_of_its_lines_gives()
    {
        // Prices of the past that come in meanwhile would make two questions differ.
        await using var house = await House.StartAsync(new Dictionary<string, string?> { ["Performance__DaysBack"] = "1", ["Performance__KeptAssets"] = "USDT" });
        using var alice = await house.JoinAsync("alice", "portfolio:read", "portfolio:write");

        // OKX's past is read in seconds; Binance makes whoever asks for years of it wait.
        (await alice.SendAsync(HttpMethod.Post, "/api/accounts", House.Body(house.Accounts.Single(account => account is { User: "alice", Venue: SimulatedVenue.Okx }))))
            .Expect(HttpStatusCode.Created);
        await alice.SnapshotWhereAsync(snapshot => snapshot.IsComplete() && snapshot.Venues() is ["okx"], TimeSpan.FromSeconds(30));
        await Eventually.TrueAsync(
            async () => (await alice.GetAsync("/api/accounts"))["items"]![0]!["history"]!["phase"]!.GetValue<string>() == "incremental",
            TimeSpan.FromSeconds(60), "histories read");

        var lines = (await alice.GetAsync("/api/portfolio/transactions/export"))["transactions"]!.AsArray().Select(line => line!).ToList();
        var pnl = await alice.GetAsync("/api/portfolio/pnl?explain=true");
        Assert.Equal(lines.Count, pnl["lines"]!.GetValue<int>());
        Assert.True(lines.Count >= 20, $"{lines.Count} lines.");

        // Every figure is the sum of the rows that explain it.
        foreach (var (name, rows) in pnl["explanation"]!.AsObject())
        {
            Assert.Equal(pnl.Amount(name), rows!.AsArray().Sum(row => row!.Amount("amount")));
        }

        // Each period is what its lines realised, and symbols add up to the whole.
        var history = await AllAsync(alice, "/api/portfolio/trade-history");
        var now = DateTimeOffset.Parse(pnl["timestamp"]!.GetValue<string>(), CultureInfo.InvariantCulture);
        var midnight = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        Assert.Equal(pnl.Amount("realized_pnl"), RealizedSince(DateTimeOffset.MinValue));
        Assert.Equal(pnl.Amount("realized_pnl_today"), RealizedSince(midnight));
        Assert.Equal(pnl.Amount("realized_pnl_week"), RealizedSince(midnight.AddDays(-(((int)now.DayOfWeek + 6) % 7))));
        Assert.Equal(pnl.Amount("realized_pnl_month"), RealizedSince(midnight.AddDays(1 - now.Day)));
        var symbols = await AllAsync(alice, "/api/portfolio/pnl-by-symbol");
        foreach (var name in new[] { "realized_pnl", "realized_pnl_month", "unrealized_pnl", "fees", "funding", "total_pnl" })
        {
            Near(pnl.Amount(name), symbols.Sum(symbol => symbol.Amount(name)), 0.001m);
        }

        // Funding in dollars, and coins at the price that the same coin's answer says.
        Near(lines.Where(line => line.Kind() == "funding").SelectMany(Legs).Where(leg => Dollars.Contains(leg.Asset)).Sum(leg => leg.Change),
            symbols.Where(symbol => symbol["symbol"]!.GetValue<string>() is var name && (Dollars.Contains(name) || name.EndsWith("-USDT", StringComparison.Ordinal))).Sum(symbol => symbol.Amount("funding")),
            0.01m);

        // First in, first out: the coin that she sold a part of in the wallet where she had bought it.
        var disposals = (await alice.GetAsync($"/api/portfolio/tax?year={now.Year}"))["disposals"]!.AsArray()
            .Concat((await alice.GetAsync($"/api/portfolio/tax?year={now.Year - 1}"))["disposals"]!.AsArray())
            .Where(row => row!["asset"]!.GetValue<string>() == "SOL").ToList();
        Assert.NotEmpty(disposals);
        Near(FifoGain(lines, "SOL"), disposals.Sum(row => row!.Amount("gain")), 1m);

        // The law: what was made is what is there less what was put in, whatever the method.
        foreach (var method in new[] { "fifo", "lifo", "hifo", "average" })
        {
            var other = await alice.GetAsync($"/api/portfolio/pnl?method={method}");
            Near(pnl.Amount("total_pnl"), other.Amount("total_pnl"), 0.01m);
        }

        var snapshot = await alice.SnapshotAsync();
        var equity = snapshot.Amount("total_equity");
        var prices = snapshot["balances"]!.AsArray().GroupBy(row => row!["asset"]!.GetValue<string>()).ToDictionary(rows => rows.Key, rows => rows.First()!.Amount("price"));
        var putIn = lines.Where(line => line.Kind() is "deposit" or "withdrawal").SelectMany(line => Legs(line).Where(leg => leg.Kind == "principal" && Dollars.Contains(leg.Asset))).Sum(leg => leg.Change);
        var coins = lines.Where(line => line.Kind() == "deposit").SelectMany(Legs).Where(leg => leg.Asset == "BTC").Sum(leg => leg.Change);
        Assert.Equal(0.8m, coins);
        var coinsWorth = equity - putIn - pnl.Amount("total_pnl"); // When they came in; nothing where nobody knows what they were worth that day.
        var isUnpriced = pnl["doubts"]!["unpriced_assets"]!.AsArray().Any(asset => asset!.GetValue<string>() == "BTC");
        Assert.InRange(coinsWorth, isUnpriced ? -0.001m * equity : coins * prices["BTC"] * 0.3m, isUnpriced ? 0.001m * equity : coins * prices["BTC"] * 3m);

        // A tax year holds what was realised in it.
        var year = await alice.GetAsync($"/api/portfolio/tax?year={now.Year}");
        var inYear = history.Where(line => Time(line["transaction"]!).Year == now.Year).Sum(line => line.Amount("realized_pnl"));
        Assert.Equal(inYear, year["total"]!.Amount("gain") + year.Amount("income") + year.Amount("derivatives") + year.Amount("fees"));
        Assert.Equal(year["total"]!.Amount("gain"), year["disposals"]!.AsArray().Sum(row => row!.Amount("proceeds") - row!.Amount("fee") - row!.Amount("cost")));

        // What the ledger says she holds is what the venues say, or a finding that says why not.
        var reconciliation = await alice.GetAsync("/api/portfolio/reconciliation?limit=1000");
        foreach (var row in reconciliation["items"]!.AsArray().Select(row => row!))
        {
            var sum = lines.Where(line => line["account_id"]!.GetValue<string>() == row["account_id"]!.GetValue<string>()).SelectMany(Legs)
                .Where(leg => leg.Asset == row["asset"]!.GetValue<string>()).Sum(leg => leg.Change);
            Assert.Equal(sum, row.Amount("ledger"));
            Assert.Equal(row.Amount("ledger") - row.Amount("venue"), row.Amount("difference"));
            Assert.True(row.Amount("difference") == 0m || row["causes"]!.AsArray().Count > 0, $"{row}");
        }

        Assert.True(reconciliation["items"]!.AsArray().Count(row => row!["agrees"]!.GetValue<bool>()) >= 5, $"{reconciliation}");

        await Round_trip(house, alice, lines);

        decimal RealizedSince(DateTimeOffset since) => history.Where(line => Time(line["transaction"]!) >= since).Sum(line => line.Amount("realized_pnl"));

    }

    /// <summary>The whole ledger into a new user's hands: the same lines, the same figures; and a second time nothing.</summary>
    private static async Task Round_trip(House house, Api alice, List<JsonNode> lines)
    {
        using var heir = await house.JoinAsync("heir", "portfolio:read", "portfolio:write");
        var file = (await alice.SendAsync(HttpMethod.Get, "/api/portfolio/transactions/export")).Text;

        var dry = (await heir.SendAsync(HttpMethod.Post, "/api/portfolio/transactions/import?dry_run=true", file)).Expect(HttpStatusCode.OK);
        var added = (await heir.SendAsync(HttpMethod.Post, "/api/portfolio/transactions/import", file)).Expect(HttpStatusCode.OK);
        var again = (await heir.SendAsync(HttpMethod.Post, "/api/portfolio/transactions/import", file)).Expect(HttpStatusCode.OK);

        Assert.Equal((lines.Count, false), (dry["added"]!.GetValue<int>(), dry["applied"]!.GetValue<bool>()));
        Assert.Equal((lines.Count, 0, true), (added["added"]!.GetValue<int>(), added["wrong"]!.GetValue<int>(), added["applied"]!.GetValue<bool>()));
        Assert.Equal((0, lines.Count), (again["added"]!.GetValue<int>(), again["duplicates"]!.GetValue<int>()));
        var hers = await alice.GetAsync("/api/portfolio/pnl?method=lifo");
        var his = await heir.GetAsync("/api/portfolio/pnl?method=lifo");
        Near(hers.Amount("realized_pnl"), his.Amount("realized_pnl"), 5m);
        Near(hers.Amount("fees"), his.Amount("fees"), 1m);
        Assert.Equal(hers["win_rate"]?.GetValue<double>(), his["win_rate"]?.GetValue<double>());

        // A line by hand, once, and its correction; what was known before stays.
        const string gift = """{"external_id":"gift","kind":"reward","time":"2026-01-02T10:00:00Z","received":{"amount":"0.00000001","asset":"USD"}}""";
        (await heir.SendAsync(HttpMethod.Post, "/api/portfolio/transactions", gift)).Expect(HttpStatusCode.Created);
        var before = (await heir.SendAsync(HttpMethod.Post, "/api/portfolio/transactions", gift)).Expect(HttpStatusCode.OK)["recorded_at"]!.GetValue<string>();
        (await heir.SendAsync(HttpMethod.Post, "/api/portfolio/transactions", gift.Replace("gift", "gift2", StringComparison.Ordinal).Replace("0.00000001", "1.234567890123456789", StringComparison.Ordinal)
            .Replace("}}", "},\"corrects\":\"manual:gift\",\"reason\":\"it was more\"}", StringComparison.Ordinal))).Expect(HttpStatusCode.Created);
        Assert.Equal(his.Amount("realized_pnl") + 1.234567890123456789m, (await heir.GetAsync("/api/portfolio/pnl?method=lifo")).Amount("realized_pnl"));
        Assert.Equal(his.Amount("realized_pnl") + 0.00000001m, (await heir.GetAsync($"/api/portfolio/pnl?method=lifo&known_at={Uri.EscapeDataString(before)}")).Amount("realized_pnl"));
        Assert.Equal(HttpStatusCode.NotFound, (await alice.SendAsync(HttpMethod.Post, "/api/portfolio/transactions", gift.Replace("}}", "},\"account_id\":\"manual-heir\"}", StringComparison.Ordinal))).Status);
    }

    private static async Task<List<JsonNode>> AllAsync(Api api, string path)
    {
        List<JsonNode> items = [];
        for (string? cursor = null; ;)
        {
            var page = await api.GetAsync($"{path}?limit=7{(cursor is null ? "" : $"&cursor={cursor}")}");
            items.AddRange(page["items"]!.AsArray().Select(item => item!));
            if ((cursor = page["next_cursor"]?.GetValue<string>()) is null)
            {
                return items;
            }
        }
    }

    /// <summary>Gain of a coin's sales in dollars, fees in dollars and in the coin taken into account; each dollar coin a dollar.</summary>
    private static decimal FifoGain(IEnumerable<JsonNode> lines, string coin)
    {
        Queue<(decimal Quantity, decimal Cost)> lots = new();
        var gain = 0m;
        foreach (var line in lines.Where(line => line.Kind() is "buy" or "sell" && Legs(line).Any(leg => leg.Asset == coin)).OrderBy(Time).ThenBy(line => line["id"]!.GetValue<string>(), StringComparer.Ordinal))
        {
            var legs = Legs(line).ToList();
            var quantity = legs.Where(leg => leg.Asset == coin && leg.Kind == "principal").Sum(leg => leg.Change);
            var money = legs.Where(leg => Dollars.Contains(leg.Asset)).Sum(leg => leg.Change);
            var inCoin = -legs.Where(leg => leg.Asset == coin && leg.Kind == "fee").Sum(leg => leg.Change);
            if (quantity > 0m)
            {
                // A fee in the coin itself is worth its share of the price, adds that to the cost of all, and leaves with its share of both.
                var share = inCoin / quantity;
                lots.Enqueue((quantity - inCoin, -money * (1m + share) * (1m - share)));
                gain -= -money * share * share;
                continue;
            }

            gain += money;
            for (var left = -quantity + inCoin; left > 0m;)
            {
                var lot = lots.Dequeue();
                var taken = Math.Min(left, lot.Quantity);
                gain -= lot.Cost * taken / lot.Quantity;
                left -= taken;
                if (taken < lot.Quantity)
                {
                    lots = new Queue<(decimal, decimal)>(lots.Prepend((lot.Quantity - taken, lot.Cost * (lot.Quantity - taken) / lot.Quantity)));
                }
            }
        }

        return gain;
    }

    private static IEnumerable<(string Kind, string Asset, decimal Change)> Legs(JsonNode line) =>
        line["legs"]!.AsArray().Select(leg => (leg!["kind"]!.GetValue<string>(), leg["asset"]!.GetValue<string>(), leg.Amount("change")));

    private static DateTimeOffset Time(JsonNode line) => DateTimeOffset.Parse(line["time"]!.GetValue<string>(), CultureInfo.InvariantCulture);

    private static void Near(decimal expected, decimal actual, decimal within) => Assert.True(Math.Abs(expected - actual) <= within, $"{actual} instead of {expected}.");
}

internal static class LedgerReading
{
    /// <summary>The kind of a line, of the ledger's or of the trade history's.</summary>
    public static string Kind(this JsonNode line) => (line["transaction"] ?? line)["kind"]!.GetValue<string>();
}
