using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;
using PortfolioOrleans.Gateway.Access;
using PortfolioOrleans.Storage.History;
using PortfolioOrleans.Storage.Performance;

namespace PortfolioOrleans.Gateway.Tests.Description;

public sealed class OpenApiTests(GatewayHost host) : IClassFixture<GatewayHost>, IAsyncLifetime
{
    private JsonNode _json = null!;
    private OpenApiDocument _document = null!;
    private OpenApiDiagnostic _findings = null!;

    public async Task InitializeAsync()
    {
        var text = (await host.GetAsync("/openapi/v1.json")).Text;
        _json = JsonNode.Parse(text)!;
        (_document, _findings) = OpenApiDocument.Parse(text, "json") switch { var read => (read.Document!, read.Diagnostic!) };
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public void It_is_valid_openapi_3_1()
    {
        Assert.Empty(_findings.Errors.Select(error => error.ToString()));
        Assert.Empty(_findings.Warnings.Select(warning => warning.ToString()));
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, _findings.SpecificationVersion);
        Assert.Empty(_document.Validate(ValidationRuleSet.GetDefaultRuleSet()).Select(error => error.ToString()));
    }

    [Fact]
    public void Every_route_is_in_it_and_nothing_else()
    {
        var mapped = host.Routes().Select(route => $"{route.Method} {route.Endpoint.RoutePattern.RawText!.TrimEnd('/')}").Order();
        var described = Operations().Select(operation => $"{operation.Method} {operation.Path}").Order();

        Assert.Equal(mapped, described);
    }

    [Fact]
    public void Every_reference_leads_somewhere()
    {
        var components = _json["components"]!["schemas"]!.AsObject();

        Assert.All(
            Members(_json).Where(member => member.Key == "$ref").Select(member => member.Value!.GetValue<string>()),
            reference => Assert.True(components.ContainsKey(reference.Replace("#/components/schemas/", "", StringComparison.Ordinal)), reference));
    }

    [Fact]
    public void Every_operation_says_what_it_does_what_it_needs_and_what_it_refuses()
    {
        Assert.All(Operations(), operation =>
        {
            Assert.False(string.IsNullOrWhiteSpace((string?)operation.Json["summary"]), operation.Path);
            var needsToken = operation.Json["security"]!.AsArray().Count > 0;
            Assert.Equal(needsToken, operation.Json["responses"]!.AsObject().ContainsKey("401"));
            Assert.Equal(needsToken, operation.Json["responses"]!.AsObject().ContainsKey("403"));
            Assert.Contains("500", operation.Json["responses"]!.AsObject().Select(response => response.Key));
            Assert.Equal(
                operation.Path.Contains('{', StringComparison.Ordinal),
                operation.Json["parameters"]?.AsArray().Any(parameter => (string?)parameter!["in"] == "path") == true);
        });
        Assert.Equal(Operations().Count(), Operations().Select(operation => (string?)operation.Json["operationId"]).Distinct().Count());
    }

    [Fact]
    public void Every_body_and_every_parameter_is_described()
    {
        Assert.All(Operations().Where(operation => operation is { Method: "POST", Path: "/api/accounts" or "/admin/users" or "/admin/tokens" }), operation =>
        {
            var shape = (string?)operation.Json["requestBody"]!["content"]!["application/json"]!["schema"]!["$ref"];
            Assert.StartsWith("#/components/schemas/New", shape, StringComparison.Ordinal);
        });
        Assert.All(
            Operations().SelectMany(operation => operation.Json["parameters"]?.AsArray() ?? []).Where(parameter => (string?)parameter!["in"] == "query"),
            parameter => Assert.False(string.IsNullOrWhiteSpace((string?)parameter!["description"])));
    }

    [Fact]
    public void Decimals_are_texts_with_a_format()
    {
        var equity = _json["components"]!["schemas"]!["Snapshot"]!["properties"]!["total_equity"]!;

        Assert.Equal(["null", "string"], equity["type"]!.AsArray().Select(type => (string?)type));
        Assert.Equal("decimal", (string?)equity["format"]);
        Assert.Equal("number", (string?)_json["components"]!["schemas"]!["Snapshot"]!["properties"]!["daily_drawdown_pct"]!["type"]);
    }

    [Fact]
    public void Problem_codes_are_listed()
    {
        var codes = _json["components"]!["schemas"]!["Problem"]!["properties"]!["code"]!["enum"]!.AsArray().Select(code => (string?)code).ToList();

        Assert.Contains("credentials_refused", codes);
        Assert.Contains("scope_missing", codes);
    }

    [Fact]
    public async Task Every_answer_is_of_the_shape_that_is_described()
    {
        host.World["alice"].Snapshot = Given.Portfolio("alice");
        host.World["alice"].Accounts = [Given.Account("acc-1")];
        await host.App.Services.GetRequiredService<IPerformanceStore>().SaveAllAsync(Given.Days("alice"), default);
        await host.App.Services.GetRequiredService<ISnapshotStore>().AddAsync(
            new SnapshotRow("alice", "alice", Given.Noon.AddHours(-1), 1, "USD", 1m, 0m, 0m, 0m, 0m, 0m, 1m, 0m, true, false), default);
        var tokens = new[] { await host.TokenAsync("alice", Scopes.All), await host.TokenAsync("alice", Scopes.ReadShares) };
        var schemas = new SchemaChecker(_json);

        foreach (var operation in Operations().Where(operation => operation.Method == "GET" && !operation.Path.EndsWith("/events", StringComparison.Ordinal)))
        {
            foreach (var token in tokens)
            {
                var path = operation.Path.Replace("{id}", "acc-1", StringComparison.Ordinal);
                var reply = await host.GetAsync(path.EndsWith("/drawdown", StringComparison.Ordinal) ? $"{path}?days=30" : path, token);
                var (mediaType, content) = operation.Json["responses"]![$"{(int)reply.Status}"]!["content"]!.AsObject().Single();

                Assert.Equal(mediaType, reply.Message.Content.Headers.ContentType?.MediaType);
                Assert.Empty(schemas.Faults(reply.Json, content!["schema"]!, operation.Path));
            }
        }
    }

    [Fact]
    public async Task Events_are_of_the_shape_that_is_described()
    {
        host.World["alice"].Snapshot = Given.Portfolio("alice");
        var schemas = new SchemaChecker(_json);
        await using var events = await EventClient.OpenAsync(host, await host.TokenAsync("alice", Scopes.Read), lastEventId: 99);

        var received = await events.TakeAsync(5);

        string[] shapes = ["Reset", "Snapshot", "Pnl", "Drawdown", "Exposure"];
        Assert.All(received.Zip(shapes), pair => Assert.Empty(
            schemas.Faults(pair.First.Envelope, _json["components"]!["schemas"]![$"EventEnvelopeOf{pair.Second}"]!, pair.First.Type)));
    }

    private IEnumerable<(string Method, string Path, JsonNode Json)> Operations() =>
        from path in _json["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        select (operation.Key.ToUpperInvariant(), path.Key, operation.Value!);

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Members(JsonNode? node) => node switch
    {
        JsonObject map => map.Concat(map.SelectMany(member => Members(member.Value))),
        JsonArray array => array.SelectMany(Members),
        _ => [],
    };
}
