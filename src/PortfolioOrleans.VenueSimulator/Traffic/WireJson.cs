using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace PortfolioOrleans.VenueSimulator.Traffic;

/// <summary>How the venues write JSON: names as given, decimals as strings, nothing escaped that need not be.</summary>
internal static class WireJson
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Bytes(object value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    public static string Text(object value) => Encoding.UTF8.GetString(Bytes(value));

    /// <summary>Without trailing zeros: "0.5", "-3", "0".</summary>
    public static string Plain(decimal value) => value == 0m ? "0" : value.ToString("0.############################", CultureInfo.InvariantCulture);

    /// <summary>With exactly so many decimals; a value never has more where this is used.</summary>
    public static string Fixed(decimal value, int decimals = 8) => value.ToString("F" + decimals, CultureInfo.InvariantCulture);

    public static long Ms(DateTimeOffset at) => at.ToUnixTimeMilliseconds();

    public static string MsText(DateTimeOffset at) => Ms(at).ToString(CultureInfo.InvariantCulture);
}
