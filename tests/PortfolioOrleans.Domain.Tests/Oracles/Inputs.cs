using System.Globalization;
using System.Text.Json;
using PortfolioOrleans.Domain.CostBasis;

namespace PortfolioOrleans.Domain.Tests.Oracles;

/// <summary>How the cases write numbers, days and methods.</summary>
internal static class Inputs
{
    public static decimal Exact(this JsonElement node, string name) => node.GetProperty(name).AsExact();

    public static decimal? ExactOrNull(this JsonElement node, string name) => node.Has(name) ? node.Exact(name) : null;

    public static decimal AsExact(this JsonElement value) => decimal.Parse(
        value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture);

    public static double Number(this JsonElement node, string name) => node.GetProperty(name).AsNumber();

    public static double AsNumber(this JsonElement value) => double.Parse(
        value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture);

    public static string Text(this JsonElement node, string name) => node.GetProperty(name).GetString()!;

    public static bool Has(this JsonElement node, string name) => node.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null;

    public static IEnumerable<JsonElement> List(this JsonElement node, string name) => node.Has(name) ? node.GetProperty(name).EnumerateArray() : [];

    public static double[] Numbers(this JsonElement node, string name) => [.. node.List(name).Select(AsNumber)];

    public static DateOnly Day(this JsonElement node, string name) => DateOnly.Parse(node.Text(name)[..10], CultureInfo.InvariantCulture);

    public static DateTimeOffset Moment(this JsonElement node, string name) => node.GetProperty(name).ValueKind == JsonValueKind.Number
        ? DateTimeOffset.FromUnixTimeSeconds(node.GetProperty(name).GetInt64())
        : DateTimeOffset.Parse(node.Text(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);

    public static string Say(this DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string SayDay(this DateTimeOffset moment) => DateOnly.FromDateTime(moment.UtcDateTime).Say();

    public static CostMethod Method(this JsonElement node) => node.Text("method").ToUpperInvariant() switch
    {
        "FIFO" => CostMethod.Fifo,
        "LIFO" => CostMethod.Lifo,
        "HIFO" => CostMethod.Hifo,
        "ACB" or "AVERAGE" => CostMethod.Average,
        var other => throw new NotSupportedException($"there is no cost method {other}"),
    };

    public static HoldingPeriod Holding(this JsonElement node) => node.Has("tax_free_after_seconds")
        ? new HoldingPeriod.LongerThan(TimeSpan.FromSeconds(node.Number("tax_free_after_seconds")))
        : HoldingPeriod.None;
}
