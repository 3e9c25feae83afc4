using System.Globalization;
using System.Net;

namespace Orleans.Runtime;

/// <summary>One incarnation of a silo: where it listens, or would listen, and when it was born. Written <c>S127.0.0.1:11111:123</c>.</summary>
public sealed class SiloAddress : IEquatable<SiloAddress>, IComparable<SiloAddress>
{
    private SiloAddress(IPEndPoint endpoint, int generation) => (Endpoint, Generation) = (endpoint, generation);

    public static SiloAddress Zero { get; } = New(IPAddress.Any, 0, 0);

    public IPEndPoint Endpoint { get; }

    public int Generation { get; }

    public static SiloAddress New(IPEndPoint ep, int gen) => new(ep, gen);

    public static SiloAddress New(IPAddress address, int port, int generation) => new(new IPEndPoint(address, port), generation);

    /// <exception cref="FormatException">The text is not what <see cref="ToParsableString"/> writes.</exception>
    public static SiloAddress FromParsableString(string addr)
    {
        var at = addr.LastIndexOf('@');
        return at > 0 && IPEndPoint.TryParse(addr.AsSpan(0, at), out var endpoint)
            && int.TryParse(addr.AsSpan(at + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var generation)
            ? New(endpoint, generation)
            : throw new FormatException($"\"{addr}\" is not a silo address; one reads 127.0.0.1:11111@123.");
    }

    public string ToParsableString() => string.Create(CultureInfo.InvariantCulture, $"{Endpoint}@{Generation}");

    public int CompareTo(SiloAddress? other) =>
        string.CompareOrdinal(ToParsableString(), other?.ToParsableString());

    public bool Equals(SiloAddress? other) => other is not null && Generation == other.Generation && Endpoint.Equals(other.Endpoint);

    public override bool Equals(object? obj) => Equals(obj as SiloAddress);

    public override int GetHashCode() => HashCode.Combine(Endpoint, Generation);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"S{Endpoint}:{Generation}");
}
