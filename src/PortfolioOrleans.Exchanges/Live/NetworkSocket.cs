using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Net.WebSockets;
using System.Text;

namespace PortfolioOrleans.Exchanges.Live;

/// <summary>
/// One connection over the network. Text comes as it is; binary messages are unpacked, since venues pack text in them. It has a buffer only from a message's
/// beginning until the next one is asked for: most connections of most accounts say nothing most of the time.
/// </summary>
internal sealed class NetworkSocket(WebSocket socket, int largestMessage) : IVenueSocket
{
    private const int FirstGuess = 16_384;

    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _oneSender = new(1, 1);
    private byte[] _buffer = [];

    public async ValueTask<ExchangeFault?> SendAsync(string text, CancellationToken cancellationToken)
    {
        await _oneSender.WaitAsync(cancellationToken);
        try
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes(text).AsMemory(), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
            return null;
        }
        catch (Exception broken) when (IsBreak(broken, cancellationToken))
        {
            return Broken("the connection broke while sending");
        }
        finally
        {
            _oneSender.Release();
        }
    }

    public async ValueTask<SocketReading> ReceiveAsync(CancellationToken cancellationToken)
    {
        Resize(0);
        var length = 0;
        try
        {
            var part = await socket.ReceiveAsync(Memory<byte>.Empty, cancellationToken); // Ends when a message begins.
            while (true)
            {
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    // The venue's own words are left out: they may repeat an address with a key in it.
                    var code = ((int?)socket.CloseStatus)?.ToString(CultureInfo.InvariantCulture) ?? "no code";
                    return new SocketReading(default, Broken($"the venue closed the connection ({code})"));
                }

                length += part.Count;
                if (length > largestMessage)
                {
                    return TooLarge();
                }

                if (part.EndOfMessage)
                {
                    return part.MessageType == WebSocketMessageType.Binary ? Unpacked(length) : new SocketReading(_buffer.AsMemory(0, length));
                }

                if (length == _buffer.Length)
                {
                    Resize(Math.Max(FirstGuess, length * 2));
                }

                part = await socket.ReceiveAsync(_buffer.AsMemory(length), cancellationToken);
            }
        }
        catch (Exception broken) when (IsBreak(broken, cancellationToken))
        {
            return new SocketReading(default, Broken("the connection broke"));
        }
    }

    public void Abort() => socket.Abort();

    public async ValueTask DisposeAsync()
    {
        if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
        {
            using var enough = new CancellationTokenSource(Goodbye);
            try
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, enough.Token);
            }
            catch (Exception gone) when (gone is WebSocketException or IOException or ObjectDisposedException or OperationCanceledException)
            {
                // It is being left anyway.
            }
        }

        socket.Dispose();
    }

    private static bool IsBreak(Exception trouble, CancellationToken cancellationToken) =>
        trouble is WebSocketException or IOException or ObjectDisposedException or InvalidOperationException
        || (trouble is OperationCanceledException && !cancellationToken.IsCancellationRequested); // An aborted socket says so.

    private static ExchangeFault Broken(string detail) => new(FaultKind.Unreachable, detail);

    private SocketReading TooLarge() =>
        new(default, new ExchangeFault(FaultKind.Unreadable, FormattableString.Invariant($"a message is larger than {largestMessage} bytes")));

    /// <summary>gzip where it says so, else plain deflate.</summary>
    private SocketReading Unpacked(int length)
    {
        var isGzip = length > 2 && _buffer[0] == 0x1f && _buffer[1] == 0x8b;
        using var packed = new MemoryStream(_buffer, 0, length, writable: false);
        using Stream unpacking = isGzip ? new GZipStream(packed, CompressionMode.Decompress) : new DeflateStream(packed, CompressionMode.Decompress);
        using var unpacked = new MemoryStream();
        try
        {
            var part = ArrayPool<byte>.Shared.Rent(FirstGuess);
            try
            {
                while (unpacking.Read(part) is var read and > 0)
                {
                    unpacked.Write(part, 0, read);
                    if (unpacked.Length > largestMessage)
                    {
                        return TooLarge();
                    }
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(part);
            }
        }
        catch (InvalidDataException)
        {
            return new SocketReading(default, new ExchangeFault(FaultKind.Unreadable, "a message's compression is broken"));
        }

        return new SocketReading(unpacked.GetBuffer().AsMemory(0, (int)unpacked.Length));
    }

    private void Resize(int size)
    {
        var last = _buffer;
        _buffer = size == 0 ? [] : ArrayPool<byte>.Shared.Rent(size);
        if (last.Length > 0)
        {
            last.AsSpan(0, Math.Min(last.Length, _buffer.Length)).CopyTo(_buffer);
            ArrayPool<byte>.Shared.Return(last);
        }
    }
}
