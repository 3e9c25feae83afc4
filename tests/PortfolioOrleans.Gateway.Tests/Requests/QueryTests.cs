using System.Net;
using Microsoft.AspNetCore.Routing;
using PortfolioOrleans.Gateway.Access;
using PortfolioOrleans.Gateway.Requests;

namespace PortfolioOrleans.Gateway.Tests.Requests;

public sealed class QueryTests(GatewayHost host) : IClassFixture<GatewayHost>
{
    private static readonly string[] Nasty =
        ["%00", "%FF", "%F0%9F%92%A9", "' OR 1=1 --", "NaN", "1e5", "-0", new string('9', 2_000), "__proto__", "+", "%2B"];

    [Theory]
    [InlineData("/api/portfolio/balances?limit=0", "limit", "a whole number from 1 to 1000")]
    [InlineData("/api/portfolio/balances?limit=1001", "limit", "a whole number from 1 to 1000")]
    [InlineData("/api/portfolio/balances?limit=-1", "limit", "a whole number from 1 to 1000")]
    [InlineData("/api/portfolio/balances?limit=ten", "limit", "a whole number from 1 to 1000")]
    [InlineData("/api/portfolio/balances?limit=1.0", "limit", "a whole number from 1 to 1000")]
    [InlineData("/api/portfolio/balances?limit=99999999999999999999", "limit", "a whole number from 1 to 1000")]
    [InlineData("/api/portfolio/balances?limit=", "limit", "a whole number from 1 to 1000")]
    [InlineData("/api/portfolio/balances?limit=1&limit=2", "limit", "given once")]
    [InlineData("/api/portfolio/balances?cursor=!!!", "cursor", "the next_cursor of the page before")]
    [InlineData("/api/portfolio/positions?status=opened", "status", "open, closed or all")]
    [InlineData("/api/portfolio/positions?status=open,", "status", "separated by commas")]
    [InlineData("/api/portfolio/drawdown?days=0", "days", "from 1 to 3650")]
    [InlineData("/api/portfolio/drawdown?days=30,", "days", "separated by commas")]
    [InlineData("/api/portfolio/drawdown?days=30;90", "days", "separated by commas")]
    [InlineData("/api/portfolio/drawdown?days=1,2,3,4,5,6,7,8,9", "days", "one to 8")]
    [InlineData("/api/portfolio/history?from=yesterday", "from", "2026-01-31T12:00:00Z")]
    [InlineData("/api/portfolio/history?from=0001-01-01", "from", "2026-01-31T12:00:00Z")]
    [InlineData("/api/portfolio/history?to=9999-12-31", "to", "2026-01-31T12:00:00Z")]
    [InlineData("/api/portfolio/history?from=2026-01-02&to=2026-01-01", "from", "before to")]
    [InlineData("/api/portfolio/history?step=0m", "step", "from 1m to 52w")]
    [InlineData("/api/portfolio/history?step=1y", "step", "from 1m to 52w")]
    [InlineData("/api/portfolio/history?step=53w", "step", "from 1m to 52w")]
    [InlineData("/api/portfolio/history?step=m", "step", "from 1m to 52w")]
    [InlineData("/api/portfolio/history?cursor=YWJj", "cursor", "the next_cursor of the page before")]
    [InlineData("/api/portfolio/events?after=-1", "after", "a whole number, 0 or more")]
    [InlineData("/api/portfolio/events?after=x", "after", "a whole number, 0 or more")]
    public async Task A_parameter_that_is_not_what_it_may_be_is_named_with_what_it_may_be(string path, string parameter, string allowed)
    {
        var reply = await host.GetAsync(path, await host.TokenAsync("alice", Scopes.Read));

        Assert.Equal((HttpStatusCode.BadRequest, "bad_query"), (reply.Status, reply.Code));
        Assert.Equal(parameter, (string?)reply.Json["field"]);
        Assert.Contains(allowed, (string?)reply.Json["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_parameter_that_must_be_there_is_missed()
    {
        var reply = await host.SendAsync(HttpMethod.Post, "/admin/sync", await host.TokenAsync("root", Scopes.Admin));

        Assert.Equal(("bad_query", "account"), (reply.Code, (string?)reply.Json["field"]));
    }

    [Fact]
    public async Task No_text_in_any_parameter_breaks_a_route()
    {
        var token = await host.TokenAsync("alice", Scopes.All);
        foreach (var (method, endpoint) in host.Routes())
        {
            foreach (var parameter in endpoint.Metadata.OfType<QueryParameter>().Where(parameter => parameter.Name != "user"))
            {
                foreach (var text in Nasty)
                {
                    using var request = new HttpRequestMessage(new HttpMethod(method), $"{Path(endpoint)}?{parameter.Name}={text}");
                    request.Headers.Authorization = new("Bearer", token);
                    using var response = await host.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

                    Assert.True((int)response.StatusCode < 500, $"{request.Method} {request.RequestUri} gave {response.StatusCode}");
                }
            }
        }

        static string Path(RouteEndpoint endpoint) => endpoint.RoutePattern.RawText!.Replace("{id}", "some-id", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_parameter_nobody_reads_is_let_pass()
    {
        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync("/api/portfolio/snapshot?_=1234", await host.TokenAsync("alice", Scopes.Read))).Status);
    }
}
