using System.Net;
using PortfolioOrleans.Gateway.Access;

namespace PortfolioOrleans.Gateway.Tests.Admin;

public sealed class AdminRoutesTests(GatewayHost host) : IClassFixture<GatewayHost>, IAsyncLifetime
{
    private string _user = null!;
    private string _admin = null!;

    public async Task InitializeAsync()
    {
        _user = await host.NewUserAsync();
        _admin = await host.TokenAsync("root", Scopes.Admin);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_user_is_added_and_listed()
    {
        var added = await host.PostAsync("/admin/users", _admin, new { id = "carol", name = "Carol" });
        var listed = (await host.GetAsync("/admin/users", _admin)).Json;

        Assert.Equal((HttpStatusCode.Created, "carol"), (added.Status, (string?)added.Json["id"]));
        var ids = listed["items"]!.AsArray().Select(user => (string?)user!["id"]).ToList();
        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
        Assert.Contains("carol", ids);
    }

    [Fact]
    public async Task Users_are_listed_by_pages()
    {
        var first = (await host.GetAsync("/admin/users?limit=2", _admin)).Json;
        var rest = (await host.GetAsync($"/admin/users?limit=1000&cursor={first["next_cursor"]}", _admin)).Json;

        Assert.Equal(["alice", "bob"], first["items"]!.AsArray().Select(user => (string?)user!["id"]));
        Assert.Contains("root", rest["items"]!.AsArray().Select(user => (string?)user!["id"]));
        Assert.DoesNotContain("bob", rest["items"]!.AsArray().Select(user => (string?)user!["id"]));
        Assert.Null(rest["next_cursor"]);
    }

    [Fact]
    public async Task The_same_user_twice_is_refused()
    {
        var reply = await host.PostAsync("/admin/users", _admin, new { id = "alice", name = "Another" });

        Assert.Equal((HttpStatusCode.Conflict, "already_exists"), (reply.Status, reply.Code));
    }

    [Theory]
    [InlineData("", "x", "id")]
    [InlineData("Alice", "x", "id")]
    [InlineData("a b", "x", "id")]
    [InlineData("../etc", "x", "id")]
    [InlineData("carol", "", "name")]
    [InlineData("carol", "  ", "name")]
    [InlineData("carol", "a\u0000b", "name")]
    [InlineData("carol", "\ud800", "name")]
    public async Task What_cannot_be_kept_is_named(string id, string name, string field)
    {
        var reply = await host.PostAsync("/admin/users", _admin, $$"""{"id":"{{id}}","name":"{{Escape(name)}}"}""");

        Assert.Equal(("invalid_value", field), (reply.Code, (string?)reply.Json["field"]));
    }

    [Fact]
    public async Task A_tokens_text_is_shown_once_and_opens_what_it_says()
    {
        var created = await host.PostAsync("/admin/tokens", _admin, new { user_id = _user, label = "bot", scopes = new[] { Scopes.Read } });
        var text = (string)created.Json["token"]!;

        var opened = await host.GetAsync("/api/portfolio/snapshot", text);
        var listed = await host.GetAsync($"/admin/tokens?user={_user}", _admin);

        Assert.Equal(HttpStatusCode.Created, created.Status);
        Assert.Equal(HttpStatusCode.OK, opened.Status);
        Assert.Equal((string?)created.Json["id"], (string?)Assert.Single(listed.Json["items"]!.AsArray())!["id"]);
        Assert.DoesNotContain(text, listed.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(host.Log.Lines, line => line.Contains(text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_token_with_an_end_ends()
    {
        var created = await host.PostAsync(
            "/admin/tokens", _admin, new { user_id = _user, label = "bot", scopes = new[] { Scopes.Read }, expires_at = host.Clock.GetUtcNow().AddSeconds(5) });
        var text = (string)created.Json["token"]!;

        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync("/api/portfolio/snapshot", text)).Status);
        host.Clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal("token_expired", (await host.GetAsync("/api/portfolio/snapshot", text)).Code);
    }

    [Fact]
    public async Task A_revoked_token_is_refused_at_once()
    {
        var created = await host.PostAsync("/admin/tokens", _admin, new { user_id = _user, label = "bot", scopes = new[] { Scopes.Read } });
        var text = (string)created.Json["token"]!;
        await host.GetAsync("/api/portfolio/snapshot", text);

        var revoked = await host.SendAsync(HttpMethod.Delete, $"/admin/tokens/{created.Json["id"]}", _admin);

        Assert.Equal(HttpStatusCode.NoContent, revoked.Status);
        Assert.Equal("token_revoked", (await host.GetAsync("/api/portfolio/snapshot", text)).Code);
        Assert.Equal("token_not_found", (await host.SendAsync(HttpMethod.Delete, $"/admin/tokens/{created.Json["id"]}", _admin)).Code);
    }

    [Fact]
    public async Task Tokens_are_listed_newest_first()
    {
        for (var index = 0; index < 3; index++)
        {
            host.Clock.Advance(TimeSpan.FromSeconds(1));
            await host.PostAsync("/admin/tokens", _admin, new { user_id = _user, label = $"bot {index}", scopes = new[] { Scopes.Read } });
        }

        var listed = (await host.GetAsync($"/admin/tokens?user={_user}", _admin)).Json;

        Assert.Equal(["bot 2", "bot 1", "bot 0"], listed["items"]!.AsArray().Select(token => (string?)token!["label"]));
    }

    [Theory]
    [InlineData("""{"user_id":"nobody","label":"x","scopes":["admin"]}""", "user_not_found", "user_id")]
    [InlineData("""{"user_id":"alice","label":"","scopes":["admin"]}""", "invalid_value", "label")]
    [InlineData("""{"user_id":"alice","label":"x","scopes":[]}""", "invalid_value", "scopes")]
    [InlineData("""{"user_id":"alice","label":"x","scopes":["root"]}""", "invalid_value", "scopes")]
    [InlineData("""{"user_id":"alice","label":"x","scopes":["admin","admin"]}""", "invalid_value", "scopes")]
    [InlineData("""{"user_id":"alice","label":"x","scopes":["admin"],"expires_at":"2026-03-04T11:59:59Z"}""", "invalid_value", "expires_at")]
    [InlineData("""{"user_id":"alice","label":"x","scopes":["admin"],"expires_at":"tomorrow"}""", "wrong_type", "expires_at")]
    public async Task A_token_that_cannot_be_is_not_made(string body, string code, string field)
    {
        var reply = await host.PostAsync("/admin/tokens", _admin, body.Replace("alice", _user, StringComparison.Ordinal));

        Assert.Equal((code, field), (reply.Code, (string?)reply.Json["field"]));
        Assert.Empty((await host.GetAsync($"/admin/tokens?user={_user}", _admin)).Json["items"]!.AsArray());
    }

    [Fact]
    public async Task The_status_tells_who_follows_what()
    {
        await using var events = await EventClient.OpenAsync(host, await host.TokenAsync(_user, Scopes.Read));

        var status = (await host.GetAsync("/admin/status", _admin)).Json;

        Assert.Equal((1, 1), ((int?)status["followed_portfolios"], (int?)status["event_clients"]));
        Assert.Equal("ok", (string?)status["health"]!["status"]);
        Assert.True((long?)status["resident_bytes"] > 0);
    }

    [Fact]
    public async Task An_operator_syncs_any_account()
    {
        host.World["alice"].Accounts = [Given.Account("acc-1")];

        var synced = await host.SendAsync(HttpMethod.Post, "/admin/sync?account=acc-1", _admin);
        var missing = await host.SendAsync(HttpMethod.Post, "/admin/sync?account=acc-2", _admin);

        Assert.Equal((HttpStatusCode.Accepted, "acc-1"), (synced.Status, (string?)synced.Json["id"]));
        Assert.Equal("account_not_found", missing.Code);
    }

    private static string Escape(string text) => string.Concat(text.Select(character =>
        char.IsAsciiLetter(character) || character == ' ' ? $"{character}" : $"\\u{(int)character:x4}"));
}
