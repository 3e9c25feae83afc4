using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PortfolioOrleans.Contracts.Portfolios;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Gateway.Access;

namespace PortfolioOrleans.Gateway.Tests.Portfolios;

public sealed class PortfolioRoutesTests(GatewayHost host) : IClassFixture<GatewayHost>, IAsyncLifetime
{
    private string _token = null!;

    public async Task InitializeAsync()
    {
        host.World["alice"].Snapshot = Given.Portfolio("alice");
        _token = await host.TokenAsync("alice", Scopes.Read);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task The_snapshot_says_everything_and_how_good_it_is()
    {
        var snapshot = (await host.GetAsync("/api/portfolio/snapshot", _token)).Json;

        Assert.Equal("101234.5", (string?)snapshot["total_equity"]);
        Assert.Equal("40000", (string?)snapshot["cash_balance"]);
        Assert.Equal("75015", (string?)snapshot["total_exposure"]);
        Assert.Equal(1, (int?)snapshot["num_positions"]);
        Assert.Equal("1234.5", (string?)snapshot["unrealized_pnl"]);
        Assert.Equal(("333.33", "2026-03-04T11:59:00Z"), ((string?)snapshot["realized_pnl_today"], (string?)snapshot["realized_pnl_as_of"]));
        Assert.Equal("-765.25", (string?)snapshot["daily_pnl"]);
        Assert.Equal(5.2, (double?)snapshot["daily_drawdown_pct"]);
        Assert.Equal("USD", (string?)snapshot["currency"]);
        Assert.Equal(1, (long?)snapshot["version"]);
        Assert.Equal(4, (long?)snapshot["sequence"]);
        Assert.Equal("2026-03-04T12:00:01Z", (string?)snapshot["timestamp"]);
        Assert.False((bool?)snapshot["complete"]);
        Assert.Equal(3, snapshot["balances"]!.AsArray().Count);
        Assert.Equal("maintenance", (string?)snapshot["sources"]![1]!["error"]);
        Assert.Equal("failed", (string?)snapshot["sources"]![1]!["status"]);
        Assert.Equal("trading", (string?)snapshot["sources"]![1]!["wallet"]);
        Assert.Equal("XYZ", (string?)snapshot["unpriced"]![0]!["asset"]);
        Assert.Equal("binance", (string?)snapshot["prices"]![0]!["venue"]);
    }

    [Fact]
    public async Task Pools_and_what_is_set_aside_stand_beside_the_balances()
    {
        var snapshot = (await host.GetAsync("/api/portfolio/snapshot", _token)).Json;
        var pool = (await host.GetAsync("/api/portfolio/pools", _token)).Json["items"]![0]!;
        var setAside = (await host.GetAsync("/api/portfolio/set-aside", _token)).Json["items"]![0]!;

        Assert.True(JsonNode.DeepEquals(pool, snapshot["pools"]![0]));
        Assert.True(JsonNode.DeepEquals(setAside, snapshot["set_aside"]![0]));
        Assert.Equal(("v3-7", "uniswap-v3", false), ((string?)pool["id"], (string?)pool["protocol"], (bool?)pool["in_range"]));
        Assert.Equal(("USDC", "1500.5", "12.25"), ((string?)pool["sides"]![1]!["asset"], (string?)pool["sides"]![1]!["amount"], (string?)pool["sides"]![1]!["fees"]));
        Assert.Equal(("5190", "7400", -29.9), ((string?)pool["holding"]!["now"], (string?)pool["holding"]!["held"], (double?)pool["holding"]!["impermanent_loss_pct"]));
        Assert.Equal(("SCAM@1:0XBAD", "4444"), ((string?)setAside["asset"], (string?)setAside["quantity"]));
        Assert.Equal(("Layer 1", "Unclassified"), ((string?)snapshot["balances"]![0]!["sector"], (string?)snapshot["balances"]![2]!["sector"]));
    }

    [Fact]
    public async Task Nulls_are_written()
    {
        var snapshot = (await host.GetAsync("/api/portfolio/snapshot", _token)).Json.AsObject();

        Assert.True(snapshot.ContainsKey("currency_effect"));
        Assert.True(snapshot["balances"]![2]!.AsObject().ContainsKey("price"));
        Assert.True(snapshot["positions"]![0]!.AsObject().ContainsKey("closed_at"));
    }

    [Fact]
    public async Task A_portfolio_that_was_never_valued_says_so()
    {
        var token = await PortfolioOfAsync("bob", _ => Given.Unvalued("bob"));

        var snapshot = (await host.GetAsync("/api/portfolio/snapshot", token)).Json;

        Assert.Equal((0, false), ((int?)snapshot["version"], (bool?)snapshot["complete"]));
    }

    [Theory]
    [InlineData("snapshot")]
    [InlineData("balances")]
    [InlineData("positions")]
    [InlineData("pools")]
    [InlineData("set-aside")]
    [InlineData("exposure")]
    [InlineData("drawdown?days=7")]
    [InlineData("allocation")]
    [InlineData("history")]
    public async Task Both_prefixes_answer_alike(string route) => Assert.Equal(
        (await host.GetAsync($"/api/portfolio/{route}", _token)).Text, (await host.GetAsync($"/portfolio/{route}", _token)).Text);

    [Fact]
    public async Task A_position_is_shown_in_the_trades_words()
    {
        var position = (await host.GetAsync("/api/portfolio/positions", _token)).Json["items"]![0]!;

        Assert.Equal(("BTC-USDT", "BTCUSDT", "SHORT"), ((string?)position["symbol"], (string?)position["instrument"], (string?)position["side"]));
        Assert.Equal(("CORE", "cross", 5d), ((string?)position["category"], (string?)position["margin_mode"], (double?)position["leverage"]));
        Assert.Equal(("0.5", "32499", "30030"), ((string?)position["size"], (string?)position["entry_price"], (string?)position["current_price"]));
        Assert.Equal(("333.33", "USDT", "pos-9"), ((string?)position["realized_pnl"], (string?)position["settlement_asset"], (string?)position["trade_id"]));
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("?status=open", 1)]
    [InlineData("?status=all", 1)]
    [InlineData("?status=closed", 0)]
    [InlineData("?status=open,closed", 1)]
    public async Task Closed_positions_are_not_known_yet(string query, int count)
    {
        Assert.Equal(count, (await host.GetAsync($"/api/portfolio/positions{query}", _token)).Json["items"]!.AsArray().Count);
    }

    [Fact]
    public async Task Exposure_is_told_net_and_by_side()
    {
        var exposure = (await host.GetAsync("/api/portfolio/exposure", _token)).Json;

        Assert.Equal(("75015", "60000", "15015", "44985"), (
            (string?)exposure["total_exposure"], (string?)exposure["long_exposure"], (string?)exposure["short_exposure"], (string?)exposure["net_exposure"]));
        Assert.Equal("44985", (string?)exposure["exposure_by_symbol"]!["BTC"]);
        Assert.Equal("44985", (string?)exposure["exposure_by_sector"]!["Layer 1"]);
        Assert.Equal(("60000", "15015", "44985"), (
            (string?)exposure["by_symbol"]![0]!["long"], (string?)exposure["by_symbol"]![0]!["short"], (string?)exposure["by_symbol"]![0]!["net"]));
    }

    [Fact]
    public async Task The_allocation_is_made_from_the_same_balances()
    {
        var allocation = (await host.GetAsync("/api/portfolio/allocation", _token)).Json;

        Assert.Equal(("BTC", "60000", 60d), (
            (string?)allocation["by_asset"]![0]!["name"], (string?)allocation["by_asset"]![0]!["value"], (double?)allocation["by_asset"]![0]!["share_pct"]));
        Assert.Equal("Layer 1", (string?)allocation["by_sector"]![0]!["name"]);
        Assert.Equal(("binance", 100d), ((string?)allocation["by_venue"]![0]!["name"], (double?)allocation["by_venue"]![0]!["share_pct"]));
        Assert.Equal(("stablecoin", 40d), ((string?)allocation["by_stablecoin"]![1]!["name"], (double?)allocation["by_stablecoin"]![1]!["share_pct"]));
        Assert.Equal(0.52, (double)allocation["hhi"]!, 12);
        Assert.Equal(1d / 0.52, (double)allocation["effective_assets"]!, 12);
    }

    [Fact]
    public async Task Pages_hold_every_row_once_in_one_order()
    {
        var rows = Enumerable.Range(0, 250)
            .Select(index => Given.Balance($"acc-{index % 3}", "binance", WalletKind.Spot, $"COIN{index:D3}", index + 1m, 1m))
            .ToImmutableArray();
        var token = await PortfolioOfAsync("bob", snapshot => snapshot with { Balances = rows });

        var pages = await PagesAsync("/api/portfolio/balances", 40, token);

        Assert.Equal([40, 40, 40, 40, 40, 40, 10], pages.Select(page => page.Count));
        Assert.Equal(
            rows.OrderBy(row => row.AccountId).ThenBy(row => row.Asset).Select(row => row.Asset.Code),
            pages.SelectMany(page => page).Select(row => (string?)row!["asset"]));
    }

    [Fact]
    public async Task A_hundred_rows_are_a_page_unless_said_otherwise()
    {
        var rows = Enumerable.Range(0, 101).Select(index => Given.Balance("acc", "okx", WalletKind.Funding, $"COIN{index:D3}", 1m, 1m)).ToImmutableArray();
        var token = await PortfolioOfAsync("bob", snapshot => snapshot with { Balances = rows });

        var page = (await host.GetAsync("/api/portfolio/balances", token)).Json;

        Assert.Equal(100, page["items"]!.AsArray().Count);
        Assert.NotNull(page["next_cursor"]);
    }

    [Fact]
    public async Task Rows_that_come_and_go_between_pages_hide_no_others()
    {
        static ImmutableArray<BalanceRow> Rows(params string[] assets) =>
            [.. assets.Select(asset => Given.Balance("acc", "okx", WalletKind.Funding, asset, 1m, 1m))];
        var token = await PortfolioOfAsync("bob", snapshot => snapshot with { Balances = Rows("A", "C", "E", "G") });
        var first = (await host.GetAsync("/api/portfolio/balances?limit=2", token)).Json;

        await PortfolioOfAsync("bob", snapshot => snapshot with { Balances = Rows("A", "B", "E", "F", "G") });
        var second = (await host.GetAsync($"/api/portfolio/balances?limit=9&cursor={first["next_cursor"]}", token)).Json;

        Assert.Equal(["E", "F", "G"], second["items"]!.AsArray().Select(row => (string?)row!["asset"]));
    }

    private async Task<string> PortfolioOfAsync(string user, Func<PortfolioSnapshot, PortfolioSnapshot> change)
    {
        host.World[user].Snapshot = change(Given.Portfolio(user));
        return await host.TokenAsync(user, Scopes.Read);
    }

    private async Task<List<JsonArray>> PagesAsync(string path, int limit, string token)
    {
        var pages = new List<JsonArray>();
        string? cursor = null;
        do
        {
            var page = (await host.GetAsync($"{path}?limit={limit}{(cursor is null ? "" : $"&cursor={cursor}")}", token)).Json;
            pages.Add(page["items"]!.AsArray());
            cursor = (string?)page["next_cursor"];
        }
        while (cursor is not null);

        return pages;
    }
}
