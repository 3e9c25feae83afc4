using System.IO.Compression;
using System.Net.WebSockets;
using System.Text;
using PortfolioOrleans.Exchanges.Live;
using PortfolioOrleans.Exchanges.Tests.Support;
using Xunit.Abstractions;

namespace PortfolioOrleans.Exchanges.Tests.Live;

/// <summary>Spoiled packed messages: unpacked, or the end of the connection, and never larger than allowed.</summary>
[Collection(Fuzzing.OneAtATime)]
public sealed class PackedMutationTests(ITestOutputHelper output)
{
    private const int Largest = 100_000;

    private static readonly byte[] Text = Encoding.UTF8.GetBytes(string.Join(',', Enumerable.Range(0, 200).Select(number => $$"""{"s":"COIN{{number}}","p":"{{number * 1.5}}"}""")));

    [Fact]
    public async Task Whatever_is_packed_is_read_or_ends_the_connection()
    {
        var fuzzing = new Fuzzing(500, percent: 2);
        var (read, ends) = (0, 0);
        for (var seed = 0; seed < fuzzing.Messages; seed++)
        {
            var chance = new Random(seed);
            var message = Packed(isGzip: chance.Next(2) == 0);
            for (var times = chance.Next(1, 4); times > 0; times--)
            {
                message[chance.Next(message.Length)] = (byte)chance.Next(256);
            }

            var socket = new NetworkSocket(new OneMessage(message), Largest);
            var reading = await fuzzing.Read(() => socket.ReceiveAsync(CancellationToken.None));
            await socket.DisposeAsync();
            Assert.InRange(reading.Message.Length, 0, Largest);
            Assert.True(reading.End is null or { Kind: FaultKind.Unreadable }, $"seed {seed}: {reading.End}");
            read += reading.End is null ? 1 : 0;
            ends += reading.End is null ? 0 : 1;
        }

        fuzzing.Finish(output, $"{read} unpacked, {ends} ends");
        Assert.True(read > 20 && ends > 20, $"{read} unpacked, {ends} ends: both must be frequent for this to test anything.");
    }

    private static byte[] Packed(bool isGzip)
    {
        using var packed = new MemoryStream();
        using (Stream packing = isGzip ? new GZipStream(packed, CompressionLevel.Fastest) : new DeflateStream(packed, CompressionLevel.Fastest))
        {
            packing.Write(Text);
        }

        return packed.ToArray();
    }

    /// <summary>A connection that says one thing.</summary>
    private sealed class OneMessage(byte[] message) : WebSocket
    {
        private int _said;

        public override WebSocketCloseStatus? CloseStatus => null;

        public override string? CloseStatusDescription => null;

        public override WebSocketState State => WebSocketState.Aborted;

        public override string? SubProtocol => null;

        public override ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
        {
            var part = message.AsMemory(_said, Math.Min(buffer.Length, message.Length - _said));
            part.CopyTo(buffer);
            _said += part.Length;
            return ValueTask.FromResult(new ValueWebSocketReceiveResult(part.Length, WebSocketMessageType.Binary, _said == message.Length));
        }

        public override Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("Nobody receives like that.");

        public override Task SendAsync(ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("Nobody sends.");

        public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) => Task.CompletedTask;

        public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) => Task.CompletedTask;

        public override void Abort()
        {
        }

        public override void Dispose()
        {
        }
    }
}
