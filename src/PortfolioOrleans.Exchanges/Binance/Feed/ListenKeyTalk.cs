using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Http;
using PortfolioOrleans.Exchanges.Live;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Binance.Feed;

/// <summary>
/// One account's futures user data, heard with a listen key: made by request, good for an hour, renewed every half. The key is the account's, not the
/// connection's: it is never ended, since others may listen with it.
/// </summary>
/// <param name="wallet">Futures, coin futures or portfolio margin.</param>
internal sealed class ListenKeyTalk(BinanceFeedParts parts, ExchangeCredentials credentials, WalletKind wallet) : ILiveTalk<LiveEvent>
{
    private static readonly ExchangeFault HeardAsOne = new(FaultKind.NotAvailable, "this wallet is part of a portfolio margin account");

    private BinanceHeard? _heard;

    public bool IsReadyAtOnce => true;

    public string? Ping => """{"method":"LIST_SUBSCRIPTIONS","id":1}""";

    public static string ReadKey(WireNode root) => root.Object().RequiredText("listenKey");

    public async Task<ExchangeReply<Uri>> LocateAsync(CancellationToken cancellationToken)
    {
        var member = await parts.Holdings.Portfolio.IsMemberAsync(credentials, cancellationToken);
        if (member is not ExchangeReply<bool>.Answer { Value: var isMember })
        {
            return member.Select(_ => (Uri)null!);
        }

        if (isMember != (wallet == WalletKind.PortfolioMargin))
        {
            return new ExchangeReply<Uri>.Failure(isMember ? HeardAsOne : PortfolioMarginBook.NoMember);
        }

        var listed = await (wallet == WalletKind.CoinFutures ? parts.Catalogs.Coin : parts.Catalogs.Futures).GetAsync(cancellationToken);
        if (listed is not ExchangeReply<InstrumentList>.Answer { Value: var list })
        {
            return listed.Select(_ => (Uri)null!);
        }

        _heard = new BinanceHeard(wallet, list, _ => 0m, () => parts.Holdings.ForgetSettings(credentials));
        var key = await parts.Asker.AskAsync(KeyEndpoint(HttpMethod.Post), credentials, ReadKey, cancellationToken);
        return key.Select(text => wallet switch
        {
            WalletKind.CoinFutures => BinanceAddresses.Under(parts.Addresses.CoinFuturesStreams, $"/ws/{Uri.EscapeDataString(text)}"),
            WalletKind.PortfolioMargin => BinanceAddresses.Under(parts.Addresses.FuturesStreams, $"/pm/ws/{Uri.EscapeDataString(text)}"),
            _ => BinanceAddresses.Under(parts.Addresses.FuturesStreams, $"/private/ws/{Uri.EscapeDataString(text)}"),
        });
    }

    public IReadOnlyList<string> Greet() => [];

    public Heard<LiveEvent> Hear(ReadOnlyMemory<byte> message) => Heard<LiveEvent>.Read(message, root =>
    {
        var said = BinanceUserEvents.Read(root);

        // Three wallets in one: what moved is in none of their own terms, so it is asked for.
        return wallet == WalletKind.PortfolioMargin && said is not (BinanceUserMessage.Other or BinanceUserMessage.Ended or BinanceUserMessage.ShuttingDown)
            ? Heard<LiveEvent>.Of(new LiveEvent.Stirred(said.At, wallet))
            : _heard!.Hear(said);
    });

    public async Task<Renewal> RenewAsync(CancellationToken cancellationToken)
    {
        var reply = await parts.Client.SendAsync(new VenueCall(KeyEndpoint(HttpMethod.Put), "", credentials), _ => true, cancellationToken);
        return reply is ExchangeReply<bool>.Failure { Fault: var fault } ? new Renewal(fault, IsOver: fault.Kind == FaultKind.NotAvailable) : new Renewal(null);
    }

    private VenueEndpoint KeyEndpoint(HttpMethod method) => wallet switch
    {
        WalletKind.CoinFutures => parts.Endpoints.CoinListenKey(method),
        WalletKind.PortfolioMargin => parts.Endpoints.PortfolioListenKey(method),
        _ => parts.Endpoints.FuturesListenKey(method),
    };
}
