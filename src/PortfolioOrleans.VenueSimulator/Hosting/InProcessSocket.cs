using System.Net.WebSockets;
using System.Text;
using PortfolioOrleans.VenueSimulator.Sockets;

namespace PortfolioOrleans.VenueSimulator.Hosting;

/// <summary>The client's end of a session that no network carries.</summary>
internal sealed class InProcessSocket(SimulatedWorld world, SimulatedVenue venue, SocketSession session) : WebSocket
{
    private readonly MemoryStream _sent = new();
    private WebSocketState _state = WebSocketState.Open;
    private WebSocketCloseStatus? _closeStatus;
    private string? _closeReason;
    private ReadOnlyMemory<byte> _rest;

    public override WebSocketCloseStatus? CloseStatus => _closeStatus;

    public override string? CloseStatusDescription => _closeReason;

    public override WebSocketState State => _state;

    public override string? SubProtocol => null;

    public override void Abort()
    {
        _state = _state is WebSocketState.Closed ? _state : WebSocketState.Aborted;
        session.Abort();
        world.Disconnected(venue, session);
    }

    public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) =>
        CloseOutputAsync(closeStatus, statusDescription, cancellationToken);

    public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken)
    {
        if (_state is WebSocketState.Open or WebSocketState.CloseReceived)
        {
            _state = WebSocketState.Closed;
            session.Close((int)closeStatus, statusDescription ?? "");
            world.Disconnected(venue, session);
        }

        return Task.CompletedTask;
    }

    public override void Dispose() => Abort();

    public override async Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken)
    {
        var result = await ReceiveAsync(buffer.AsMemory(), cancellationToken);
        return new WebSocketReceiveResult(result.Count, result.MessageType, result.EndOfMessage, _closeStatus, _closeReason);
    }

    /// <exception cref="WebSocketException">The venue dropped the connection.</exception>
    public override async ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_rest.IsEmpty)
        {
            if (!await session.Frames.WaitToReadAsync(cancellationToken) || !session.Frames.TryRead(out var frame))
            {
                throw Dropped();
            }

            switch (frame)
            {
                case SocketFrame.Text text:
                    _rest = text.Message;
                    break;
                case SocketFrame.Close close:
                    (_closeStatus, _closeReason, _state) = ((WebSocketCloseStatus)close.Status, close.Reason, WebSocketState.CloseReceived);
                    world.Disconnected(venue, session);
                    return new ValueWebSocketReceiveResult(0, WebSocketMessageType.Close, endOfMessage: true);
                default:
                    throw Dropped();
            }
        }

        var count = Math.Min(buffer.Length, _rest.Length);
        _rest[..count].CopyTo(buffer);
        _rest = _rest[count..];
        return new ValueWebSocketReceiveResult(count, WebSocketMessageType.Text, _rest.IsEmpty);
    }

    public override Task SendAsync(ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_state != WebSocketState.Open)
        {
            throw new WebSocketException(WebSocketError.InvalidState, $"The socket is {_state}.");
        }

        _sent.Write(buffer);
        if (endOfMessage)
        {
            var text = Encoding.UTF8.GetString(_sent.GetBuffer(), 0, (int)_sent.Length);
            _sent.SetLength(0);
            world.Receive(session, text);
        }

        return Task.CompletedTask;
    }

    private WebSocketException Dropped()
    {
        _state = WebSocketState.Aborted;
        world.Disconnected(venue, session);
        return new WebSocketException(WebSocketError.ConnectionClosedPrematurely);
    }
}
