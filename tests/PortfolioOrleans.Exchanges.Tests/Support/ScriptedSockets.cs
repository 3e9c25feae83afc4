using System.Text;
using System.Threading.Channels;
using PortfolioOrleans.Exchanges.Live;

namespace PortfolioOrleans.Exchanges.Tests.Support;

/// <summary>Hands out connections whose other side the test speaks, or refuses as told; remembers each.</summary>
internal sealed class ScriptedSockets : ISocketDialer
{
    private readonly Queue<ExchangeFault> _refusals = new();

    public List<ScriptedSocket> Dialled { get; } = [];

    /// <summary>The connections that nobody has ended.</summary>
    public IEnumerable<ScriptedSocket> Open => Dialled.Where(socket => !socket.IsOver);

    /// <summary>Speaks as soon as a connection is there.</summary>
    public Action<ScriptedSocket> OnDial { get; set; } = _ => { };

    /// <summary>How many attempts were made, refused ones included.</summary>
    public int Attempts { get; private set; }

    public void RefuseNext(ExchangeFault fault, int times = 1)
    {
        for (; times > 0; times--)
        {
            _refusals.Enqueue(fault);
        }
    }

    public Task<ExchangeReply<IVenueSocket>> DialAsync(Uri address, int largestMessage, CancellationToken cancellationToken)
    {
        Attempts++;
        if (_refusals.TryDequeue(out var fault))
        {
            return Task.FromResult<ExchangeReply<IVenueSocket>>(new ExchangeReply<IVenueSocket>.Failure(fault));
        }

        var socket = new ScriptedSocket(address);
        Dialled.Add(socket);
        OnDial(socket);
        return Task.FromResult<ExchangeReply<IVenueSocket>>(new ExchangeReply<IVenueSocket>.Answer(socket, default));
    }
}

/// <summary>One connection whose other side the test speaks.</summary>
internal sealed class ScriptedSocket(Uri address) : IVenueSocket
{
    private readonly Channel<SocketReading> _said = Channel.CreateUnbounded<SocketReading>();

    public Uri Address { get; } = address;

    /// <summary>What was sent to the venue.</summary>
    public List<string> Sent { get; } = [];

    /// <summary>Answers what is sent.</summary>
    public Action<string> OnSent { get; set; } = _ => { };

    public bool IsOver { get; private set; }

    public void Say(string text) => _said.Writer.TryWrite(new SocketReading(Encoding.UTF8.GetBytes(text)));

    /// <summary>The venue, or the line to it, ends the connection.</summary>
    public void Break() => End(new ExchangeFault(FaultKind.Unreachable, "the connection broke"));

    public ValueTask<ExchangeFault?> SendAsync(string text, CancellationToken cancellationToken)
    {
        Sent.Add(text);
        OnSent(text);
        return ValueTask.FromResult<ExchangeFault?>(null);
    }

    public async ValueTask<SocketReading> ReceiveAsync(CancellationToken cancellationToken) =>
        await _said.Reader.WaitToReadAsync(cancellationToken) && _said.Reader.TryRead(out var reading)
            ? reading
            : new SocketReading(default, new ExchangeFault(FaultKind.Unreachable, "the connection has ended"));

    public void Abort() => End(new ExchangeFault(FaultKind.Unreachable, "the connection was aborted"));

    public ValueTask DisposeAsync()
    {
        Abort();
        return ValueTask.CompletedTask;
    }

    private void End(ExchangeFault fault)
    {
        IsOver = true;
        _said.Writer.TryWrite(new SocketReading(default, fault));
        _said.Writer.TryComplete();
    }
}
