using System.Net;
using System.Text.Json;
using PortfolioOrleans.Exchanges.Evm;
using PortfolioOrleans.Exchanges.Tests.Support;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Tests.Evm;

public sealed class EvmFaultsTests
{
    [Theory]
    [InlineData(200, -32005, "limit exceeded", FaultKind.RateLimited)]
    [InlineData(200, 429, "Too Many Requests", FaultKind.RateLimited)]
    [InlineData(200, -32000, "Your app has exceeded its compute units per second capacity", FaultKind.RateLimited)]
    [InlineData(200, -32005, "query exceeds max block range 2000", FaultKind.BadRequest)]
    [InlineData(200, -32602, "query returned more than 10000 results", FaultKind.BadRequest)]
    [InlineData(200, -32000, "missing trie node 0x12", FaultKind.BadRequest)]
    [InlineData(200, -32000, "header not found", FaultKind.Unreachable)]
    [InlineData(200, -32603, "internal error", FaultKind.Unreachable)]
    [InlineData(200, -32601, "the method eth_foo does not exist", FaultKind.BadRequest)]
    [InlineData(200, -32000, "invalid project id", FaultKind.CredentialsRejected)]
    [InlineData(401, -32000, "must be authenticated", FaultKind.CredentialsRejected)]
    [InlineData(400, -32600, "invalid request", FaultKind.BadRequest)]
    [InlineData(503, -32000, "anything", FaultKind.Unreachable)]
    [InlineData(429, -32000, "anything", FaultKind.RateLimited)]
    public void Code_words_and_status_say_together_what_can_be_done(int status, int code, string words, FaultKind kind)
    {
        var error = $$$"""{"jsonrpc":"2.0","id":1,"error":{"code":{{{code}}},"message":"{{{words}}}"}}""";

        Assert.Equal(kind, Judge(status, error)?.Kind);
        Assert.Equal(kind, Judge(status, $$"""[{"jsonrpc":"2.0","id":2,"result":"0x1"},{{error}}]""")?.Kind);
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":"0x1"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":"0x1","error":null}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"error":{"code":3,"message":"execution reverted"}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"error":{"code":-32000,"message":"execution reverted: no"}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"error":{"code":-32015,"message":"VM execution error: Reverted"}}""")]
    public void A_contracts_refusal_is_an_answer(string body) => Assert.Null(Judge(200, body));

    [Theory]
    [InlineData("""[{"id":1,"result":"0x1"}]""")]
    [InlineData("""[{"id":1,"result":"0x1"},{"id":1,"result":"0x1"}]""")]
    [InlineData("""[{"id":1,"result":"0x1"},{"id":3,"result":"0x1"}]""")]
    [InlineData("""[{"id":1,"result":"0x1"},{"id":2}]""")]
    [InlineData("""[{"id":1,"result":"0x1"},7]""")]
    [InlineData("""{"0":{}}""")]
    public void Each_question_has_one_answer(string body) => Assert.Throws<WireException>(() => JsonRpc.Read(Node(body), 2));

    [Fact]
    public void Answers_come_in_any_order()
    {
        var answers = JsonRpc.Read(Node("""[{"id":2,"result":"0x2"},{"id":1,"error":{"code":3,"message":"execution reverted"}}]"""), 2);

        Assert.True(answers[0].IsRevert);
        Assert.Equal("0x2", answers[1].Result!.Value.GetString());
    }

    private static ExchangeFault? Judge(int status, string body)
    {
        using var response = ScriptedVenue.Json(body, (HttpStatusCode)status);
        return EvmFaults.Judge(response.StatusCode, response.Headers, Node(body), ManualClock.Noon);
    }

    private static WireNode Node(string body) => new(JsonDocument.Parse(body).RootElement);
}
