using System.Net;
using PortfolioOrleans.Gateway.Access;

namespace PortfolioOrleans.Gateway.Tests.Access;

public sealed class SubjectTests(GatewayHost host) : IClassFixture<GatewayHost>
{
    [Fact]
    public async Task A_token_shows_its_own_users_portfolio()
    {
        host.World["alice"].Snapshot = Given.Portfolio("alice");

        var reply = await host.GetAsync("/api/portfolio/snapshot", await host.TokenAsync("alice", Scopes.Read));

        Assert.Equal("alice", reply.Json["portfolio_id"]!.GetValue<string>());
    }

    [Fact]
    public async Task Naming_oneself_is_allowed()
    {
        var reply = await host.GetAsync("/api/portfolio/snapshot?user=bob", await host.TokenAsync("bob", Scopes.Read));

        Assert.Equal("bob", reply.Json["portfolio_id"]!.GetValue<string>());
    }

    [Fact]
    public async Task An_operator_sees_anothers_portfolio_with_its_amounts()
    {
        host.World["alice"].Snapshot = Given.Portfolio("alice");

        var reply = await host.GetAsync("/api/portfolio/snapshot?user=alice", await host.TokenAsync("root", Scopes.Admin));

        Assert.Equal("alice", reply.Json["portfolio_id"]!.GetValue<string>());
        Assert.Equal("101234.5", reply.Json["total_equity"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_scope_admin_opens_no_portfolio_that_is_not_named()
    {
        var reply = await host.GetAsync("/api/portfolio/snapshot", await host.TokenAsync("root", Scopes.Admin));

        Assert.Equal(HttpStatusCode.Forbidden, reply.Status);
    }

    [Fact]
    public async Task An_operator_who_reads_nobodys_portfolio_wakes_none()
    {
        await host.GetAsync("/api/portfolio/snapshot?user=ghost", await host.TokenAsync("root", Scopes.Admin));

        Assert.Equal(0, host.World["ghost"].Asked);
    }

    [Fact]
    public async Task The_bearers_scheme_may_be_written_in_any_case()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/portfolio/snapshot");
        request.Headers.TryAddWithoutValidation("Authorization", $"bEARER {await host.TokenAsync("alice", Scopes.Read)}");

        var response = await host.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_token_in_the_query_is_no_token()
    {
        var token = await host.TokenAsync("alice", Scopes.Read);

        var reply = await host.GetAsync($"/api/portfolio/snapshot?access_token={token}&token={token}");

        Assert.Equal("token_missing", reply.Code);
    }

    [Fact]
    public async Task An_overlong_token_is_not_even_looked_up()
    {
        var before = host.World.TokenLookups;

        var reply = await host.GetAsync("/api/portfolio/snapshot", new string('x', 5_000));

        Assert.Equal("token_unknown", reply.Code);
        Assert.Equal(before, host.World.TokenLookups);
    }
}
