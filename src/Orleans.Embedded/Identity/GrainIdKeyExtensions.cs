using System.Globalization;
using System.Text;

namespace Orleans.Runtime;

/// <summary>How Guid and integer keys read inside a <see cref="GrainId"/>: 32 hex digits, or upper-case hex; an extension follows a plus.</summary>
public static class GrainIdKeyExtensions
{
    public static IdSpan CreateIntegerKey(long key) => Create(key.ToString("X", CultureInfo.InvariantCulture), null);

    public static IdSpan CreateIntegerKey(long key, string? keyExtension) =>
        Create(key.ToString("X", CultureInfo.InvariantCulture), keyExtension);

    public static IdSpan CreateGuidKey(Guid key) => Create(key.ToString("N"), null);

    public static IdSpan CreateGuidKey(Guid key, string? keyExtension) => Create(key.ToString("N"), keyExtension);

    public static bool TryGetIntegerKey(this GrainId grainId, out long key, out string? keyExt)
    {
        var text = SplitExtension(grainId, out keyExt);
        return long.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out key);
    }

    /// <exception cref="ArgumentException">The key is not an integer.</exception>
    public static long GetIntegerKey(this GrainId grainId, out string? keyExt) => grainId.TryGetIntegerKey(out var key, out keyExt)
        ? key
        : throw new ArgumentException($"The key of {grainId} is not an integer.", nameof(grainId));

    public static long GetIntegerKey(this GrainId grainId) => grainId.GetIntegerKey(out _);

    public static bool TryGetGuidKey(this GrainId grainId, out Guid key, out string? keyExt)
    {
        var text = SplitExtension(grainId, out keyExt);
        return Guid.TryParseExact(text, "N", out key);
    }

    /// <exception cref="ArgumentException">The key is not a Guid.</exception>
    public static Guid GetGuidKey(this GrainId grainId, out string? keyExt) => grainId.TryGetGuidKey(out var key, out keyExt)
        ? key
        : throw new ArgumentException($"The key of {grainId} is not a Guid.", nameof(grainId));

    public static Guid GetGuidKey(this GrainId grainId) => grainId.GetGuidKey(out _);

    private static IdSpan Create(string key, string? extension) =>
        new(Encoding.UTF8.GetBytes(string.IsNullOrWhiteSpace(extension) ? key : $"{key}+{extension}"));

    private static string SplitExtension(GrainId grainId, out string? extension)
    {
        var text = grainId.Key.ToString();
        var plus = text.IndexOf('+', StringComparison.Ordinal);
        extension = plus < 0 ? null : text[(plus + 1)..];
        return plus < 0 ? text : text[..plus];
    }
}
