using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Gate;
using PortfolioOrleans.Exchanges.Live;

namespace PortfolioOrleans.Exchanges.Binance.Feed;

/// <summary>
/// What Binance tells by itself: for each account spot user data over the WebSocket API and each kind of futures by its listen key, for everybody last prices of all
/// pairs, marks of all USD-M contracts and what stablecoins are worth. COIN-M has no stream of all its marks; those are read.
/// </summary>
internal sealed class BinanceFeed(BinanceFeedParts parts, ISocketDialer dialer, IVenueGate gate, Random chance) : ILiveFeed
{
    /// <summary>User data may be silent for days, so that the venue is asked; the question weighs one, which is why it is not asked more often.</summary>
    private static readonly LivePace SpotPace = new() { PingAfter = TimeSpan.FromSeconds(60), Silence = TimeSpan.FromSeconds(90) };

    private static readonly LivePace FuturesPace = SpotPace with { RenewEvery = TimeSpan.FromMinutes(30) };

    /// <summary>Some pair of hundreds is traded each second.</summary>
    private static readonly LivePace PricePace = new() { Silence = TimeSpan.FromSeconds(30) };

    /// <summary>Marks and the dollar index come each second, whether they move or not.</summary>
    private static readonly LivePace SecondPace = new() { Silence = TimeSpan.FromSeconds(10) };

    public async IAsyncEnumerable<LiveEvent> FollowAccountAsync(
        ExchangeCredentials credentials, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(credentials);

        // While nobody can say which kind of account it is, each line finds out for itself.
        WalletKind[] wallets = await parts.Holdings.Portfolio.IsMemberAsync(credentials, cancellationToken) switch
        {
            ExchangeReply<bool>.Answer { Value: true } => [WalletKind.PortfolioMargin],
            ExchangeReply<bool>.Answer => [WalletKind.Futures, WalletKind.CoinFutures],
            _ => [WalletKind.Futures, WalletKind.CoinFutures, WalletKind.PortfolioMargin],
        };
        var endpoints = parts.Endpoints;
        var api = parts.Addresses.SocketApi;
        var lines = ImmutableArray.CreateBuilder<(LiveLine<LiveEvent>, ImmutableArray<WalletKind>)>();
        lines.Add((
            Line<LiveEvent>(() => new SpotUserTalk(parts, credentials), [endpoints.Connection(api), endpoints.SocketApi(api)], SpotPace), [WalletKind.Spot]));
        foreach (var wallet in wallets)
        {
            var streams = wallet == WalletKind.CoinFutures ? parts.Addresses.CoinFuturesStreams : parts.Addresses.FuturesStreams;
            lines.Add((Line<LiveEvent>(() => new ListenKeyTalk(parts, credentials, wallet), [endpoints.Connection(streams)], FuturesPace), [wallet]));
        }

        await foreach (var happened in AccountFeed.FollowAsync(lines.ToImmutable(), parts.Clock, cancellationToken))
        {
            yield return happened;
        }
    }

    public IAsyncEnumerable<MarketReading> FollowMarketAsync(CancellationToken cancellationToken)
    {
        var (spot, futures) = (parts.Addresses.Streams, parts.Addresses.FuturesStreams);
        return MarketFeed.FollowAsync(
            [
                Line<MarketReading>(
                    () => new BinanceMarketTalk(parts, BinanceAddresses.Under(spot, "/ws/!miniTicker@arr"), BinanceMarketTalk.Told.LastPrices),
                    [parts.Endpoints.Connection(spot)],
                    PricePace),
                Line<MarketReading>(
                    () => new BinanceMarketTalk(parts, BinanceAddresses.Under(futures, "/market/ws/!markPrice@arr@1s"), BinanceMarketTalk.Told.Marks),
                    [parts.Endpoints.Connection(futures)],
                    SecondPace),
                Line<MarketReading>(
                    () => new BinanceMarketTalk(parts, BinanceAddresses.Under(futures, "/market/ws/!assetIndex@arr"), BinanceMarketTalk.Told.Dollars),
                    [parts.Endpoints.Connection(futures)],
                    SecondPace),
            ],
            parts.Clock,
            cancellationToken);
    }

    private LiveLine<T> Line<T>(Func<ILiveTalk<T>> talks, ImmutableArray<RequestCost> costs, LivePace pace) =>
        new(dialer, gate, BinanceAdapter.Id, talks, costs, pace, parts.Clock, chance);
}
