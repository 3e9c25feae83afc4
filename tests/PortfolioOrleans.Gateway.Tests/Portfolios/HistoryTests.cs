using System.Text.Json.Nodes;
using PortfolioOrleans.Gateway.Access;
using PortfolioOrleans.Storage.History;

namespace PortfolioOrleans.Gateway.Tests.Portfolios;

public sealed class HistoryTests(GatewayHost host) : IClassFixture<GatewayHost>, IAsyncLifetime
{
    private string _user = null!;
    private string _token = null!;

    public async Task InitializeAsync()
    {
        _user = await host.NewUserAsync();
        _token = await host.TokenAsync(_user, Scopes.Read);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task The_last_thirty_days_are_shown_by_the_hour_unless_said_otherwise()
    {
        await AddAsync(Given.Noon.AddDays(-31), 1m, 0m);
        await AddAsync(Given.Noon.AddDays(-29), 2m, 0m);
        await AddAsync(Given.Noon.AddMinutes(-50), 3m, 0m);
        await AddAsync(Given.Noon.AddMinutes(-10), 4m, 0m);

        var history = (await host.GetAsync("/api/portfolio/history", _token)).Json;

        Assert.Equal(["2", "4"], Column(history, "equity"));
        Assert.Equal(3600, (long?)history["step_seconds"]);
        Assert.Equal("USD", (string?)history["currency"]);
    }

    [Fact]
    public async Task Flows_are_told_by_step_and_not_as_running_totals()
    {
        await AddAsync(Given.Noon.AddHours(-4), 1_000m, 1_000m);
        await AddAsync(Given.Noon.AddHours(-3), 1_500m, 1_500m);
        await AddAsync(Given.Noon.AddHours(-2), 1_510m, 1_500m);
        await AddAsync(Given.Noon.AddHours(-1), 1_210m, 1_200m);

        var history = (await host.GetAsync("/api/portfolio/history", _token)).Json;

        Assert.Equal([null, "500", "0", "-300"], Column(history, "net_flow"));
    }

    [Fact]
    public async Task The_first_step_of_a_range_counts_its_flow_from_the_step_before()
    {
        await AddAsync(Given.Noon.AddHours(-3), 1_000m, 1_000m);
        await AddAsync(Given.Noon.AddHours(-2), 1_500m, 1_500m);

        var history = (await host.GetAsync($"/api/portfolio/history?from=2026-03-04T10:00:00Z", _token)).Json;

        Assert.Equal(["500"], Column(history, "net_flow"));
    }

    [Fact]
    public async Task Pages_join_without_a_seam()
    {
        for (var hour = 0; hour < 25; hour++)
        {
            await AddAsync(Given.Noon.AddHours(hour - 25), 1_000m + (hour * 10m), hour * 7m);
        }

        var whole = (await host.GetAsync("/api/portfolio/history?limit=1000", _token)).Json;
        var joined = new List<JsonNode?>();
        var query = "";
        do
        {
            var page = (await host.GetAsync($"/api/portfolio/history?limit=4{query}", _token)).Json;
            joined.AddRange(page["items"]!.AsArray());
            query = $"&cursor={page["next_cursor"]}";
        }
        while (query != "&cursor=");

        Assert.Equal(whole["items"]!.AsArray().Select(row => row!.ToJsonString()), joined.Select(row => row!.ToJsonString()));
        Assert.Equal(25, joined.Count);
    }

    [Fact]
    public async Task What_rows_said_before_they_were_restated_is_answered_again()
    {
        await AddAsync(Given.Noon.AddHours(-3), 100m, 100m);
        await AddAsync(Given.Noon.AddHours(-2), 150m, 100m);
        var before = (await host.GetAsync("/api/portfolio/history?to=2026-03-04T12:00:00Z", _token)).Json;
        await host.App.Services.GetRequiredService<ISnapshotStore>().RestateAsync(
            _user, [new RestatedRow(Given.Noon.AddHours(-2), 150m, 150m, 0m)], Given.Noon.AddMinutes(30), default);
        await AddAsync(Given.Noon.AddMinutes(31), 151m, 150m);

        var now = (await host.GetAsync("/api/portfolio/history?to=2026-03-04T13:00:00Z", _token)).Json;
        var then = (await host.GetAsync("/api/portfolio/history?known_at=2026-03-04T12:00:00Z", _token)).Json;

        Assert.Equal([null, "50", "0"], Column(now, "net_flow"));
        Assert.Equal([false, true, false], now["items"]!.AsArray().Select(row => (bool)row!["restated"]!));
        Assert.Equal([null, "0"], Column(then, "net_flow"));
        Assert.Equal(before.ToJsonString(), then.ToJsonString());
    }

    [Fact]
    public async Task Anothers_history_is_not_shown()
    {
        await AddAsync(Given.Noon.AddHours(-1), 5m, 0m);

        var history = (await host.GetAsync("/api/portfolio/history", await host.TokenAsync("bob", Scopes.Read))).Json;

        Assert.Empty(history["items"]!.AsArray());
    }

    [Fact]
    public async Task A_window_of_drawdown_knows_only_its_own_peak()
    {
        await AddAsync(Given.Noon.AddDays(-40), 200m, 0m);
        await AddAsync(Given.Noon.AddDays(-20), 100m, 0m);
        await AddAsync(Given.Noon.AddDays(-10), 80m, 0m);
        await AddAsync(Given.Noon.AddDays(-5), 90m, 0m);
        host.World[_user].Snapshot = Given.Unvalued(_user);

        var windows = (await host.GetAsync("/api/portfolio/drawdown?days=30,90", _token)).Json["windows"]!;

        Assert.Equal((30, 20d, 10d, "100", 3), Window(windows[0]!));
        Assert.Equal((90, 60d, 55d, "200", 4), Window(windows[1]!));
        Assert.Equal("2026-01-23T12:00:00Z", (string?)windows[1]!["first_at"]);
    }

    [Fact]
    public async Task A_withdrawal_is_no_drawdown_in_a_window()
    {
        await AddAsync(Given.Noon.AddDays(-3), 100m, 100m);
        await AddAsync(Given.Noon.AddDays(-2), 50m, 50m);
        await AddAsync(Given.Noon.AddDays(-1), 45m, 50m);
        host.World[_user].Snapshot = Given.Unvalued(_user);

        var window = (await host.GetAsync("/api/portfolio/drawdown?days=30", _token)).Json["windows"]![0]!;

        Assert.Equal((30, 10d, 10d, "50", 3), Window(window));
    }

    [Fact]
    public async Task A_windows_peak_is_what_it_was_valued_at_and_what_flows_since_made_of_it()
    {
        // A fifth is lost of 100, half of the rest is taken out, and a tenth of what is left is won.
        await AddAsync(Given.Noon.AddDays(-4), 100m, 100m);
        await AddAsync(Given.Noon.AddDays(-3), 80m, 100m);
        await AddAsync(Given.Noon.AddDays(-2), 40m, 60m);
        await AddAsync(Given.Noon.AddDays(-1), 44m, 60m);
        host.World[_user].Snapshot = Given.Unvalued(_user);

        var window = (await host.GetAsync("/api/portfolio/drawdown?days=30&explain=true", _token)).Json["windows"]![0]!;

        Assert.Equal((30, 20d, 12d, "50", 4), Window(window));
        Assert.Equal([("peak", "100", "2026-02-28T12:00:00Z"), ("flows", "-50", "2026-03-03T12:00:00Z")], Rows("peak_equity"));
        Assert.Equal([("trough", "40", "2026-03-02T12:00:00Z")], Rows("trough_equity"));

        IEnumerable<(string?, string?, string?)> Rows(string figure) =>
            window["explanation"]![figure]!.AsArray().Select(row => ((string?)row!["source"], (string?)row["amount"], (string?)row["time"]));
    }

    [Fact]
    public async Task What_was_incomplete_counts_in_no_window_and_what_is_complete_now_does()
    {
        await AddAsync(Given.Noon.AddDays(-3), 100m, 0m);
        await AddAsync(Given.Noon.AddDays(-2), 1m, 0m, complete: false);
        host.World[_user].Snapshot = Given.Unvalued(_user) with { Equity = 75m, Complete = true, Version = 9 };

        var window = (await host.GetAsync("/api/portfolio/drawdown?days=30", _token)).Json["windows"]![0]!;

        Assert.Equal((30, 25d, 25d, "100", 2), Window(window));
    }

    private static (int?, double?, double?, string?, int?) Window(JsonNode window) => (
        (int?)window["days"], (double?)window["max_drawdown_pct"], (double?)window["drawdown_pct"], (string?)window["peak_equity"], (int?)window["samples"]);

    private static IEnumerable<string?> Column(JsonNode history, string name) => history["items"]!.AsArray().Select(row => (string?)row![name]);

    private Task AddAsync(DateTimeOffset at, decimal equity, decimal netFlowTotal, bool complete = true) =>
        host.App.Services.GetRequiredService<ISnapshotStore>().AddAsync(
            new SnapshotRow(_user, _user, at, 1, "USD", equity, netFlowTotal, 0m, 0m, 0m, 0m, equity, 0m, complete, false), default);
}
