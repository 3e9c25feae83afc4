using System.Buffers;

namespace PortfolioOrleans.Exchanges.Http;

/// <summary>An answer's bytes, in a rented buffer that goes back when this is disposed; nothing may keep a reference into it.</summary>
internal readonly struct BoundedBody : IDisposable
{
    private const int FirstGuess = 32_768;

    private readonly byte[] _rented;
    private readonly int _length;

    private BoundedBody(byte[] rented, int length)
    {
        _rented = rented;
        _length = length;
    }

    public ReadOnlyMemory<byte> Bytes => _rented.AsMemory(0, _length);

    /// <summary>The whole body; null when it is larger than <paramref name="largest"/> bytes.</summary>
    public static async ValueTask<BoundedBody?> ReadAsync(HttpContent content, int largest, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > largest)
        {
            return null;
        }

        var stream = await content.ReadAsStreamAsync(cancellationToken);
        byte[]? buffer = ArrayPool<byte>.Shared.Rent((int)(content.Headers.ContentLength ?? FirstGuess) + 1);
        var length = 0;
        try
        {
            while (await stream.ReadAsync(buffer.AsMemory(length), cancellationToken) is var read and > 0)
            {
                length += read;
                if (length > largest)
                {
                    return null;
                }

                buffer = length == buffer.Length ? Grown(buffer) : buffer;
            }

            var body = new BoundedBody(buffer, length);
            buffer = null;
            return body;
        }
        finally
        {
            if (buffer is not null)
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_rented);

    private static byte[] Grown(byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
