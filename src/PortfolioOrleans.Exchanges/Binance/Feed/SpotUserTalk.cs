using System.Text.Json;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Http;
using PortfolioOrleans.Exchanges.Live;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Binance.Feed;

/// <summary>One account's spot user data over the WebSocket API. The subscription is signed; nothing has to be renewed.</summary>
internal sealed class SpotUserTalk(BinanceFeedParts parts, ExchangeCredentials credentials) : ILiveTalk<LiveEvent>
{
    private const string Subscribe = "subscribe";
    private const int AlreadySubscribed = -2035;

    private TimeSpan _venueAhead;
    private BinanceHeard? _heard;

    public bool IsReadyAtOnce => false;

    public string? Ping => """{"id":"ping","method":"ping"}""";

    /// <summary>Asks for the time first: the subscription is signed with the venue's.</summary>
    public async Task<ExchangeReply<Uri>> LocateAsync(CancellationToken cancellationToken)
    {
        var sentAt = parts.Clock.GetUtcNow();
        var time = await parts.Client.SendAsync(new VenueCall(parts.Endpoints.SpotTime), BinanceMarket.ReadTime, cancellationToken);
        if (time is not ExchangeReply<DateTimeOffset>.Answer { Value: var venueTime })
        {
            return time.Select(_ => (Uri)null!);
        }

        _venueAhead = venueTime - (sentAt + ((parts.Clock.GetUtcNow() - sentAt) / 2));
        return (await parts.Catalogs.Spot.GetAsync(cancellationToken)).Select(list =>
        {
            _heard = new BinanceHeard(WalletKind.Spot, list, Held, () => { });
            return BinanceAddresses.Under(parts.Addresses.SocketApi, "/ws-api/v3");
        });
    }

    public IReadOnlyList<string> Greet()
    {
        var parameters = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["apiKey"] = credentials.ApiKey,
            ["recvWindow"] = FormattableString.Invariant($"{parts.Options.RecvWindow.TotalMilliseconds:0}"),
            ["timestamp"] = Query.Milliseconds(parts.Clock.GetUtcNow() + _venueAhead),
        };
        parameters["signature"] = BinanceSignature.OfParameters(parameters, credentials.Secret);
        return [JsonSerializer.Serialize(new { id = Subscribe, method = "userDataStream.subscribe.signature", @params = parameters })];
    }

    public Heard<LiveEvent> Hear(ReadOnlyMemory<byte> message) => Heard<LiveEvent>.Read(message, root =>
    {
        var body = root.Object();
        if (body.Any("event") is null && body.Number("status") is { } status)
        {
            return HearReply(body, status is >= 0m and <= 999m ? (int)status : 0);
        }

        return _heard!.Hear(BinanceUserEvents.Read(root));
    });

    public Task<Renewal> RenewAsync(CancellationToken cancellationToken) => Task.FromResult(new Renewal(null));

    private Heard<LiveEvent> HearReply(WireNode reply, int status)
    {
        var error = reply.Inner("error");
        var isSubscription = reply.Text("id") == Subscribe;
        if (isSubscription && error?.Number("code") == AlreadySubscribed)
        {
            return Heard<LiveEvent>.Ready;
        }

        return BinanceFaults.JudgeReply(status, error, parts.Clock.GetUtcNow() + _venueAhead) is { } fault
            ? Heard<LiveEvent>.Broken(Secrecy.Guard(fault, credentials.ApiKey, credentials.Secret))
            : isSubscription ? Heard<LiveEvent>.Ready : Heard<LiveEvent>.Nothing;
    }

    private decimal Held(Asset asset) => parts.Holdings.Held.Find(credentials)?.GetValueOrDefault(asset) ?? 0m;
}
