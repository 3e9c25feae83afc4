using System.Globalization;

namespace PortfolioOrleans.Exchanges.Http;

/// <summary>A query string, percent-encoded once; what is signed is what is sent. No culture has a say in it.</summary>
internal static class Query
{
    /// <summary>Parameters without a value are left out; the order is kept.</summary>
    public static string Of(params ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        List<string> pairs = [];
        foreach (var (name, value) in parameters)
        {
            if (value is not null)
            {
                pairs.Add($"{name}={Uri.EscapeDataString(value)}");
            }
        }

        return string.Join('&', pairs);
    }

    public static string Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    public static string Count(int number) => number.ToString(CultureInfo.InvariantCulture);
}
