using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PortfolioOrleans.VenueSimulator.Accounts;
using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Traffic;

namespace PortfolioOrleans.VenueSimulator.Okx;

/// <summary>Who may ask, and whether it really asked so: headers, timestamps and signatures as OKX checks them.</summary>
internal static class OkxSignature
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);

    /// <exception cref="OkxRefusal">50101 to 50120, all with HTTP 401.</exception>
    public static Account Require(VenueContext context, VenueRequest request)
    {
        var key = Header(request, "OK-ACCESS-KEY", "50103");
        var passphrase = Header(request, "OK-ACCESS-PASSPHRASE", "50104");
        var sign = Header(request, "OK-ACCESS-SIGN", "50106");
        var timestamp = Header(request, "OK-ACCESS-TIMESTAMP", "50107");
        RequireTimely(context, timestamp);

        var account = context.AccountWith(key) ?? throw OkxRefusal.Unauthorized("50111", "Invalid OK-ACCESS-KEY");
        var demo = request.Header("x-simulated-trading") == "1";
        if (account.Environment == KeyEnvironment.OtherRegion)
        {
            throw OkxRefusal.Unauthorized("50119", "API key doesn't exist");
        }

        if (demo != (account.Environment == KeyEnvironment.Demo))
        {
            throw OkxRefusal.Unauthorized("50101", "APIKey does not match current environment.");
        }

        if (passphrase != account.Passphrase)
        {
            throw OkxRefusal.Unauthorized("50105", "Request header OK-ACCESS-PASSPHRASE incorrect.");
        }

        if (!Matches(account.Secret, timestamp + request.Method + request.Target + request.Body, sign))
        {
            throw OkxRefusal.Unauthorized("50113", "Invalid Sign");
        }

        if (!account.MayFrom(request.Ip))
        {
            throw OkxRefusal.Unauthorized("50110", $"Your IP {request.Ip} is not included in your API key's IP whitelist.");
        }

        return account.Permissions.Contains(KeyPermission.Read)
            ? account
            : throw OkxRefusal.Unauthorized("50120", "This API key doesn't have permission to use this function");
    }

    /// <param name="sign">Base64 of the HMAC-SHA256.</param>
    public static bool Matches(string secret, string payload, string sign)
    {
        var expected = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(payload)));
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(sign));
    }

    public static bool IsTimely(VenueContext context, DateTimeOffset timestamp) => (context.VenueTime - timestamp).Duration() <= Window;

    private static void RequireTimely(VenueContext context, string text)
    {
        if (!DateTimeOffset.TryParseExact(
                text, ["yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", "yyyy-MM-dd'T'HH:mm:ss'Z'"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
                out var timestamp))
        {
            throw OkxRefusal.Unauthorized("50112", "Invalid OK-ACCESS-TIMESTAMP");
        }

        if (!IsTimely(context, timestamp))
        {
            throw OkxRefusal.Unauthorized("50102", "Timestamp request expired.");
        }
    }

    private static string Header(VenueRequest request, string name, string code) => request.Header(name) is { Length: > 0 } value
        ? value
        : throw OkxRefusal.Unauthorized(code, $"Request header {name} cannot be empty.");
}
