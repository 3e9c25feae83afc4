using System.Diagnostics.CodeAnalysis;

namespace Orleans.Runtime;

/// <summary>Who a grain is: its type and its key, written <c>type/key</c>.</summary>
public readonly struct GrainId(GrainType type, IdSpan key)
    : IEquatable<GrainId>, IComparable<GrainId>, IFormattable, ISpanParsable<GrainId>, IParsable<GrainId>
{
    public GrainType Type { get; } = type;

    public IdSpan Key { get; } = key;

    public bool IsDefault => Type.IsDefault && Key.IsDefault;

    public static GrainId Create(string type, string key) => Create(GrainType.Create(type), key);

    public static GrainId Create(GrainType type, string key) => new(type, IdSpan.Create(key));

    public static GrainId Create(GrainType type, IdSpan key) => new(type, key);

    /// <exception cref="ArgumentException">There is no slash between a type and a key.</exception>
    public static GrainId Parse(ReadOnlySpan<char> value, IFormatProvider? provider = null) => TryParse(value, provider, out var id)
        ? id
        : throw new ArgumentException($"\"{value}\" is not a grain id; one reads type/key.", nameof(value));

    public static GrainId Parse(string value) => Parse(value.AsSpan());

    public static GrainId Parse(string value, IFormatProvider? provider = null) => Parse(value.AsSpan(), provider);

    public static bool TryParse(ReadOnlySpan<char> value, IFormatProvider? provider, out GrainId result)
    {
        var slash = value.IndexOf('/');
        var complete = slash > 0 && slash < value.Length - 1;
        result = complete ? Create(value[..slash].ToString(), value[(slash + 1)..].ToString()) : default;
        return complete;
    }

    public static bool TryParse([NotNullWhen(true)] string? value, out GrainId result) => TryParse(value.AsSpan(), null, out result);

    public static bool TryParse([NotNullWhen(true)] string? value, IFormatProvider? provider, out GrainId result) =>
        TryParse(value.AsSpan(), provider, out result);

    /// <summary>The same on every machine and in every version; reminder tables store it.</summary>
    public uint GetUniformHashCode() => unchecked((Type.GetUniformHashCode() * 31) + Key.GetUniformHashCode());

    public int CompareTo(GrainId other)
    {
        var byType = Type.CompareTo(other.Type);
        return byType != 0 ? byType : Key.CompareTo(other.Key);
    }

    public bool Equals(GrainId other) => Key.Equals(other.Key) && Type.Equals(other.Type);

    public override bool Equals(object? obj) => obj is GrainId other && Equals(other);

    public override int GetHashCode() => unchecked((int)GetUniformHashCode());

    public override string ToString() => $"{Type}/{Key}";

    string IFormattable.ToString(string? format, IFormatProvider? formatProvider) => ToString();

    public static bool operator ==(GrainId left, GrainId right) => left.Equals(right);

    public static bool operator !=(GrainId left, GrainId right) => !left.Equals(right);
}
