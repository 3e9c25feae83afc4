using System.Net;
using System.Text.Json;
using PortfolioOrleans.Exchanges.Binance;
using PortfolioOrleans.Exchanges.Tests.Support;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Tests.Binance;

public sealed class BinanceFaultsTests
{
    [Theory]
    [InlineData(400, -1000, FaultKind.Unreachable)]
    [InlineData(400, -1001, FaultKind.Unreachable)]
    [InlineData(401, -1002, FaultKind.CredentialsRejected)]
    [InlineData(400, -1003, FaultKind.RateLimited)]
    [InlineData(500, -1006, FaultKind.Unreachable)]
    [InlineData(500, -1007, FaultKind.Unreachable)]
    [InlineData(503, -1008, FaultKind.Unreachable)]
    [InlineData(400, -1015, FaultKind.RateLimited)]
    [InlineData(503, -1016, FaultKind.Maintenance)]
    [InlineData(400, -1021, FaultKind.ClockSkew)]
    [InlineData(400, -1022, FaultKind.CredentialsRejected)]
    [InlineData(400, -1034, FaultKind.RateLimited)]
    [InlineData(400, -1100, FaultKind.BadRequest)]
    [InlineData(400, -1121, FaultKind.UnknownSymbol)]
    [InlineData(400, -1127, FaultKind.BadRequest)]
    [InlineData(400, -2008, FaultKind.CredentialsRejected)]
    [InlineData(401, -2014, FaultKind.CredentialsRejected)]
    [InlineData(401, -2015, FaultKind.CredentialsRejected)]
    [InlineData(400, -4061, FaultKind.BadRequest)]
    [InlineData(400, -4109, FaultKind.NotAvailable)]
    [InlineData(400, -6021, FaultKind.BadRequest)]
    [InlineData(200, -1121, FaultKind.UnknownSymbol)]
    [InlineData(429, -1003, FaultKind.RateLimited)]
    [InlineData(418, -1003, FaultKind.Banned)]
    [InlineData(502, -9999, FaultKind.Unreachable)]
    public void A_code_says_what_can_be_done(int status, int code, FaultKind kind) =>
        Assert.Equal(kind, Judge(status, $$"""{"code":{{code}},"msg":"in words"}""")!.Kind);

    [Theory]
    [InlineData(403, FaultKind.Banned)]
    [InlineData(404, FaultKind.BadRequest)]
    [InlineData(418, FaultKind.Banned)]
    [InlineData(429, FaultKind.RateLimited)]
    [InlineData(451, FaultKind.CredentialsRejected)]
    [InlineData(500, FaultKind.Unreachable)]
    [InlineData(502, FaultKind.Unreachable)]
    [InlineData(503, FaultKind.Unreachable)]
    public void A_web_page_is_judged_by_its_status(int status, FaultKind kind) => Assert.Equal(kind, Judge(status, null)!.Kind);

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"code":200,"msg":"","snapshotVos":[]}""")]
    [InlineData("""{"code":"000000","message":"success","data":[]}""")]
    public void Data_is_no_fault(string body) => Assert.Null(Judge(200, body));

    [Fact]
    public void The_exchanges_own_code_and_words_are_the_detail() =>
        Assert.Equal("HTTP 400, code -1121: Invalid symbol.", Judge(400, """{"code":-1121,"msg":"Invalid symbol."}""")!.Detail);

    [Fact]
    public void Words_are_made_fit_for_a_line()
    {
        var detail = Judge(400, $$"""{"code":-1,"msg":"a\nb\u0007{{new string('x', 500)}}"}""")!.Detail;

        Assert.DoesNotContain(detail, char.IsControl);
        Assert.InRange(detail.Length, 1, 240);
    }

    [Theory]
    [InlineData("30", 30)]
    [InlineData("0", 61)]
    [InlineData(null, 61)]
    [InlineData("soon", 61)]
    [InlineData("999999999", 3 * 24 * 3600)]
    public void The_wait_is_as_stated_or_into_the_next_minute(string? header, int seconds)
    {
        (string, string)[] headers = header is null ? [] : [("Retry-After", header)];

        var fault = Judge(429, """{"code":-1003,"msg":"Too many requests."}""", headers)!;

        Assert.Equal(TimeSpan.FromSeconds(seconds), fault.RetryAfter);
    }

    [Fact]
    public void A_ban_may_stand_in_the_words_alone()
    {
        var until = ManualClock.Noon.AddMinutes(7).ToUnixTimeMilliseconds();

        var fault = Judge(400, $$"""{"code":-1003,"msg":"Way too much request weight used; IP banned until {{until}}. Please use WebSocket Streams."}""")!;

        Assert.Equal((FaultKind.Banned, TimeSpan.FromMinutes(7)), (fault.Kind, fault.RetryAfter!.Value));
    }

    private static ExchangeFault? Judge(int status, string? body, params (string, string)[] headers)
    {
        using var response = ScriptedVenue.Json(body ?? "", (HttpStatusCode)status, headers);
        WireNode? root = body is null ? null : new WireNode(JsonDocument.Parse(body).RootElement);
        return BinanceFaults.Judge(response.StatusCode, response.Headers, root, ManualClock.Noon);
    }
}
