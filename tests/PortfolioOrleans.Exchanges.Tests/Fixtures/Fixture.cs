using System.Text.Json;

namespace PortfolioOrleans.Exchanges.Tests.Fixtures;

/// <summary>One real message and what a tracker must read from it, as the folder's README describes them.</summary>
internal sealed record Fixture(
    string Name, string Kind, string Path, int Status, JsonElement Response, JsonElement Expected, string Source = "", JsonElement Query = default)
{
    /// <summary>Channels of different venues may share a name, so that the folder has to say whose it is.</summary>
    public bool IsOkx => Name.Contains("okx", StringComparison.OrdinalIgnoreCase) || Source.Contains("okx", StringComparison.OrdinalIgnoreCase);

    /// <summary>A parameter of the request, where the folder says it; some answers cannot be understood without.</summary>
    public string? Asked(string parameter) => Query.ValueKind switch
    {
        JsonValueKind.Object => Query.TryGetProperty(parameter, out var value) ? value.ToString() : null,
        JsonValueKind.String => System.Web.HttpUtility.ParseQueryString(Query.GetString()!)[parameter],
        _ => null,
    };

    /// <summary>Every file below the folder, in the order of their names.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static IReadOnlyList<Fixture> LoadAll(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(file => Load(folder, file))];

    private static Fixture Load(string folder, string file)
    {
        var root = JsonDocument.Parse(File.ReadAllText(file)).RootElement;
        return new Fixture(
            System.IO.Path.GetRelativePath(folder, file),
            root.TryGetProperty("kind", out var kind) ? kind.GetString()! : "rest",
            root.GetProperty("path").GetString()!,
            root.TryGetProperty("http_status", out var status) ? status.GetInt32() : 200,
            root.GetProperty("response"),
            root.GetProperty("expected"),
            root.TryGetProperty("source", out var source) ? source.ToString() : "",
            root.TryGetProperty("query", out var query) ? query : default);
    }
}
