using System.IO.Compression;
using System.IO.Pipelines;
using System.Net.WebSockets;
using System.Text;
using PortfolioOrleans.Exchanges.Live;

namespace PortfolioOrleans.Exchanges.Tests.Live;

/// <summary>A real socket over two pipes.</summary>
public sealed class NetworkSocketTests : IAsyncLifetime
{
    private const int Largest = 100_000;

    private readonly WebSocket _venue;
    private readonly NetworkSocket _ours;

    public NetworkSocketTests()
    {
        var unbounded = new PipeOptions(pauseWriterThreshold: 0);
        var (there, back) = (new Pipe(unbounded), new Pipe(unbounded));
        _venue = WebSocket.CreateFromStream(new Duplex(there.Reader, back.Writer), isServer: true, subProtocol: null, Timeout.InfiniteTimeSpan);
        _ours = new NetworkSocket(
            WebSocket.CreateFromStream(new Duplex(back.Reader, there.Writer), isServer: false, subProtocol: null, Timeout.InfiniteTimeSpan), Largest);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _ours.DisposeAsync();
        _venue.Dispose();
    }

    [Fact]
    public async Task A_message_in_many_parts_is_one_message()
    {
        var text = new string('x', 50_000);
        var sending = SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, partSize: 7_000);

        var reading = await _ours.ReceiveAsync(CancellationToken.None);
        await sending;

        Assert.Null(reading.End);
        Assert.Equal(text, Encoding.UTF8.GetString(reading.Message.Span));
    }

    [Fact]
    public async Task Short_long_and_empty_messages_follow_each_other()
    {
        string[] texts = ["short", "", new string('y', 40_000), "end"];
        foreach (var text in texts)
        {
            await SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text);
        }

        foreach (var text in texts)
        {
            var reading = await _ours.ReceiveAsync(CancellationToken.None);
            Assert.Null(reading.End);
            Assert.Equal(text, Encoding.UTF8.GetString(reading.Message.Span));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_packed_message_is_unpacked(bool gzip)
    {
        await SendAsync(Packed("""{"event":"x"}""", gzip), WebSocketMessageType.Binary);

        var reading = await _ours.ReceiveAsync(CancellationToken.None);

        Assert.Equal("""{"event":"x"}""", Encoding.UTF8.GetString(reading.Message.Span));
    }

    [Fact]
    public async Task A_message_larger_than_allowed_ends_it()
    {
        await SendAsync(new byte[Largest + 1], WebSocketMessageType.Text);

        Assert.Equal(FaultKind.Unreadable, (await _ours.ReceiveAsync(CancellationToken.None)).End?.Kind);
    }

    [Fact]
    public async Task A_small_message_that_unpacks_to_a_huge_one_ends_it()
    {
        await SendAsync(Packed(new string(' ', Largest + 1), gzip: true), WebSocketMessageType.Binary);

        Assert.Equal(FaultKind.Unreadable, (await _ours.ReceiveAsync(CancellationToken.None)).End?.Kind);
    }

    [Fact]
    public async Task Broken_packing_ends_it()
    {
        await SendAsync([0x1f, 0x8b, 1, 2, 3, 4], WebSocketMessageType.Binary);

        Assert.Equal(FaultKind.Unreadable, (await _ours.ReceiveAsync(CancellationToken.None)).End?.Kind);
    }

    [Fact]
    public async Task A_venue_that_closes_is_quoted_by_its_code_alone()
    {
        await _venue.CloseOutputAsync(WebSocketCloseStatus.PolicyViolation, "/private/ws/the-listen-key", CancellationToken.None);

        var end = (await _ours.ReceiveAsync(CancellationToken.None)).End;

        Assert.Equal(new ExchangeFault(FaultKind.Unreachable, "the venue closed the connection (1008)"), end);
    }

    [Fact]
    public async Task Who_is_receiving_is_told_of_an_abort()
    {
        var receiving = _ours.ReceiveAsync(CancellationToken.None);

        _ours.Abort();

        Assert.Equal(FaultKind.Unreachable, (await receiving).End?.Kind);
        Assert.NotNull(await _ours.SendAsync("x", CancellationToken.None));
    }

    [Fact]
    public async Task Cancelling_throws()
    {
        using var stop = new CancellationTokenSource();
        var receiving = _ours.ReceiveAsync(stop.Token).AsTask();

        stop.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receiving);
    }

    private static byte[] Packed(string text, bool gzip)
    {
        using var packed = new MemoryStream();
        using (Stream packing = gzip ? new GZipStream(packed, CompressionLevel.Fastest) : new DeflateStream(packed, CompressionLevel.Fastest))
        {
            packing.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }

    private async Task SendAsync(byte[] message, WebSocketMessageType type, int partSize = int.MaxValue)
    {
        for (var from = 0; from == 0 || from < message.Length; from += partSize)
        {
            var length = Math.Min(partSize, message.Length - from);
            await _venue.SendAsync(message.AsMemory(from, length), type, from + length == message.Length, CancellationToken.None);
            if (partSize == int.MaxValue)
            {
                return;
            }
        }
    }

    private sealed class Duplex(PipeReader input, PipeWriter output) : Stream
    {
        private readonly Stream _input = input.AsStream();
        private readonly Stream _output = output.AsStream();

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush()
        {
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => _output.FlushAsync(cancellationToken);

        public override int Read(byte[] buffer, int offset, int count) => _input.Read(buffer, offset, count);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => _input.ReadAsync(buffer, cancellationToken);

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => _output.Write(buffer, offset, count);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => _output.WriteAsync(buffer, cancellationToken);

        protected override void Dispose(bool disposing)
        {
            input.CancelPendingRead(); // As a network stream ends its pending read.
            _input.Dispose();
            _output.Dispose();
        }
    }
}
