using System.Net;
using Microsoft.AspNetCore.Routing;
using PortfolioOrleans.Gateway.Access;
using PortfolioOrleans.Storage.Tokens;

namespace PortfolioOrleans.Gateway.Tests.Access;

/// <summary>Every route against every kind of caller who must not get through. Routes are taken from the running host, so that a new one is in it.</summary>
public sealed class RouteMatrixTests(GatewayHost host) : IClassFixture<GatewayHost>
{
    private static readonly string[] Public =
        ["GET /health", "GET /health/live", "GET /health/ready", "GET /portfolio/health", "GET /openapi/v1.json"];

    [Fact]
    public void Only_health_and_the_description_are_open_to_everyone()
    {
        var open = host.Routes().Where(route => ScopeOf(route.Endpoint).IsNone).Select(Name);

        Assert.Equal(Public.Order(), open.Order());
    }

    [Fact]
    public void Whatever_changes_something_needs_a_scope_to_write_or_to_administer()
    {
        var lax = host.Routes().Where(route => route.Method != "GET" && !ScopeOf(route.Endpoint).AnyOf.All(scope => scope is Scopes.Write or Scopes.Admin));

        Assert.Empty(lax.Select(Name));
    }

    [Fact]
    public void Every_portfolio_route_is_there_under_both_prefixes()
    {
        var names = host.Routes().Select(Name).ToHashSet();

        Assert.Contains("GET /api/portfolio/snapshot", names);
        Assert.All(
            names.Where(name => name.StartsWith("GET /api/portfolio/", StringComparison.Ordinal)),
            name => Assert.Contains(name.Replace("/api/portfolio", "/portfolio", StringComparison.Ordinal), names));
    }

    [Fact]
    public async Task Without_a_token_nobody_gets_through() => await EachProtectedAsync(async route =>
    {
        var reply = await CallAsync(route, token: null);

        Assert.Equal((HttpStatusCode.Unauthorized, "token_missing"), (reply.Status, reply.Code));
        Assert.Equal("Bearer", Assert.Single(reply.Message.Headers.WwwAuthenticate).Scheme);
    });

    [Theory]
    [InlineData("garbage")]
    [InlineData("po_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("Bearer Bearer")]
    [InlineData("'; DROP TABLE api_tokens; --")]
    public async Task Garbage_is_no_token(string token) => await EachProtectedAsync(async route =>
    {
        var reply = await CallAsync(route, token);

        Assert.Equal((HttpStatusCode.Unauthorized, "token_unknown"), (reply.Status, reply.Code));
        Assert.DoesNotContain(token, reply.Text, StringComparison.Ordinal);
        Assert.Contains("invalid_token", reply.Message.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    });

    [Fact]
    public async Task An_expired_token_opens_nothing()
    {
        var token = await host.TokenAsync("alice", Given.Noon.AddSeconds(-1), Scopes.All);

        await EachProtectedAsync(async route => Assert.Equal("token_expired", (await CallAsync(route, token)).Code));
    }

    [Fact]
    public async Task A_revoked_token_opens_nothing()
    {
        var tokens = host.App.Services.GetRequiredService<ITokenStore>();
        var created = NewApiToken.Create("alice", "lost", Scopes.All, Given.Noon);
        await tokens.AddAsync(created.Token, created.Hash, default);
        await tokens.RevokeAsync(created.Token.Id, Given.Noon, default);

        await EachProtectedAsync(async route => Assert.Equal("token_revoked", (await CallAsync(route, created.Text)).Code));
    }

    [Fact]
    public async Task Every_scope_but_the_routes_own_is_refused_by_name() => await EachProtectedAsync(async route =>
    {
        var required = ScopeOf(route.Endpoint).AnyOf;
        var token = await host.TokenAsync("alice", [.. Scopes.All.Except(required)]);

        var reply = await CallAsync(route, token);

        Assert.Equal((HttpStatusCode.Forbidden, "scope_missing"), (reply.Status, reply.Code));
        Assert.Equal(required[0], reply.Json["scope"]!.GetValue<string>());
        Assert.Contains($"scope=\"{required[0]}\"", reply.Message.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    });

    [Fact]
    public async Task A_token_of_a_routes_scope_alone_is_let_through() => await EachProtectedAsync(async route =>
    {
        foreach (var scope in ScopeOf(route.Endpoint).AnyOf)
        {
            var reply = await HeadersAsync(route, await host.TokenAsync("alice", scope));

            Assert.NotInRange((int)reply, 401, 403);
        }
    });

    [Fact]
    public async Task Anothers_portfolio_is_for_operators() => await EachProtectedAsync(async route =>
    {
        if (IsAboutAUser(route.Endpoint))
        {
            var token = await host.TokenAsync("alice", ScopeOf(route.Endpoint).AnyOf);

            var reply = await CallAsync(route, token, "?user=bob");

            Assert.Equal((HttpStatusCode.Forbidden, "admin"), (reply.Status, reply.Json["scope"]!.GetValue<string>()));
        }
    });

    [Theory]
    [InlineData("nobody")]
    [InlineData("NOT%20AN%20ID")]
    public async Task An_operator_who_names_a_user_who_is_not_there_is_told_so(string user) => await EachProtectedAsync(async route =>
    {
        if (IsAboutAUser(route.Endpoint))
        {
            var reply = await CallAsync(route, await host.TokenAsync("root", Scopes.Admin), $"?user={user}");

            Assert.Equal((HttpStatusCode.NotFound, "user_not_found"), (reply.Status, reply.Code));
        }
    });

    [Fact]
    public async Task Anothers_account_is_as_if_it_were_not_there()
    {
        host.World["alice"].Accounts = [Given.Account("acc-of-alice")];
        var token = await host.TokenAsync("bob", Scopes.Read, Scopes.Write);

        foreach (var route in host.Routes().Where(route => route.Endpoint.RoutePattern.RawText!.StartsWith("/api/accounts/{id}", StringComparison.Ordinal)))
        {
            var path = route.Endpoint.RoutePattern.RawText!;
            var anothers = await host.SendAsync(new HttpMethod(route.Method), path.Replace("{id}", "acc-of-alice", StringComparison.Ordinal), token);
            var nobodys = await host.SendAsync(new HttpMethod(route.Method), path.Replace("{id}", "acc-of-nobody", StringComparison.Ordinal), token);

            Assert.Equal((HttpStatusCode.NotFound, "account_not_found"), (anothers.Status, anothers.Code));
            Assert.Equal(nobodys.Json["detail"]!.GetValue<string>().Replace("nobody", "alice", StringComparison.Ordinal), anothers.Json["detail"]!.GetValue<string>());
        }

        Assert.Single(host.World["alice"].Accounts);
    }

    [Fact]
    public async Task Open_routes_need_no_token_and_do_not_mind_a_bad_one()
    {
        foreach (var route in host.Routes().Where(route => ScopeOf(route.Endpoint).IsNone))
        {
            Assert.Equal(HttpStatusCode.OK, (await CallAsync(route, token: null)).Status);
            Assert.Equal(HttpStatusCode.OK, (await CallAsync(route, token: "garbage")).Status);
        }
    }

    private async Task EachProtectedAsync(Func<(string Method, RouteEndpoint Endpoint), Task> check)
    {
        var routes = host.Routes().Where(route => !ScopeOf(route.Endpoint).IsNone).ToList();
        Assert.True(routes.Count >= 28);
        foreach (var route in routes)
        {
            await check(route);
        }
    }

    private Task<Reply> CallAsync((string Method, RouteEndpoint Endpoint) route, string? token, string query = "") =>
        host.SendAsync(new HttpMethod(route.Method), PathOf(route.Endpoint) + query, token, BodyOf(route.Method));

    /// <summary>An event stream has no end to read to.</summary>
    private async Task<HttpStatusCode> HeadersAsync((string Method, RouteEndpoint Endpoint) route, string token)
    {
        using var request = new HttpRequestMessage(new HttpMethod(route.Method), PathOf(route.Endpoint)) { Headers = { Authorization = new("Bearer", token) } };
        using var response = await host.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return response.StatusCode;
    }

    private static string PathOf(RouteEndpoint endpoint) => endpoint.RoutePattern.RawText!.Replace("{id}", "some-id", StringComparison.Ordinal);

    private static string? BodyOf(string method) => method is "POST" or "PUT" ? "{}" : null;

    private static RequiredScope ScopeOf(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<RequiredScope>()!;

    private static bool IsAboutAUser(RouteEndpoint endpoint) =>
        endpoint.Metadata.Contains(Subject.Named) && ScopeOf(endpoint).AdminMayStandIn;

    private static string Name((string Method, RouteEndpoint Endpoint) route) => $"{route.Method} {route.Endpoint.RoutePattern.RawText}";
}
