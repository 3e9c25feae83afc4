using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PortfolioOrleans.Gateway.Tests.Hosting;

/// <summary>An answer, read to its end.</summary>
public sealed record Reply(HttpStatusCode Status, string Text, HttpResponseMessage Message)
{
    public JsonNode Json => JsonNode.Parse(Text)!;

    /// <summary>The problem's code; fails unless it is a problem answer of this very status.</summary>
    public string Code
    {
        get
        {
            Assert.Equal("application/problem+json", Message.Content.Headers.ContentType?.MediaType);
            Assert.Equal((int)Status, Json["status"]!.GetValue<int>());
            return Json["code"]!.GetValue<string>();
        }
    }
}

public static class HttpCalls
{
    public static Task<Reply> GetAsync(this GatewayHost host, string path, string? token = null) => host.SendAsync(HttpMethod.Get, path, token);

    public static Task<Reply> PostAsync(this GatewayHost host, string path, string? token, object body) =>
        host.SendAsync(HttpMethod.Post, path, token, body as string ?? JsonSerializer.Serialize(body));

    public static async Task<Reply> SendAsync(
        this GatewayHost host, HttpMethod method, string path, string? token, string? body = null, string mediaType = "application/json")
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, mediaType);
        var response = await host.Http.SendAsync(request);
        return new Reply(response.StatusCode, await response.Content.ReadAsStringAsync(), response);
    }
}
