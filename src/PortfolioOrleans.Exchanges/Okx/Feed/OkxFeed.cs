using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Gate;
using PortfolioOrleans.Exchanges.Http;
using PortfolioOrleans.Exchanges.Live;

namespace PortfolioOrleans.Exchanges.Okx.Feed;

/// <summary>
/// What OKX tells by itself: two connections an account (the trading account; deposits and withdrawals), and two for the market, whoever listens. Attempts are
/// counted against the three a second that an address may make.
/// </summary>
internal sealed class OkxFeed(
    ISocketDialer dialer,
    IVenueGate gate,
    OkxOptions options,
    VenueClient client,
    OkxEndpoints endpoints,
    OkxInstrumentLists instruments,
    TimeProvider clock,
    Random chance) : ILiveFeed
{
    private readonly ImmutableArray<RequestCost> _attempt =
        [new(options.StreamUrl.Authority, $"{OkxAdapter.Id}-connections", 1, 3, TimeSpan.FromSeconds(1), RequestPriority.Live)];

    public IAsyncEnumerable<LiveEvent> FollowAccountAsync(ExchangeCredentials credentials, CancellationToken cancellationToken) => AccountFeed.FollowAsync(
        [
            (Line<LiveEvent>(() => new OkxPrivateTalk(client, endpoints, instruments, Address("private"), credentials, clock)), [WalletKind.Trading]),
            (Line<LiveEvent>(() => new OkxBusinessTalk(client, endpoints, Address("business"), credentials, clock)), []),
        ],
        clock,
        cancellationToken);

    public IAsyncEnumerable<MarketReading> FollowMarketAsync(CancellationToken cancellationToken) => MarketFeed.FollowAsync(
        [Market(OkxPublicPart.Prices), Market(OkxPublicPart.Marks)], clock, cancellationToken);

    private LiveLine<MarketReading> Market(OkxPublicPart part) =>
        Line<MarketReading>(() => new OkxPublicTalk(client, endpoints, instruments, Address("public"), part, clock));

    private LiveLine<T> Line<T>(Func<ILiveTalk<T>> talks) => new(dialer, gate, OkxAdapter.Id, talks, _attempt, OkxTalk<T>.Pace, clock, chance);

    private Uri Address(string route) => new(options.StreamUrl.ToString().TrimEnd('/') + $"/ws/v5/{route}");
}
