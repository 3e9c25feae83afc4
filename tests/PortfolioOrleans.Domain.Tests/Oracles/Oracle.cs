using System.Text.Json;

namespace PortfolioOrleans.Domain.Tests.Oracles;

/// <summary>One case out of another project's test suite: what goes in, what must come out, and how near.</summary>
/// <param name="Fit">"default", "parameter" or "variant": what the folder's README says about whom it binds.</param>
/// <param name="Absolute">Allowed difference; the larger of this and the relative one counts.</param>
/// <param name="Relative">Allowed difference as a fraction of the expected number.</param>
internal sealed record Oracle(string Id, string Kind, string Fit, JsonElement Input, JsonElement Expected, double Absolute, double Relative)
{
    public bool IsVariant => Fit == "variant";

    /// <summary>Every case of every file of the folder, in the order of names and lines.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static IReadOnlyList<Oracle> LoadAll(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .SelectMany(file => JsonDocument.Parse(File.ReadAllText(file)).RootElement.EnumerateArray().Select(Read)),
    ];

    private static Oracle Read(JsonElement one)
    {
        var tolerance = one.GetProperty("tolerance");
        return new Oracle(
            one.GetProperty("id").GetString()!,
            one.GetProperty("kind").GetString()!,
            one.TryGetProperty("fit", out var fit) ? fit.GetString()! : "default",
            one.GetProperty("input"),
            one.GetProperty("expected"),
            tolerance.TryGetProperty("abs", out var absolute) ? absolute.GetDouble() : 0d,
            tolerance.TryGetProperty("rel", out var relative) ? relative.GetDouble() : 0d);
    }
}
