using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using PortfolioOrleans.Contracts;
using PortfolioOrleans.Contracts.Ledger;
using PortfolioOrleans.Domain.CostBasis;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Gateway.Access;
using PortfolioOrleans.Gateway.Ledger.Import;
using PortfolioOrleans.Storage.Accounts;
using PortfolioOrleans.Storage.Ledger;

namespace PortfolioOrleans.Gateway.Tests.Ledger;

public sealed class LedgerRoutesTests(GatewayHost host) : IClassFixture<GatewayHost>
{
    [Fact]
    public async Task Profit_and_loss_are_the_ledgers_with_open_positions_of_the_last_valuation()
    {
        var (user, token) = await GivenUserAsync();
        host.World[user].Snapshot = Given.Portfolio(user);

        var pnl = (await host.GetAsync("/api/portfolio/pnl?method=hifo", token)).Json;

        Assert.Equal(
            ("333.33", "765.25", "1234.5", "30000"),
            ((string?)pnl["realized_pnl_today"], (string?)pnl["realized_pnl_week"], (string?)pnl["realized_pnl_month"], (string?)pnl["realized_pnl"]));
        Assert.Equal(("109218.5", "139218.5"), ((string?)pnl["unrealized_pnl"], (string?)pnl["total_pnl"]));
        Assert.Equal((0.6, 1.5, 5), ((double)pnl["win_rate"]!, (double)pnl["profit_factor"]!, (int)pnl["closed_trades"]!));
        Assert.Equal(("96543.21", "-77.7", "USD", "2026-03-04T12:00:00Z"), ((string?)pnl["fees"], (string?)pnl["funding"], (string?)pnl["currency"], (string?)pnl["timestamp"]));
        Assert.Null(pnl["explanation"]);
        Assert.Equal("XYZ", (string?)pnl["doubts"]!["unpriced_assets"]![0]);
        Assert.Equal(new LedgerView(CostMethod.Hifo), host.World[user].Ledger.Views.Single());
    }

    [Theory]
    [InlineData("/api/portfolio/pnl?explain=true")]
    [InlineData("/portfolio/pnl-by-symbol?explain=true")]
    [InlineData("/api/portfolio/pnl-by-account?explain=true")]
    [InlineData("/api/portfolio/pnl/history?explain=true")]
    public async Task Each_figure_is_the_sum_of_the_rows_that_explain_it(string path)
    {
        var (user, token) = await GivenUserAsync();
        host.World[user].Snapshot = Given.Portfolio(user);

        var answer = (await host.GetAsync(path, token)).Json;

        foreach (var figures in answer["items"]?.AsArray() ?? [answer])
        {
            foreach (var (name, rows) in figures!["explanation"]!.AsObject())
            {
                Assert.Equal(Amount(figures[name]), rows!.AsArray().Sum(row => Amount(row!["amount"])));
            }
        }
    }

    [Fact]
    public async Task By_symbol_a_position_belongs_to_its_own_and_all_add_up()
    {
        var (user, token) = await GivenUserAsync();
        host.World[user].Snapshot = Given.Portfolio(user);

        var rows = (await host.GetAsync("/api/portfolio/pnl-by-symbol", token)).Json["items"]!.AsArray();

        Assert.Equal([("BTC-USDT", "109218.5"), ("USDT", "107984")], rows.Select(row => ((string?)row!["symbol"], (string?)row["unrealized_pnl"])));
    }

    [Fact]
    public async Task By_account_a_position_belongs_to_its_own_and_what_lies_in_one_pool_to_none()
    {
        var (user, token) = await GivenUserAsync();
        host.World[user].Snapshot = Given.Portfolio(user);

        var answer = (await host.GetAsync("/api/portfolio/pnl-by-account?lots=pool&method=lifo", token)).Json;

        Assert.Equal([(null, "107984"), ("acc-1", "109218.5")], answer["items"]!.AsArray().Select(row => ((string?)row!["account_id"], (string?)row["unrealized_pnl"])));
        Assert.Equal(
            ("30000", "15015", "-77.7", "-1234.5", "333.33", "-20000"),
            Told(answer["items"]![0]!, "gains", "futures_pnl", "funding", "commission", "income", "other_fees"));
        Assert.Equal("pool", (string?)answer["lots"]);
        Assert.Equal(new LedgerView(CostMethod.Lifo, Lots: LotScope.Pool), host.World[user].Ledger.Views.Single());

        static (string?, string?, string?, string?, string?, string?) Told(JsonNode row, string a, string b, string c, string d, string e, string f) =>
            ((string?)row[a], (string?)row[b], (string?)row[c], (string?)row[d], (string?)row[e], (string?)row[f]);
    }

    [Fact]
    public async Task History_of_profit_goes_on_where_the_last_page_ended()
    {
        var (user, token) = await GivenUserAsync();

        var first = (await host.GetAsync("/api/portfolio/pnl/history?step=week&from=2026-03-01&to=2026-04-01&lots=account&limit=2", token)).Json;
        await host.GetAsync($"/api/portfolio/pnl/history?cursor={first["next_cursor"]}", token);

        Assert.Equal([("2026-03-02", "333.33", 2), ("2026-03-03", "765.25", 2)], first["items"]!.AsArray().Select(row => ((string)row!["start"]!, (string)row["realized_pnl"]!, (int)row["won_trades"]!)));
        Assert.Equal(("week", "30000"), ((string?)first["step"], (string?)first["total"]!["realized_pnl"]));
        var march = Given.Noon.Date.AddDays(-3).ToUtc();
        Assert.Equal(
            [
                new PnlHistoryQuery(new LedgerView(CostMethod.Fifo, Lots: LotScope.Account), CalendarPeriod.Week, march, march.AddMonths(1), null, 2),
                new PnlHistoryQuery(new LedgerView(CostMethod.Fifo), CalendarPeriod.Day, null, null, new DateOnly(2026, 3, 3), 100),
            ],
            host.World[user].Ledger.Periods);
        Assert.Equal("bad_query", (await host.GetAsync("/api/portfolio/pnl/history?cursor=bm9uc2Vuc2U", token)).Code);
        Assert.Equal("bad_query", (await host.GetAsync("/api/portfolio/pnl/history?from=2026-03-02&to=2026-03-02", token)).Code);
    }

    [Fact]
    public async Task Of_an_earlier_time_open_positions_are_not_known()
    {
        var (user, token) = await GivenUserAsync();
        host.World[user].Snapshot = Given.Portfolio(user);

        var pnl = (await host.GetAsync("/api/portfolio/pnl?as_of=2026-03-01&known_at=2026-03-02", token)).Json;

        Assert.Equal("107984", (string?)pnl["unrealized_pnl"]);
        Assert.Equal(new LedgerView(CostMethod.Fifo, Given.Noon.Date.AddDays(-3).ToUtc(), Given.Noon.Date.AddDays(-2).ToUtc()), host.World[user].Ledger.Views.Single());
    }

    [Fact]
    public async Task Who_may_see_shares_only_is_explained_nothing_since_the_words_have_amounts_in_them()
    {
        var (user, _) = await GivenUserAsync();

        var pnl = (await host.GetAsync("/api/portfolio/pnl?explain=true", await host.TokenAsync(user, Scopes.ReadShares))).Json;
        var tax = await host.GetAsync("/api/portfolio/tax?year=2026&format=csv", await host.TokenAsync(user, Scopes.ReadShares));

        Assert.Null(pnl["explanation"]);
        Assert.Equal(0.6, (double)pnl["win_rate"]!);
        Assert.All(new[] { "60000", "15015", "14985", "0.5" }, amount => Assert.DoesNotContain($",{amount},", tax.Text, StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.Forbidden, (await host.GetAsync("/api/portfolio/transactions/export", await host.TokenAsync(user, Scopes.ReadShares))).Status);
    }

    [Fact]
    public async Task Trade_history_goes_on_where_the_last_page_ended()
    {
        var (user, token) = await GivenUserAsync();

        var first = (await host.GetAsync("/api/portfolio/trade-history?symbol=BTC-USDT&from=2026-01-01&limit=1", token)).Json;
        await host.GetAsync($"/api/portfolio/trade-history?cursor={first["next_cursor"]}", token);

        var line = first["items"]![0]!;
        Assert.Equal(("333.33", false, "sell", "BTC-USDT"), ((string?)line["realized_pnl"], (bool)line["priced"]!, (string?)line["transaction"]!["kind"], (string?)line["transaction"]!["symbol"]));
        Assert.Equal("-0.5", (string?)line["transaction"]!["legs"]![0]!["change"]);
        var queries = host.World[user].Ledger.Queries;
        Assert.Equal((Symbol.Parse("BTC-USDT"), 1), (queries[0].Symbol!.Value, queries[0].Limit));
        Assert.Equal(new LinePlace(GivenLedger.Sale.At, TransactionKind.Sell, "acc-1", GivenLedger.Sale.Id), queries[1].Before);
        Assert.Equal("bad_query", (await host.GetAsync("/api/portfolio/trade-history?cursor=bm9uc2Vuc2U", token)).Code);
    }

    [Fact]
    public async Task A_line_by_hand_is_added_once_and_answered_as_it_is()
    {
        var (user, token) = await GivenUserAsync();
        var line = new { external_id = "x1", kind = "buy", time = "2026-02-01T10:00:00Z", received = new { amount = "0.00000001", asset = "BTC" }, sent = new { amount = "0.0006", asset = "USD" } };

        var added = await host.PostAsync("/api/portfolio/transactions", token, line);
        host.World[user].Ledger.Record = (lines, _) => new RecordedLines(
            [new RecordedLine(LineOutcome.Duplicate, "manual-alice", lines[0].Transaction.Id, Given.Noon, LineFault.None, null)], Applied: true);
        var again = await host.PostAsync("/api/portfolio/transactions", token, line);

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (added.Status, again.Status));
        Assert.Equal(added.Text, again.Text.Replace("manual-alice", added.Json["account_id"]!.GetValue<string>(), StringComparison.Ordinal));
        Assert.Equal(("manual:x1", "60000"), ((string?)added.Json["id"], (string?)added.Json["price"]));
        Assert.Equal(new RecordRules(DryRun: false, NamesMayBeNew: false), host.World[user].Ledger.Given[0].Rules);
    }

    [Theory]
    [InlineData("""{"external_id":"x","kind":"buy","time":"2026-02-01","received":{"amount":"1","asset":"BTC"}}""", 422, "invalid_transaction", "legs")]
    [InlineData("""{"kind":"reward","time":"2026-02-01","received":{"amount":"1","asset":"BTC"}}""", 422, "invalid_transaction", "external_id")]
    [InlineData("""{"external_id":"x","kind":"reward","time":"2026-02-01","received":{"amount":"0","asset":"BTC"}}""", 422, "invalid_transaction", "received.amount")]
    [InlineData("""{"external_id":"x","kind":"reward","time":"2026-02-01","received":{"amount":"79228162514264337593543950336","asset":"BTC"}}""", 400, "wrong_type", "received.amount")]
    [InlineData("""{"external_id":"x","kind":"reward","time":"2026-02-01","received":{"amount":"0.00000000000000000000000000001","asset":"BTC"}}""", 400, "wrong_type", "received.amount")]
    [InlineData("""{"external_id":"x","kind":"reward","time":"2026-02-01","received":{"amount":1,"asset":"BTC"}}""", 400, "wrong_type", "received.amount")]
    [InlineData("""{"external_id":"x","kind":"gift","time":"2026-02-01"}""", 400, "wrong_type", "kind")]
    [InlineData("""{"external_id":"x","kind":"reward","time":"2026-02-01","corrects":"y","void":true}""", 422, "invalid_transaction", "reason")]
    [InlineData("""{"external_id":"x","kind":"reward","time":"2026-02-01","void":true}""", 422, "invalid_transaction", "corrects")]
    [InlineData("""{"external_id":"x","id":"y","kind":"reward","time":"2026-02-01","received":{"amount":"1","asset":"BTC"}}""", 422, "invalid_transaction", "id")]
    public async Task What_is_no_line_of_a_ledger_is_refused_by_member(string body, int status, string code, string field)
    {
        var (user, token) = await GivenUserAsync();

        var reply = await host.PostAsync("/api/portfolio/transactions", token, body);

        Assert.Equal((status, code, field), ((int)reply.Status, reply.Code, (string?)reply.Json["field"]));
        Assert.Empty(host.World[user].Ledger.Given);
    }

    [Theory]
    [InlineData(LineFault.NoSuchAccount, 404, "account_not_found")]
    [InlineData(LineFault.IdTaken, 409, "transaction_id_taken")]
    [InlineData(LineFault.NothingToCorrect, 404, "transaction_not_found")]
    [InlineData(LineFault.TooLarge, 422, "invalid_transaction")]
    public async Task What_the_ledger_refuses_is_told(LineFault fault, int status, string code)
    {
        var (user, token) = await GivenUserAsync();
        host.World[user].Ledger.Record = (lines, _) => new RecordedLines([new RecordedLine(LineOutcome.Wrong, null, lines[0].Transaction.Id, null, fault, "why")], false);

        var reply = await host.PostAsync(
            "/api/portfolio/transactions", token, """{"external_id":"x","kind":"reward","time":"2026-02-01","received":{"amount":"1","asset":"BTC"}}""");

        Assert.Equal((status, code, "why"), ((int)reply.Status, reply.Code, (string?)reply.Json["detail"]));
    }

    [Fact]
    public async Task A_dry_run_says_what_would_be_and_one_wrong_row_keeps_all_out()
    {
        var (user, token) = await GivenUserAsync();
        const string file = "external_id,kind,time,received_amount,received_asset\na,reward,2026-01-01,1,ETH\nb,reward,2026-01-01,x,ETH\n";

        var dry = await host.SendAsync(HttpMethod.Post, "/api/portfolio/transactions/import?dry_run=true", token, file, "text/csv");
        var real = await host.SendAsync(HttpMethod.Post, "/api/portfolio/transactions/import", token, file, "text/csv");

        Assert.Equal(("portfolio", true, false, 1, 1), ((string?)dry.Json["format"], (bool)dry.Json["dry_run"]!, (bool)dry.Json["applied"]!, (int)dry.Json["added"]!, (int)dry.Json["wrong"]!));
        Assert.Equal([(3, "wrong"), (2, "added")], dry.Json["rows"]!.AsArray().Select(row => ((int)row!["row"]!, (string)row["outcome"]!)));
        Assert.Equal((422, "import_refused"), ((int)real.Status, real.Code));
        Assert.Contains("1 of 2 are wrong", (string?)real.Json["detail"], StringComparison.Ordinal);
        Assert.All(host.World[user].Ledger.Given, given => Assert.True(given.Rules.DryRun));
    }

    [Fact]
    public async Task After_an_import_the_accounts_it_tells_of_are_held_against_their_venues()
    {
        var (user, token) = await GivenUserAsync();
        var account = Given.Account("acc-1") with { Wallets = [new WalletHoldings(WalletKind.Spot, [AssetBalance.Of(Asset.Btc, 2m)], [], Given.Noon, null)] };
        host.World[user].Accounts = [account, account with { AccountId = "acc-2" }];
        host.World[user].Ledger.Record = (lines, rules) => new RecordedLines([new RecordedLine(LineOutcome.Added, "acc-1", lines[0].Transaction.Id, null, LineFault.None, null)], !rules.DryRun)
        {
            Differences = [GivenLedger.Reconciled[1]],
        };
        const string file = "external_id,kind,time,account_id,received_amount,received_asset\na,reward,2026-01-01,acc-1,1,ETH\n";

        var dry = (await host.SendAsync(HttpMethod.Post, "/api/portfolio/transactions/import?dry_run=true", token, file, "text/csv")).Json["reconciliation"]!;

        var held = new HeldBalance("acc-1", Asset.Btc, 2m, Given.Noon);
        Assert.Equal([held, held with { AccountId = "acc-2" }], host.World[user].Ledger.Given.Single().Rules.Balances.AsEnumerable());
        Assert.Equal("acc-1", (string?)Assert.Single(dry["accounts"]!.AsArray())!["account_id"]);
        var difference = Assert.Single(dry["differences"]!.AsArray())!;
        Assert.Equal(("USDT", "-20000", "entry_missing"), ((string?)difference["asset"], (string?)difference["difference"], (string?)difference["causes"]![0]!["kind"]));
    }

    /// <summary>What is exported, and read again, is every line with every digit.</summary>
    [Theory]
    [InlineData("json")]
    [InlineData("csv")]
    public async Task An_export_is_read_again_to_the_last_digit(string format)
    {
        var (user, token) = await GivenUserAsync();
        var fill = GivenLedger.Sale with
        {
            At = Given.Noon.AddTicks(1_234_560),
            Legs =
            [
                new Leg(LegKind.Principal, new Money(-0.00000001m, Asset.Parse("a;b \"c\", d"))), new Leg(LegKind.Principal, new Money(1.234567890123456789012345678m, Asset.Usdt)),
                new Leg(LegKind.Fee, new Money(-0.0000000000000000000000000001m, Asset.Parse("=BNB"))),
            ],
            Trade = GivenLedger.Sale.Trade! with { Price = 79228162514264337593543950335m, Position = PositionSide.Short },
        };
        LedgerLine[] lines =
        [
            new($"{user}-1", fill),
            new($"{user}-1", fill with { Id = "=cmd|' /C calc'!A0", Trade = null, Counterpart = WalletKind.Earn, Reference = "-1\"x" }, fill.Id, "said \"so\", on 1;2"),
            new($"{user}-1", fill with { Id = "void", Legs = [], Trade = null }, "=cmd|' /C calc'!A0", "no", IsVoid: true),
            new($"{user}-1", new Transaction("odd", TransactionKind.FuturesTrade, Given.Noon, WalletKind.CoinFutures, [])),
        ];
        await host.App.Services.GetRequiredService<IAccountStore>().AddManualAsync($"{user}-1", user, "mine", Given.Noon, default);
        await host.App.Services.GetRequiredService<ITransactionStore>().AddAsync(user, [.. lines], default);

        var file = await host.GetAsync($"/api/portfolio/transactions/export?format={format}", token);
        var (_, rows) = ImportFile.Read(Encoding.UTF8.GetBytes(file.Text), account: null);

        Assert.Equal(HttpStatusCode.OK, file.Status);
        Assert.All(rows, row => Assert.Null(row.Fault));
        Assert.Equal(
            lines.OrderBy(line => line.Transaction.Id, StringComparer.Ordinal).Select(Tell),
            rows.Select(row => Tell(new LedgerLine(row.Line!.Account!, row.Line.Transaction, row.Line.Corrects, row.Line.Reason, row.Line.IsVoid))));
    }

    [Fact]
    public async Task The_ledgers_lines_are_listed_as_they_were_recorded()
    {
        var (user, token) = await GivenUserAsync();
        await host.App.Services.GetRequiredService<IAccountStore>().AddManualAsync($"{user}-1", user, "mine", Given.Noon, default);
        await host.App.Services.GetRequiredService<ITransactionStore>().AddAsync(
            user,
            [
                new LedgerLine($"{user}-1", GivenLedger.Sale),
                new LedgerLine($"{user}-1", GivenLedger.Sale with { Id = "c", At = GivenLedger.Sale.At.AddMinutes(-1), Legs = [] }, GivenLedger.Sale.Id, "no", IsVoid: true),
            ],
            default);

        var first = (await host.GetAsync("/api/portfolio/transactions?limit=1", token)).Json;
        var second = (await host.GetAsync($"/api/portfolio/transactions?limit=1&cursor={first["next_cursor"]}", token)).Json;
        var shares = await host.GetAsync("/api/portfolio/transactions", await host.TokenAsync(user, Scopes.ReadShares));

        Assert.Equal(GivenLedger.Sale.Id, (string?)first["items"]![0]!["id"]);
        Assert.Equal(("c", true, GivenLedger.Sale.Id), ((string?)second["items"]![0]!["id"], (bool)second["items"]![0]!["void"]!, (string?)second["items"]![0]!["corrects"]));
        Assert.Null(second["next_cursor"]);
        Assert.DoesNotContain("15015", shares.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tax_report_is_json_or_csv_and_its_columns_add_up()
    {
        var (_, token) = await GivenUserAsync();

        var json = (await host.GetAsync("/api/portfolio/tax?year=2025&method=average&holding=hours&explain=true", token)).Json;
        var csv = await host.GetAsync("/api/portfolio/tax?year=2025&format=csv", token);

        Assert.Equal((2025, "hours", "wallet"), ((int)json["year"]!, (string?)json["holding"], (string?)json["lots"]));
        var disposals = json["disposals"]!.AsArray();
        Assert.Equal(Amount(json["total"]!["gain"]), disposals.Sum(row => Amount(row!["gain"])));
        Assert.Equal((400, null), ((int?)disposals[0]!["held_days"], (int?)disposals[1]!["held_days"]));
        Assert.Equal(Amount(json["income"]), json["explanation"]!["income"]!.AsArray().Sum(row => Amount(row!["amount"])));
        Assert.Equal("text/csv", csv.Message.Content.Headers.ContentType?.MediaType);
        Assert.Equal("attachment; filename=\"tax-2025-fifo.csv\"", csv.Message.Content.Headers.ContentDisposition?.ToString());
        var rows = csv.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal((3, "14985"), (rows.Length, rows[1].Split(',')[Array.IndexOf(rows[0].Split(','), "gain")]));
    }

    [Fact]
    public async Task The_ledger_is_held_against_all_wallets_of_an_account_together()
    {
        var (user, token) = await GivenUserAsync();
        var account = Given.Account("acc-1");
        host.World[user].Accounts =
        [
            account with
            {
                Wallets =
                [
                    new WalletHoldings(WalletKind.Spot, [AssetBalance.Of(Asset.Btc, 2m)], [], Given.Noon, null),
                    new WalletHoldings(WalletKind.Futures, [AssetBalance.Of(Asset.Btc, 3m)], [], Given.Noon.AddMinutes(-1), null),
                ],
            },
            account with { AccountId = "acc-2" },
        ];

        var answer = (await host.GetAsync("/api/portfolio/reconciliation", token)).Json;
        var shares = (await host.GetAsync("/api/portfolio/reconciliation?only_differences=true", await host.TokenAsync(user, Scopes.ReadShares))).Json;

        Assert.Equal([new HeldBalance("acc-1", Asset.Btc, 5m, Given.Noon.AddMinutes(-1))], host.World[user].Ledger.Balances.AsEnumerable());
        Assert.Equal([("BTC", "0", true), ("USDT", "-20000", false)], answer["items"]!.AsArray().Select(row => ((string)row!["asset"]!, (string)row["difference"]!, (bool)row["agrees"]!)));
        Assert.Equal([true, false], answer["accounts"]!.AsArray().Select(row => (bool)row!["compared"]!));
        Assert.Equal(1, (int)answer["differences"]!);
        Assert.Null(Assert.Single(shares["items"]!.AsArray())!["causes"]![0]!["explanation"]);
    }

    [Fact]
    public async Task A_row_that_no_decimal_can_hold_is_named_and_not_rounded()
    {
        var (_, token) = await GivenUserAsync();
        host.World.Failure = () => new RecordUnreadableException("The transaction \"x\" of account \"acc-1\" cannot be read.");

        var reply = await host.GetAsync("/api/portfolio/tax?year=2026", token);
        host.World.Failure = null;

        Assert.Equal((500, "record_unreadable", "The transaction \"x\" of account \"acc-1\" cannot be read."), ((int)reply.Status, reply.Code, (string?)reply.Json["detail"]));
    }

    private async Task<(string User, string Token)> GivenUserAsync()
    {
        var user = await host.NewUserAsync();
        return (user, await host.TokenAsync(user, Scopes.Read, Scopes.Write));
    }

    private static decimal Amount(JsonNode? node) => decimal.Parse(node!.GetValue<string>(), CultureInfo.InvariantCulture);

    private static string Tell(LedgerLine line) => string.Create(
        CultureInfo.InvariantCulture,
        $"{line.AccountId} {line.Transaction with { Legs = [] }} {string.Join('|', line.Transaction.Legs.Select(leg => $"{leg.Kind} {leg.Change.Amount.ToString(CultureInfo.InvariantCulture)} {leg.Change.Asset}"))} {line.Corrects} {line.Reason} {line.IsVoid}");
}

internal static class Days
{
    public static DateTimeOffset ToUtc(this DateTime day) => new(DateTime.SpecifyKind(day, DateTimeKind.Utc), TimeSpan.Zero);
}
