using System.Net;
using System.Text.Json;
using PortfolioOrleans.Exchanges.Okx;
using PortfolioOrleans.Exchanges.Tests.Support;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Tests.Okx;

public sealed class OkxFaultsTests
{
    [Theory]
    [InlineData(FaultKind.Unreachable, "50001 50004 50013 50026")]
    [InlineData(FaultKind.Maintenance, "50005")]
    [InlineData(FaultKind.RateLimited, "50011 50040 50061 58102")]
    [InlineData(FaultKind.CredentialsRejected, "50007 50009 50027 50035 50100 50101 50103 50104 50105 50106 50107 50110 50111 50113 50119 50199 60005 60024 60032")]
    [InlineData(FaultKind.PermissionMissing, "50030 50051 50052 50114 50120")]
    [InlineData(FaultKind.ClockSkew, "50102 50112")]
    [InlineData(FaultKind.UnknownSymbol, "51001")]
    [InlineData(FaultKind.BadRequest, "51000 50014 59999 1")]
    public void A_code_says_what_can_be_done_whatever_the_status(FaultKind kind, string codes) => Assert.All(codes.Split(' '), code =>
    {
        Assert.Equal(kind, Judge(200, $$"""{"code":"{{code}}","msg":"in words","data":[]}""")?.Kind);
    });

    [Theory]
    [InlineData(401, "50113", FaultKind.CredentialsRejected)]
    [InlineData(429, "50011", FaultKind.RateLimited)]
    [InlineData(400, "59999", FaultKind.BadRequest)]
    [InlineData(500, "59999", FaultKind.Unreachable)]
    [InlineData(503, "0", FaultKind.Unreachable)]
    public void A_code_goes_before_the_status(int status, string code, FaultKind kind) =>
        Assert.Equal(kind, Judge(status, $$"""{"code":"{{code}}","msg":""}""")?.Kind);

    [Theory]
    [InlineData(401, FaultKind.CredentialsRejected)]
    [InlineData(403, FaultKind.Banned)]
    [InlineData(429, FaultKind.RateLimited)]
    [InlineData(503, FaultKind.Unreachable)]
    public void A_web_page_is_judged_by_its_status(int status, FaultKind kind) => Assert.Equal(kind, Judge(status, null)?.Kind);

    [Theory]
    [InlineData("""{"code":"0","msg":"","data":[]}""")]
    [InlineData("""{"code":0,"msg":"","data":[]}""")]
    public void Success_is_no_fault(string body) => Assert.Null(Judge(200, body));

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"data":[]}""")]
    [InlineData("""{"code":[],"data":[]}""")]
    [InlineData("""{"code":"NaN","data":[]}""")]
    public void What_is_no_envelope_is_unreadable(string body) => Assert.Equal(FaultKind.Unreadable, Judge(200, body)?.Kind);

    [Fact]
    public void A_refused_rate_waits_two_seconds_where_nothing_else_is_said()
    {
        Assert.Equal(TimeSpan.FromSeconds(2), Judge(429, """{"code":"50011","msg":"Too Many Requests"}""")?.RetryAfter);
        Assert.Equal(TimeSpan.FromSeconds(9), Judge(429, """{"code":"50011","msg":""}""", ("Retry-After", "9"))?.RetryAfter);
    }

    private static ExchangeFault? Judge(int status, string? body, params (string, string)[] headers)
    {
        using var response = ScriptedVenue.Json(body ?? "", (HttpStatusCode)status, headers);
        WireNode? root = body is null ? null : new WireNode(JsonDocument.Parse(body).RootElement);
        return OkxFaults.Judge(response.StatusCode, response.Headers, root, ManualClock.Noon);
    }
}
