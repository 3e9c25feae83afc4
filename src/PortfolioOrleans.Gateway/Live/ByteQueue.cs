using System.Buffers;

namespace PortfolioOrleans.Gateway.Live;

/// <summary>
/// Bytes that come at one end and go at the other, in pieces of one size that are used again, so that what comes and goes leaves nothing to collect and nothing is ever moved. Places are
/// counted from the first byte there ever was. Not safe for several threads.
/// </summary>
internal sealed class ByteQueue
{
    private const int Piece = 8_192;

    private readonly List<byte[]> _pieces = [];
    private byte[]? _spare;

    /// <summary>The place of the oldest byte.</summary>
    public long Start { get; private set; }

    /// <summary>The place behind the last byte.</summary>
    public long End { get; private set; }

    /// <summary>How many bytes are kept.</summary>
    public long Length => End - Start;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_pieces.Count == PieceOf(End))
            {
                _pieces.Add(_spare ?? GC.AllocateUninitializedArray<byte>(Piece));
                _spare = null;
            }

            var room = From(End);
            var count = Math.Min(room.Length, bytes.Length);
            bytes[..count].CopyTo(room);
            bytes = bytes[count..];
            End += count;
        }
    }

    /// <summary>Drops the oldest.</summary>
    public void Drop(long count)
    {
        var emptied = PieceOf(Start + count);
        if (emptied > 0)
        {
            _spare = _pieces[0];
            _pieces.RemoveRange(0, emptied);
        }

        Start += count;
    }

    /// <param name="place">That of the first byte to copy, which is still kept.</param>
    public void CopyTo(IBufferWriter<byte> to, long place, int count)
    {
        while (count > 0)
        {
            var piece = From(place);
            piece = piece[..Math.Min(piece.Length, count)];
            to.Write(piece);
            place += piece.Length;
            count -= piece.Length;
        }
    }

    private int PieceOf(long place) => (int)((place / Piece) - (Start / Piece));

    private Span<byte> From(long place) => _pieces[PieceOf(place)].AsSpan((int)(place % Piece));
}
