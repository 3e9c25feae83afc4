using PortfolioOrleans.Exchanges.Gate;
using PortfolioOrleans.Exchanges.Http;

namespace PortfolioOrleans.Exchanges.Binance;

/// <summary>
/// What Binance is asked, and what it weighs. Spot and futures each have one limit for each address, which the venue may change and states in its list of
/// instruments; both kinds of futures share theirs. Wallet requests ("sapi") have a limit of their own for each endpoint, by address or by account.
/// Histories come last: a walk through years may use half of a window.
/// </summary>
internal sealed class BinanceEndpoints(BinanceOptions options)
{
    private const int PortfolioMarginMax = 6_000;
    private const int WalletMaxByAddress = 12_000;
    private const int WalletMaxByAccount = 180_000;

    private const int ConnectionsMax = 300;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FiveMinutes = TimeSpan.FromMinutes(5);

    private readonly BinanceAddresses _at = new(options);
    private volatile int _spotMax = 6_000;
    private volatile int _futuresMax = 2_400;

    public VenueEndpoint SpotTime => Spot("/api/v3/time", 1, RequestPriority.Live);

    public VenueEndpoint SpotInstruments => Spot("/api/v3/exchangeInfo", 20, RequestPriority.Live);

    public VenueEndpoint SpotPrices => Spot("/api/v3/ticker/price", 4, RequestPriority.Live);

    public VenueEndpoint SpotCandles => Spot("/api/v3/klines", 2, RequestPriority.History);

    public VenueEndpoint DollarIndexCandles => CoinFutures("/dapi/v1/indexPriceKlines", 5, RequestPriority.History);

    public VenueEndpoint SpotAccount => Spot("/api/v3/account", 20, RequestPriority.Live);

    public VenueEndpoint KeyRestrictions => Wallet(HttpMethod.Get, "/sapi/v1/account/apiRestrictions", 1, RequestPriority.Live);

    public VenueEndpoint SpotAssets => Wallet(HttpMethod.Post, "/sapi/v3/asset/getUserAsset", 5, RequestPriority.Balances);

    public VenueEndpoint FundingAssets => Wallet(HttpMethod.Post, "/sapi/v1/asset/get-funding-asset", 1, RequestPriority.Balances);

    public VenueEndpoint Deposits => Wallet(HttpMethod.Get, "/sapi/v1/capital/deposit/hisrec", 1, RequestPriority.Balances);

    public VenueEndpoint Withdrawals =>
        Wallet(HttpMethod.Get, "/sapi/v1/capital/withdraw/history", 18_000, RequestPriority.Balances, byAccount: true);

    public VenueEndpoint FlexibleEarn => Wallet(HttpMethod.Get, "/sapi/v1/simple-earn/flexible/position", 150, RequestPriority.Balances);

    public VenueEndpoint LockedEarn => Wallet(HttpMethod.Get, "/sapi/v1/simple-earn/locked/position", 150, RequestPriority.Balances);

    public VenueEndpoint CrossMargin => Wallet(HttpMethod.Get, "/sapi/v1/margin/account", 10, RequestPriority.Balances);

    public VenueEndpoint IsolatedMargin => Wallet(HttpMethod.Get, "/sapi/v1/margin/isolated/account", 10, RequestPriority.Balances);

    public VenueEndpoint Assets => Wallet(HttpMethod.Get, "/sapi/v1/capital/config/getall", 10, RequestPriority.Balances);

    public VenueEndpoint FuturesTime => Futures("/fapi/v1/time", 1, RequestPriority.Live);

    public VenueEndpoint FuturesInstruments => Futures("/fapi/v1/exchangeInfo", 1, RequestPriority.Live);

    public VenueEndpoint FuturesMarks => Futures("/fapi/v1/premiumIndex", 10, RequestPriority.Live);

    public VenueEndpoint DollarPrices => Futures("/fapi/v1/assetIndex", 10, RequestPriority.Live);

    public VenueEndpoint FuturesBalances => Futures("/fapi/v3/balance", 5, RequestPriority.Balances);

    public VenueEndpoint FuturesPositions => Futures("/fapi/v3/positionRisk", 5, RequestPriority.Balances);

    public VenueEndpoint FuturesSymbolConfig => Futures("/fapi/v1/symbolConfig", 5, RequestPriority.Balances);

    public VenueEndpoint CoinTime => CoinFutures("/dapi/v1/time", 1, RequestPriority.Live);

    public VenueEndpoint CoinInstruments => CoinFutures("/dapi/v1/exchangeInfo", 1, RequestPriority.Live);

    public VenueEndpoint CoinMarks => CoinFutures("/dapi/v1/premiumIndex", 10, RequestPriority.Live);

    public VenueEndpoint CoinBalances => CoinFutures("/dapi/v1/balance", 1, RequestPriority.Balances);

    public VenueEndpoint CoinPositions => CoinFutures("/dapi/v1/positionRisk", 1, RequestPriority.Balances);

    public VenueEndpoint PortfolioBalances => PortfolioMargin("/papi/v1/balance", 20);

    public VenueEndpoint PortfolioPositions => PortfolioMargin("/papi/v1/um/positionRisk", 5);

    public VenueEndpoint PortfolioCoinPositions => PortfolioMargin("/papi/v1/cm/positionRisk", 1);

    public VenueEndpoint PortfolioFills => PortfolioHistory("/papi/v1/um/userTrades", 5);

    public VenueEndpoint PortfolioIncome => PortfolioHistory("/papi/v1/um/income", 30);

    public VenueEndpoint PortfolioCoinFills => PortfolioHistory("/papi/v1/cm/userTrades", 20);

    public VenueEndpoint PortfolioCoinIncome => PortfolioHistory("/papi/v1/cm/income", 30);

    public VenueEndpoint PortfolioMarginFills => PortfolioHistory("/papi/v1/margin/myTrades", 5);

    public VenueEndpoint PortfolioMarginInterest => PortfolioHistory("/papi/v1/margin/marginInterestHistory", 1);

    public VenueEndpoint SpotFills => Spot("/api/v3/myTrades", 20, RequestPriority.History);

    public VenueEndpoint MarginFills => Wallet(HttpMethod.Get, "/sapi/v1/margin/myTrades", 10, RequestPriority.History);

    public VenueEndpoint FuturesFills => Futures("/fapi/v1/userTrades", 5, RequestPriority.History);

    public VenueEndpoint FuturesIncome => Futures("/fapi/v1/income", 30, RequestPriority.History);

    public VenueEndpoint CoinFills => CoinFutures("/dapi/v1/userTrades", 20, RequestPriority.History);

    public VenueEndpoint CoinIncome => CoinFutures("/dapi/v1/income", 20, RequestPriority.History);

    public VenueEndpoint DepositHistory => Deposits with { Priority = RequestPriority.History };

    public VenueEndpoint WithdrawalHistory => Withdrawals with { Priority = RequestPriority.History };

    public VenueEndpoint Transfers => Wallet(HttpMethod.Get, "/sapi/v1/asset/transfer", 1, RequestPriority.History);

    public VenueEndpoint Converts => Wallet(HttpMethod.Get, "/sapi/v1/convert/tradeFlow", 3_000, RequestPriority.History, byAccount: true);

    public VenueEndpoint Dust => Wallet(HttpMethod.Get, "/sapi/v1/asset/dribblet", 1, RequestPriority.History);

    public VenueEndpoint Distributions => Wallet(HttpMethod.Get, "/sapi/v1/asset/assetDividend", 10, RequestPriority.History);

    public VenueEndpoint FlexibleRewards => EarnHistory("flexible/history/rewardsRecord");

    public VenueEndpoint LockedRewards => EarnHistory("locked/history/rewardsRecord");

    public VenueEndpoint FlexibleSubscriptions => EarnHistory("flexible/history/subscriptionRecord");

    public VenueEndpoint FlexibleRedemptions => EarnHistory("flexible/history/redemptionRecord");

    public VenueEndpoint LockedSubscriptions => EarnHistory("locked/history/subscriptionRecord");

    public VenueEndpoint LockedRedemptions => EarnHistory("locked/history/redemptionRecord");

    public VenueEndpoint MarginInterest => Wallet(HttpMethod.Get, "/sapi/v1/margin/interestHistory", 1, RequestPriority.History);

    public VenueEndpoint FiatOrders => Wallet(HttpMethod.Get, "/sapi/v1/fiat/orders", 9_000, RequestPriority.History, byAccount: true);

    public VenueEndpoint FiatPayments => Wallet(HttpMethod.Get, "/sapi/v1/fiat/payments", 1, RequestPriority.History);

    public VenueEndpoint FuturesListenKey(HttpMethod method) => Futures("/fapi/v1/listenKey", 1, RequestPriority.Live) with { Method = method, IsUnsigned = true };

    public VenueEndpoint CoinListenKey(HttpMethod method) => CoinFutures("/dapi/v1/listenKey", 1, RequestPriority.Live) with { Method = method, IsUnsigned = true };

    public VenueEndpoint PortfolioListenKey(HttpMethod method) =>
        PortfolioMargin("/papi/v1/listenKey", 1) with { Method = method, IsUnsigned = true, Priority = RequestPriority.Live };

    /// <summary>What opening a connection takes: one of those that an address may open in five minutes.</summary>
    public RequestCost Connection(Uri streams) => new(streams.Authority, $"sockets@{streams.Authority}", 1, ConnectionsMax, FiveMinutes, RequestPriority.Live);

    /// <summary>Connecting to the WebSocket API and hearing an account there weigh as requests do, too.</summary>
    public RequestCost SocketApi(Uri api) => new(api.Authority, "api", 4, _spotMax, Minute, RequestPriority.Live);

    /// <summary>The venue says what a minute of spot requests may weigh.</summary>
    public void LearnSpotLimit(int max) => _spotMax = max;

    /// <summary>The venue says what a minute of futures requests may weigh.</summary>
    public void LearnFuturesLimit(int max) => _futuresMax = max;

    public VenueEndpoint TimeOf(string host) => host switch
    {
        _ when host == _at.Rest.Authority => SpotTime,
        _ when host == _at.Futures.Authority => FuturesTime,
        _ when host == _at.CoinFutures.Authority => CoinTime,
        _ => SpotTime, // Portfolio margin has no clock of its own.
    };

    private VenueEndpoint Spot(string path, int weight, RequestPriority priority) =>
        new(HttpMethod.Get, _at.Rest, path, new RequestLimit("api", _spotMax, Minute), weight, priority);

    private VenueEndpoint Futures(string path, int weight, RequestPriority priority) =>
        new(HttpMethod.Get, _at.Futures, path, new RequestLimit("futures", _futuresMax, Minute), weight, priority);

    private VenueEndpoint EarnHistory(string path) => Wallet(HttpMethod.Get, $"/sapi/v1/simple-earn/{path}", 150, RequestPriority.History);

    private VenueEndpoint CoinFutures(string path, int weight, RequestPriority priority) =>
        new(HttpMethod.Get, _at.CoinFutures, path, new RequestLimit("futures", _futuresMax, Minute), weight, priority);

    private VenueEndpoint PortfolioMargin(string path, int weight) => new(
        HttpMethod.Get, _at.PortfolioMargin, path, new RequestLimit("papi", PortfolioMarginMax, Minute), weight, RequestPriority.Balances);

    private VenueEndpoint PortfolioHistory(string path, int weight) => PortfolioMargin(path, weight) with { Priority = RequestPriority.History };

    private VenueEndpoint Wallet(HttpMethod method, string path, int weight, RequestPriority priority, bool byAccount = false)
    {
        var limit = new RequestLimit($"sapi{path["/sapi".Length..]}", byAccount ? WalletMaxByAccount : WalletMaxByAddress, Minute, byAccount);
        return new VenueEndpoint(method, _at.Rest, path, limit, weight, priority);
    }
}
