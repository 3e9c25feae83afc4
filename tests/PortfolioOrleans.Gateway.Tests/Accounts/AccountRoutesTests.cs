using System.Net;
using PortfolioOrleans.Contracts;
using PortfolioOrleans.Contracts.Accounts;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Gateway.Access;

namespace PortfolioOrleans.Gateway.Tests.Accounts;

public sealed class AccountRoutesTests(GatewayHost host) : IClassFixture<GatewayHost>, IAsyncLifetime
{
    private string _user = null!;
    private string _token = null!;

    private FakePortfolio Portfolio => host.World[_user];

    public async Task InitializeAsync()
    {
        _user = await host.NewUserAsync();
        _token = await host.TokenAsync(_user, Scopes.Read, Scopes.Write);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task An_account_is_added_and_its_place_told()
    {
        NewAccount? asked = null;
        Portfolio.Add = account =>
        {
            asked = account;
            return Given.Account("binance-1", account.Venue, account.Label);
        };

        var reply = await host.PostAsync("/api/accounts", _token, New());

        Assert.Equal((HttpStatusCode.Created, "/api/accounts/binance-1"), (reply.Status, reply.Message.Headers.Location?.OriginalString));
        Assert.Equal(("binance-1", "binance", "main"), ((string?)reply.Json["id"], (string?)reply.Json["venue"], (string?)reply.Json["label"]));
        Assert.Equal(("k", "s", false), (asked!.Credentials["api_key"], asked.Credentials["api_secret"], asked.AllowPowerfulKey));
        Assert.Equal("binance-1", (string?)(await host.GetAsync("/api/accounts/binance-1", _token)).Json["id"]);
    }

    [Fact]
    public async Task The_same_key_again_is_the_account_that_is_there()
    {
        await host.PostAsync("/api/accounts", _token, New());

        var reply = await host.PostAsync("/api/accounts", _token, New());

        Assert.Equal((HttpStatusCode.OK, "new-1"), (reply.Status, (string?)reply.Json["id"]));
    }

    [Fact]
    public async Task A_card_tells_what_stands_beside_the_wallets_and_how_far_the_past_was_read()
    {
        Portfolio.Accounts =
        [
            Given.Account("acc-1"),
            Given.Account("acc-2", "evm-1") with
            {
                Histories = [],
                KeepsHistories = false,
                Details = AccountDetails.None with { SetAside = [AssetBalance.Of(Asset.Btc, 1m)], AsOf = Given.Noon, Fault = "does not answer" },
            },
            Given.Account("acc-3") with { Histories = [] },
        ];

        var cards = (await host.GetAsync("/api/accounts", _token)).Json["items"]!.AsArray();

        Assert.Equal(["initial", "none", "waiting"], cards.Select(card => (string?)card!["history"]!["phase"]));
        var details = cards[1]!["details"]!;
        Assert.Equal((0, 1, "does not answer"), ((int?)details["num_pools"], (int?)details["num_set_aside"], (string?)details["error"]));
        Assert.Null(cards[0]!["details"]!["as_of"]);
    }

    [Fact]
    public async Task A_card_tells_how_the_syncs_go_wallet_by_wallet()
    {
        Portfolio.Accounts = [Given.Account("acc-1")];

        var card = (await host.GetAsync("/api/accounts", _token)).Json["items"]![0]!;

        Assert.Equal(("partial", 2, "no permission"), ((string?)card["sync"]!["status"], (int?)card["sync"]!["failures"], (string?)card["sync"]!["error"]));
        Assert.Equal("2026-03-04T11:55:00Z", (string?)card["sync"]!["last_success_at"]);
        Assert.Equal(("spot", 1, null), ((string?)card["wallets"]![0]!["wallet"], (int?)card["wallets"]![0]!["num_balances"], (string?)card["wallets"]![0]!["error"]));
        Assert.Equal(("futures", null, "no permission"), (
            (string?)card["wallets"]![1]!["wallet"], (string?)card["wallets"]![1]!["as_of"], (string?)card["wallets"]![1]!["error"]));
    }

    [Fact]
    public async Task Accounts_are_listed_oldest_first_and_by_pages()
    {
        Portfolio.Accounts =
        [
            Given.Account("young") with { OpenedAt = Given.Noon }, Given.Account("old") with { OpenedAt = Given.Noon.AddDays(-2) },
            Given.Account("middle") with { OpenedAt = Given.Noon.AddDays(-1) },
        ];

        var first = (await host.GetAsync("/api/accounts?limit=2", _token)).Json;
        var second = (await host.GetAsync($"/api/accounts?limit=2&cursor={first["next_cursor"]}", _token)).Json;

        Assert.Equal(["old", "middle"], first["items"]!.AsArray().Select(card => (string?)card!["id"]));
        Assert.Equal(["young"], second["items"]!.AsArray().Select(card => (string?)card!["id"]));
        Assert.Null(second["next_cursor"]);
    }

    [Fact]
    public async Task A_sync_answers_how_the_account_stands_after_it()
    {
        Portfolio.Accounts = [Given.Account("acc-1")];
        Portfolio.Sync = account => account with { Sync = account.Sync with { Status = SyncStatus.Ok, Failures = 0 } };

        var reply = await host.SendAsync(HttpMethod.Post, "/api/accounts/acc-1/sync", _token);

        Assert.Equal((HttpStatusCode.Accepted, "ok"), (reply.Status, (string?)reply.Json["sync"]!["status"]));
    }

    [Fact]
    public async Task A_sync_inside_the_cooldown_is_told_when_to_come_back()
    {
        Portfolio.Accounts = [Given.Account("acc-1")];
        Portfolio.Sync = _ => throw new SyncTooSoonException("A moment ago.", TimeSpan.FromSeconds(12));

        var reply = await host.SendAsync(HttpMethod.Post, "/api/accounts/acc-1/sync", _token);

        Assert.Equal((HttpStatusCode.TooManyRequests, "sync_too_soon"), (reply.Status, reply.Code));
        Assert.Equal(TimeSpan.FromSeconds(12), reply.Message.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task A_removed_account_is_gone()
    {
        Portfolio.Accounts = [Given.Account("acc-1")];

        var removed = await host.SendAsync(HttpMethod.Delete, "/api/accounts/acc-1", _token);
        var again = await host.SendAsync(HttpMethod.Delete, "/api/accounts/acc-1", _token);

        Assert.Equal((HttpStatusCode.NoContent, ""), (removed.Status, removed.Text));
        Assert.Equal("account_not_found", again.Code);
    }

    [Fact]
    public async Task Venues_tell_what_their_credentials_need()
    {
        var venues = (await host.GetAsync("/api/venues", _token)).Json["items"]!;

        Assert.Equal(["binance", "okx"], venues.AsArray().Select(venue => (string?)venue!["id"]));
        Assert.Equal(("api_secret", true), ((string?)venues[0]!["credentials"]![1]!["name"], (bool?)venues[0]!["credentials"]![1]!["secret"]));
        Assert.Equal(["trading", "funding"], venues[1]!["wallets"]!.AsArray().Select(wallet => (string?)wallet));
    }

    [Theory]
    [InlineData("refused")]
    [InlineData("unexpected")]
    [InlineData("wrapped")]
    [InlineData("malformed")]
    [InlineData("misplaced")]
    [InlineData("added")]
    public async Task Credentials_come_back_in_no_answer_and_no_log(string outcome)
    {
        const string Key = "key-5f2e9a71c0", Secret = "secret-d41d8cd98f";
        Portfolio.Add = account => outcome switch
        {
            "refused" => throw new CredentialsRefusedException($"Binance says: the key {account.Credentials["api_key"]} is not known."),
            "unexpected" => throw new InvalidOperationException($"signature of {account.Credentials["api_secret"]} failed"),
            "wrapped" => throw new ArgumentException($"{account} {account.Credentials["api_key"]}", new FormatException(account.Credentials["api_secret"])),
            _ => Given.Account("binance-1"),
        };
        var body = outcome switch
        {
            "malformed" => $$$"""{"venue":"binance","label":"main","credentials":{"api_key":"{{{Key}}}","api_secret":"{{{Secret}}}",}}""",
            "misplaced" => $$"""{"venue":"binance","label":"main","api_key":"{{Key}}","api_secret":"{{Secret}}"}""",
            _ => $$$"""{"venue":"binance","label":"main","credentials":{"api_key":"{{{Key}}}","api_secret":"{{{Secret}}}"}}""",
        };

        var reply = await host.PostAsync("/api/accounts", _token, body);

        Assert.Equal(outcome == "added", reply.Status == HttpStatusCode.Created);
        foreach (var secret in (string[])[Key, Secret, _token])
        {
            Assert.DoesNotContain(secret, reply.Text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(host.Log.Lines, line => line.Contains(secret, StringComparison.OrdinalIgnoreCase) && IsOurs(line));
        }
    }

    [Fact]
    public async Task A_refusal_that_quotes_no_secret_keeps_its_words()
    {
        Portfolio.Add = _ => throw new CredentialsRefusedException("Binance says: Invalid API-key, IP, or permissions for action.");

        var reply = await host.PostAsync("/api/accounts", _token, New());

        Assert.Equal("Binance says: Invalid API-key, IP, or permissions for action.", (string?)reply.Json["detail"]);
    }

    /// <summary>The engine logs what a grain throws in its own words; that no grain puts a secret into them is for the grains' tests.</summary>
    private static bool IsOurs(string line) => !line.Split(' ')[1].StartsWith("Orleans", StringComparison.Ordinal);

    private static object New() => new { venue = "binance", label = "main", credentials = new { api_key = "k", api_secret = "s" } };
}
