using System.Net;
using System.Text;
using PortfolioOrleans.Gateway.Access;

namespace PortfolioOrleans.Gateway.Tests.Requests;

public sealed class BodyTests(GatewayHost host) : IClassFixture<GatewayHost>
{
    private const string Good = """{"venue":"binance","label":"main","credentials":{"api_key":"k","api_secret":"s"}}""";

    [Theory]
    [InlineData("", "malformed_json", null)]
    [InlineData("{", "malformed_json", null)]
    [InlineData("not json", "malformed_json", null)]
    [InlineData("{\"venue\":\"binance\",}", "malformed_json", null)]
    [InlineData("{\"venue\":\"binance\"} trailing", "malformed_json", null)]
    [InlineData("// hello\n{}", "malformed_json", null)]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]", "malformed_json", null)]
    [InlineData("{\"venue\":\"a\",\"venue\":\"b\",\"label\":\"x\",\"credentials\":{}}", "malformed_json", "venue")]
    [InlineData("{\"venue\":\"a\",\"label\":\"x\",\"credentials\":{\"k\":\"1\",\"k\":\"2\"}}", "malformed_json", "credentials.k")]
    [InlineData("null", "wrong_type", "")]
    [InlineData("[]", "wrong_type", "")]
    [InlineData("\"text\"", "wrong_type", "")]
    [InlineData("{}", "missing_member", "venue")]
    [InlineData("{\"venue\":\"binance\",\"label\":\"main\"}", "missing_member", "credentials")]
    [InlineData("{\"venue\":\"binance\",\"label\":\"main\",\"credentials\":{},\"extra\":1}", "unknown_member", "extra")]
    [InlineData("{\"Venue\":\"binance\",\"label\":\"main\",\"credentials\":{}}", "unknown_member", "Venue")]
    [InlineData("{\"venue\":7,\"label\":\"main\",\"credentials\":{}}", "wrong_type", "venue")]
    [InlineData("{\"venue\":null,\"label\":\"main\",\"credentials\":{}}", "wrong_type", "venue")]
    [InlineData("{\"venue\":\"binance\",\"label\":\"main\",\"credentials\":[]}", "wrong_type", "credentials")]
    [InlineData("{\"venue\":\"binance\",\"label\":\"main\",\"credentials\":{\"api_key\":5}}", "wrong_type", "credentials.api_key")]
    [InlineData("{\"venue\":\"binance\",\"label\":\"main\",\"credentials\":{\"api_key\":null}}", "wrong_type", "credentials.api_key")]
    [InlineData("{\"venue\":\"binance\",\"label\":\"main\",\"credentials\":{},\"allow_powerful_key\":\"yes\"}", "wrong_type", "allow_powerful_key")]
    public async Task What_does_not_fit_is_refused_by_name(string body, string code, string? field)
    {
        var reply = await host.PostAsync("/api/accounts", await host.TokenAsync("alice", Scopes.Write), body);

        Assert.Equal((HttpStatusCode.BadRequest, code, field), (reply.Status, reply.Code, (string?)reply.Json["field"]));
    }

    [Fact]
    public async Task Malformed_json_is_told_where()
    {
        var reply = await host.PostAsync("/api/accounts", await host.TokenAsync("alice", Scopes.Write), "{\n  \"venue\": binance\n}");

        Assert.Equal("It cannot be read on from line 2, byte 12.", (string?)reply.Json["detail"]);
    }

    [Fact]
    public async Task An_unknown_member_is_told_the_known_ones()
    {
        var reply = await host.PostAsync("/api/accounts", await host.TokenAsync("alice", Scopes.Write), "{\"vneue\":\"binance\"}");

        Assert.Equal("vneue is not known here; known are venue, label, credentials, allow_powerful_key.", (string?)reply.Json["detail"]);
    }

    [Fact]
    public async Task A_wrong_type_is_told_the_right_one()
    {
        var reply = await host.PostAsync("/admin/tokens", await host.TokenAsync("root", Scopes.Admin), """{"user_id":"alice","label":"x","scopes":["admin",3]}""");

        Assert.Equal("scopes[1] must be a text.", (string?)reply.Json["detail"]);
    }

    [Fact]
    public async Task An_absurdly_long_name_comes_back_short()
    {
        var name = new string('n', 10_000);

        var reply = await host.PostAsync("/api/accounts", await host.TokenAsync("alice", Scopes.Write), $$"""{"{{name}}":1}""");

        Assert.Equal("unknown_member", reply.Code);
        Assert.True(reply.Text.Length < 1_000);
    }

    [Fact]
    public async Task A_body_of_64_kilobytes_is_taken_and_one_byte_more_is_not()
    {
        var token = await host.TokenAsync("alice", Scopes.Write);
        var fits = Good + new string(' ', 65_536 - Good.Length);

        Assert.InRange((int)(await host.PostAsync("/api/accounts", token, fits)).Status, 200, 201);
        var reply = await host.PostAsync("/api/accounts", token, fits + " ");
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "body_too_large"), (reply.Status, reply.Code));
    }

    [Fact]
    public async Task A_body_that_does_not_say_its_length_is_measured()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/accounts");
        request.Headers.Authorization = new("Bearer", await host.TokenAsync("alice", Scopes.Write));
        request.Headers.TransferEncodingChunked = true;
        request.Content = new StreamContent(new MemoryStream(Encoding.UTF8.GetBytes(Good + new string(' ', 100_000))))
        {
            Headers = { { "Content-Type", "application/json" } },
        };

        var response = await host.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task A_refused_body_leaves_the_connection_as_it_was()
    {
        var token = await host.TokenAsync("alice", Scopes.Write);
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1 }) { BaseAddress = host.Http.BaseAddress };

        foreach (var body in Enumerable.Repeat((string[])["not json", "{}", Good + new string(' ', 66_000), Good], 10).SelectMany(body => body))
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/accounts") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            request.Headers.Authorization = new("Bearer", token);
            var response = await http.SendAsync(request);
            Assert.NotEqual(body == Good, (int)response.StatusCode >= 400);
        }
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task A_body_that_is_not_json_is_refused_unread(string mediaType)
    {
        var reply = await host.SendAsync(HttpMethod.Post, "/api/accounts", await host.TokenAsync("alice", Scopes.Write), Good, mediaType);

        Assert.Equal((HttpStatusCode.UnsupportedMediaType, "unsupported_media_type"), (reply.Status, reply.Code));
    }

    [Fact]
    public async Task No_body_at_all_is_no_json()
    {
        var reply = await host.SendAsync(HttpMethod.Post, "/api/accounts", await host.TokenAsync("alice", Scopes.Write));

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, reply.Status);
    }
}
