using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PortfolioOrleans.VenueSimulator.Accounts;
using PortfolioOrleans.VenueSimulator.Traffic;

namespace PortfolioOrleans.VenueSimulator.Binance;

/// <summary>Who may ask, and whether it really asked so: keys, timestamps and HMAC signatures as Binance checks them.</summary>
internal static class BinanceSignature
{
    private const decimal UsualWindow = 5000m;
    private const decimal WidestWindow = 60000m;

    /// <summary>The account behind the key header. That is all that listen keys ask for.</summary>
    /// <exception cref="BinanceRefusal">-2014 or -2015.</exception>
    public static Account RequireKey(VenueContext context, string? key, string ip)
    {
        if (string.IsNullOrEmpty(key) || key.Length > 128 || !key.All(char.IsAsciiLetterOrDigit))
        {
            throw BinanceRefusal.KeyFormat();
        }

        var account = context.AccountWith(key) ?? throw BinanceRefusal.KeyRejected();
        return account.MayFrom(ip) && account.Permissions.Contains(Control.KeyPermission.Read) ? account : throw BinanceRefusal.KeyRejected();
    }

    /// <exception cref="BinanceRefusal">-1102, -1100, -1131 or -1021.</exception>
    public static void RequireTimely(VenueContext context, string? timestampText, string? windowText)
    {
        if (string.IsNullOrEmpty(timestampText))
        {
            throw BinanceRefusal.Missing("timestamp");
        }

        if (timestampText.Length > 20 || !timestampText.All(char.IsAsciiDigit) || !decimal.TryParse(timestampText, CultureInfo.InvariantCulture, out var timestamp))
        {
            throw BinanceRefusal.IllegalCharacters("timestamp", "^[0-9]{1,20}$");
        }

        var window = UsualWindow;
        if (windowText is not null)
        {
            if (!decimal.TryParse(windowText, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out window) || window.Scale > 3)
            {
                throw BinanceRefusal.IllegalCharacters("recvWindow", "^([0-9]{1,5})(\\.[0-9]{1,3})?$");
            }

            if (window > WidestWindow)
            {
                throw new BinanceRefusal(-1131, "recvWindow must be less than 60000.");
            }
        }

        // Microseconds are allowed; no millisecond timestamp of this century has 16 digits.
        timestamp = timestampText.Length >= 16 ? timestamp / 1000m : timestamp;
        if (timestamp >= context.VenueMs + 1000m)
        {
            throw new BinanceRefusal(-1021, "Timestamp for this request was 1000ms ahead of the server's time.");
        }

        if (context.VenueMs - timestamp > window)
        {
            throw new BinanceRefusal(-1021, "Timestamp for this request is outside of the recvWindow.");
        }
    }

    /// <param name="signature">Hex in either case.</param>
    /// <exception cref="BinanceRefusal">-1102, -1100 or -1022.</exception>
    public static void RequireSigned(string secret, string payload, string? signature)
    {
        if (string.IsNullOrEmpty(signature))
        {
            throw BinanceRefusal.Missing("signature");
        }

        if (signature.Length != 64 || !signature.All(char.IsAsciiHexDigit))
        {
            throw BinanceRefusal.IllegalCharacters("signature", "^[A-Fa-f0-9]{64}$");
        }

        var expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(payload));
        if (!CryptographicOperations.FixedTimeEquals(expected, Convert.FromHexString(signature)))
        {
            throw BinanceRefusal.BadSignature();
        }
    }

    /// <summary>Query and body, nothing between them, without the signature, which has to be the last parameter.</summary>
    /// <exception cref="BinanceRefusal">-1102 without a signature, -1022 with one that is not last.</exception>
    public static (string Payload, string Signature) Split(VenueRequest request)
    {
        const string name = "signature=";
        var last = request.Body.Length > 0 ? request.Body : request.Query;
        var start = last.LastIndexOf('&') + 1;
        if (!last.AsSpan(start).StartsWith(name, StringComparison.Ordinal))
        {
            throw (request.Query + "&" + request.Body).Contains(name, StringComparison.Ordinal)
                ? BinanceRefusal.BadSignature()
                : BinanceRefusal.Missing("signature");
        }

        var kept = last[..Math.Max(0, start - 1)];
        return (request.Body.Length > 0 ? request.Query + kept : kept, last[(start + name.Length)..]);
    }
}
