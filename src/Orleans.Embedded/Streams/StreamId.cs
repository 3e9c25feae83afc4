using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Orleans.Runtime;

/// <summary>Which stream of a provider: a namespace, which may be empty, and a key.</summary>
public readonly struct StreamId : IEquatable<StreamId>, IComparable<StreamId>, IFormattable
{
    private readonly byte[]? _fullKey;
    private readonly int _keyIndex;
    private readonly int _hash;

    private StreamId(byte[] ns, byte[] key)
    {
        (_fullKey, _keyIndex) = ([.. ns, .. key], ns.Length);
        _hash = unchecked((int)StableHash.ComputeHash(_fullKey));
    }

    public ReadOnlyMemory<byte> FullKey => _fullKey;

    public ReadOnlyMemory<byte> Namespace => FullKey[.._keyIndex];

    public ReadOnlyMemory<byte> Key => FullKey[_keyIndex..];

    /// <exception cref="ArgumentException">The key is empty.</exception>
    public static StreamId Create(ReadOnlySpan<byte> ns, ReadOnlySpan<byte> key) => key.IsEmpty
        ? throw new ArgumentException("A stream has a key.", nameof(key))
        : new StreamId(ns.ToArray(), key.ToArray());

    public static StreamId Create(string? ns, Guid key) => Create(ns, key.ToString("N"));

    public static StreamId Create(string? ns, long key) => Create(ns, key.ToString(CultureInfo.InvariantCulture));

    public static StreamId Create(string? ns, string key)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        return new StreamId(Encoding.UTF8.GetBytes(ns ?? ""), Encoding.UTF8.GetBytes(key));
    }

    /// <summary>Reads <c>namespace/key</c>.</summary>
    public static StreamId Parse(ReadOnlySpan<byte> value)
    {
        var slash = value.IndexOf((byte)'/');
        return slash < 0
            ? throw new ArgumentException($"\"{Encoding.UTF8.GetString(value)}\" is not a stream id; one reads namespace/key.", nameof(value))
            : Create(value[..slash], value[(slash + 1)..]);
    }

    public string GetKeyAsString() => Encoding.UTF8.GetString(Key.Span);

    /// <returns>Null when there is none.</returns>
    public string? GetNamespace() => _keyIndex == 0 ? null : Encoding.UTF8.GetString(Namespace.Span);

    public int CompareTo(StreamId other) => FullKey.Span.SequenceCompareTo(other.FullKey.Span);

    public bool Equals(StreamId other) => _hash == other._hash && _keyIndex == other._keyIndex && FullKey.Span.SequenceEqual(other.FullKey.Span);

    public override bool Equals([NotNullWhen(true)] object? obj) => obj is StreamId other && Equals(other);

    public override int GetHashCode() => _hash;

    public override string ToString() => $"{GetNamespace() ?? "null"}/{GetKeyAsString()}";

    string IFormattable.ToString(string? format, IFormatProvider? formatProvider) => ToString();

    public static bool operator ==(StreamId left, StreamId right) => left.Equals(right);

    public static bool operator !=(StreamId left, StreamId right) => !left.Equals(right);
}

/// <summary>A Guid as an object.</summary>
public sealed class GuidId : IEquatable<GuidId>
{
    public readonly Guid Guid;

    private GuidId(Guid guid) => Guid = guid;

    public static GuidId GetNewGuidId() => new(Guid.NewGuid());

    public static GuidId GetGuidId(Guid guid) => new(guid);

    public bool Equals(GuidId? other) => other?.Guid == Guid;

    public override bool Equals(object? obj) => Equals(obj as GuidId);

    public override int GetHashCode() => Guid.GetHashCode();

    public override string ToString() => Guid.ToString();
}
