using System.Collections.Immutable;
using PortfolioOrleans.Exchanges.Http;
using PortfolioOrleans.Exchanges.Live;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Okx.Feed;

/// <summary>
/// What all of OKX's live connections have in common: log in where there is a key, subscribe, wait until everything is acknowledged, and tell what a refusal
/// means by when it comes. What the channels bring is the derived class's.
/// </summary>
internal abstract class OkxTalk<T>(VenueClient client, OkxEndpoints endpoints, Uri address, ExchangeCredentials? credentials, TimeProvider clock)
    : ILiveTalk<T>
{
    private TimeSpan _offset;
    private bool _isLoggedIn = credentials is null;
    private bool _isReady;
    private int _awaited;

    public bool IsReadyAtOnce => false;

    public string? Ping => OkxWords.Ping;

    /// <summary>The times a connection to OKX has: it is closed after thirty seconds without a word.</summary>
    public static LivePace Pace { get; } = new() { PingAfter = TimeSpan.FromSeconds(20), Silence = TimeSpan.FromSeconds(40) };

    protected TimeProvider Clock => clock;

    /// <summary>A login is good for seconds, so the venue's clock is measured for each.</summary>
    public async Task<ExchangeReply<Uri>> LocateAsync(CancellationToken cancellationToken)
    {
        if (await PrepareAsync(cancellationToken) is { } missing)
        {
            return new ExchangeReply<Uri>.Failure(missing);
        }

        if (credentials is null)
        {
            return new ExchangeReply<Uri>.Answer(address, clock.GetUtcNow());
        }

        var reply = await client.SendAsync(new VenueCall(endpoints.Time), OkxMarket.ReadTime, cancellationToken);
        return reply.Select(venueTime =>
        {
            _offset = venueTime - clock.GetUtcNow();
            return address;
        });
    }

    public IReadOnlyList<string> Greet() => credentials is null ? Subscribe() : [OkxWords.Login(credentials, clock.GetUtcNow() + _offset)];

    public Heard<T> Hear(ReadOnlyMemory<byte> message) =>
        message.Span.SequenceEqual("pong"u8) ? Heard<T>.Nothing : Heard<T>.Read(message, Understand);

    public Task<Renewal> RenewAsync(CancellationToken cancellationToken) => Task.FromResult(default(Renewal));

    /// <summary>What has to be read before the connection is made; why it cannot be, or null.</summary>
    protected abstract Task<ExchangeFault?> PrepareAsync(CancellationToken cancellationToken);

    protected abstract ImmutableArray<OkxChannel> Channels { get; }

    /// <summary>True where the connection is worth nothing without this channel.</summary>
    protected abstract bool IsNeeded(string? channel);

    protected abstract Heard<T> HearData(OkxFrame frame, WireNode root);

    private ImmutableArray<string> Subscribe()
    {
        _awaited = Channels.Length;
        return OkxWords.Subscribe(Channels);
    }

    private Heard<T> Understand(WireNode root)
    {
        var frame = OkxFrame.Read(root);
        switch (frame.Event)
        {
            case null:
                return HearData(frame, root);
            case "login" when frame.Code is null or "0":
                _isLoggedIn = true;
                return Heard<T>.Reply(Subscribe());
            case "subscribe":
                return Settled();
            case "notice" when frame.Code == "64008":
                return Heard<T>.Replace;
            case "login" or "error":
                return Refused(frame);
            case "channel-conn-count-error":
                return Heard<T>.Broken(new ExchangeFault(
                    FaultKind.RateLimited, "the account has too many connections that listen to this", TimeSpan.FromMinutes(1)));
            case "unsubscribe":
                return Heard<T>.Broken(new ExchangeFault(FaultKind.Unreachable, "the venue ended a subscription"));
            default:
                return Heard<T>.Nothing; // Counts of connections, other notices, whatever will be invented.
        }
    }

    /// <summary>
    /// The same number means one thing before the login and another after it, and sources disagree about some: what is not known of itself is about the key while
    /// logging in, about the channel while subscribing, and about the connection later.
    /// </summary>
    private Heard<T> Refused(OkxFrame frame)
    {
        var known = OkxFaults.OfFeed(frame.Code);
        if (!_isLoggedIn)
        {
            return Heard<T>.Broken(known ?? Fault(frame.Code is "60011" or "60012" or "60018" ? FaultKind.BadRequest : FaultKind.Unreachable));
        }

        if (_isReady || frame.Code is "60011")
        {
            return Heard<T>.Broken(known is { IsTransient: true } ? known : Fault(FaultKind.Unreachable));
        }

        return IsNeeded(frame.Channel)
            ? Heard<T>.Broken(known ?? Fault(frame.Code is "60012" or "60013" or "60018" ? FaultKind.BadRequest : FaultKind.Unreachable))
            : Settled();

        ExchangeFault Fault(FaultKind kind) => new(kind, $"the feed was refused, code {WireText.Plain(frame.Code)}");
    }

    private Heard<T> Settled()
    {
        _awaited--;
        _isReady |= _awaited <= 0;
        return _awaited == 0 ? Heard<T>.Ready : Heard<T>.Nothing;
    }
}
