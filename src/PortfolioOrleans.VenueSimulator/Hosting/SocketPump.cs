using System.Net.WebSockets;
using System.Text;
using PortfolioOrleans.VenueSimulator.Sockets;

namespace PortfolioOrleans.VenueSimulator.Hosting;

/// <summary>Carries frames between a session and a real WebSocket until either ends.</summary>
internal static class SocketPump
{
    private const int LargestMessage = 1 << 20;

    /// <summary>How long the other side may take to say goodbye.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    public static async Task RunAsync(WebSocket socket, SocketSession session, Action<string> receive, CancellationToken aborted)
    {
        try
        {
            var receiving = ReceiveAsync(socket, session, receive, aborted);
            await SendAsync(socket, session, aborted);
            await receiving.WaitAsync(Farewell, aborted);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or TimeoutException)
        {
            socket.Abort(); // The other side is gone; there is nobody to tell.
        }
    }

    private static async Task SendAsync(WebSocket socket, SocketSession session, CancellationToken aborted)
    {
        await foreach (var frame in session.Frames.ReadAllAsync(aborted))
        {
            switch (frame)
            {
                case SocketFrame.Text text:
                    await socket.SendAsync(text.Message, WebSocketMessageType.Text, endOfMessage: true, aborted);
                    break;
                case SocketFrame.Close close:
                    await socket.CloseOutputAsync((WebSocketCloseStatus)close.Status, close.Reason, aborted);
                    return;
                case SocketFrame.Abort:
                    socket.Abort();
                    return;
            }
        }

        socket.Abort(); // The session gave up on a client that does not read.
    }

    private static async Task ReceiveAsync(WebSocket socket, SocketSession session, Action<string> receive, CancellationToken aborted)
    {
        try
        {
            var buffer = new byte[16 * 1024];
            using var message = new MemoryStream();
            while (true)
            {
                var part = await socket.ReceiveAsync(buffer.AsMemory(), aborted);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    session.Close((int)WebSocketCloseStatus.NormalClosure, "");
                    return;
                }

                message.Write(buffer, 0, part.Count);
                if (message.Length > LargestMessage)
                {
                    session.Close((int)WebSocketCloseStatus.MessageTooBig, "");
                    return;
                }

                if (part.EndOfMessage)
                {
                    receive(Encoding.UTF8.GetString(message.GetBuffer(), 0, (int)message.Length));
                    message.SetLength(0);
                }
            }
        }
        finally
        {
            session.Abort(); // Ends the sending side when nothing else has.
        }
    }
}
