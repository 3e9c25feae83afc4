using System.Text;

namespace Orleans.Runtime;

/// <summary>One part of an identity: UTF-8 text with its stable hash. <c>default</c> is the empty part.</summary>
public readonly struct IdSpan : IEquatable<IdSpan>, IComparable<IdSpan>, IFormattable
{
    private readonly byte[]? _value;
    private readonly int _hash;

    public IdSpan(byte[] value) : this(value, unchecked((int)StableHash.ComputeHash(value)))
    {
    }

    private IdSpan(byte[] value, int hash) => (_value, _hash) = (value, hash);

    public ReadOnlyMemory<byte> Value => _value;

    public bool IsDefault => _value is null || _value.Length == 0;

    /// <exception cref="ArgumentException"><paramref name="id"/> is empty or blank.</exception>
    public static IdSpan Create(string id)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        return new IdSpan(Encoding.UTF8.GetBytes(id));
    }

    public static IdSpan UnsafeCreate(byte[] value, int hashCode) => new(value, hashCode);

    public static byte[] UnsafeGetArray(IdSpan id) => id._value ?? [];

    public ReadOnlySpan<byte> AsSpan() => _value;

    public uint GetUniformHashCode() => unchecked((uint)_hash);

    public int CompareTo(IdSpan other) => AsSpan().SequenceCompareTo(other.AsSpan());

    public bool Equals(IdSpan other) =>
        ReferenceEquals(_value, other._value) || (_hash == other._hash && AsSpan().SequenceEqual(other.AsSpan()));

    public override bool Equals(object? obj) => obj is IdSpan other && Equals(other);

    public override int GetHashCode() => _hash;

    public override string ToString() => Encoding.UTF8.GetString(AsSpan());

    string IFormattable.ToString(string? format, IFormatProvider? formatProvider) => ToString();

    public static bool operator ==(IdSpan left, IdSpan right) => left.Equals(right);

    public static bool operator !=(IdSpan left, IdSpan right) => !left.Equals(right);
}
