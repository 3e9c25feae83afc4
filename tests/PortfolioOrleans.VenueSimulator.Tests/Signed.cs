using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PortfolioOrleans.VenueSimulator.Control;

namespace PortfolioOrleans.VenueSimulator.Tests;

/// <summary>An answer as a test wants to look at it.</summary>
internal sealed record Reply(HttpStatusCode Status, string Text, HttpResponseMessage Message)
{
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Text);

    /// <summary>Binance's error code.</summary>
    public int Code => Json.GetProperty("code").GetInt32();

    /// <summary>The rows of OKX's envelope, after checking that it says success.</summary>
    public JsonElement Data => Json.GetProperty("code").GetString() == "0" ? Json.GetProperty("data") : throw new InvalidOperationException(Text);

    public string? Header(string name) => Message.Headers.TryGetValues(name, out var values) ? values.Single() : null;
}

/// <summary>Signs requests the way the venues document it; shares nothing with the simulator.</summary>
internal static class Signed
{
    public static string Hex(string secret, string payload) => Convert.ToHexStringLower(Hmac(secret, payload));

    public static string Base64(string secret, string payload) => Convert.ToBase64String(Hmac(secret, payload));

    public static Reply Get(this HttpClient http, string target) => http.Ask(new HttpRequestMessage(HttpMethod.Get, target));

    /// <summary>A signed Binance request, all parameters in the query.</summary>
    public static Reply Binance(this HttpClient http, AccountSummary account, DateTimeOffset now, string path, string parameters = "", HttpMethod? method = null)
    {
        var query = $"{parameters}{(parameters.Length > 0 ? "&" : "")}timestamp={now.ToUnixTimeMilliseconds()}";
        var request = new HttpRequestMessage(method ?? HttpMethod.Get, $"{path}?{query}&signature={Hex(account.Secret, query)}");
        request.Headers.Add("X-MBX-APIKEY", account.Key);
        return http.Ask(request);
    }

    /// <summary>A signed OKX request.</summary>
    public static Reply Okx(this HttpClient http, AccountSummary account, DateTimeOffset now, string target) => http.Ask(OkxRequest(account, now, target));

    public static HttpRequestMessage OkxRequest(AccountSummary account, DateTimeOffset now, string target)
    {
        var timestamp = now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var request = new HttpRequestMessage(HttpMethod.Get, target);
        request.Headers.Add("OK-ACCESS-KEY", account.Key);
        request.Headers.Add("OK-ACCESS-PASSPHRASE", account.Passphrase);
        request.Headers.Add("OK-ACCESS-TIMESTAMP", timestamp);
        request.Headers.Add("OK-ACCESS-SIGN", Base64(account.Secret, timestamp + "GET" + target));
        return request;
    }

    private static byte[] Hmac(string secret, string payload) => HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(payload));

    public static Reply Ask(this HttpClient http, HttpRequestMessage request)
    {
        var message = http.Send(request);
        using var reader = new StreamReader(message.Content.ReadAsStream());
        return new Reply(message.StatusCode, reader.ReadToEnd(), message);
    }
}
