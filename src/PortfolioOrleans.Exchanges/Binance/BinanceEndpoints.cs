using PortfolioOrleans.Exchanges.Gate;
using PortfolioOrleans.Exchanges.Http;

namespace PortfolioOrleans.Exchanges.Binance;

/// <summary>
/// What Binance is asked, and what it weighs. Spot and futures each have one limit for each address, which the venue may change and states in its list of
/// instruments. Wallet requests ("sapi") have a limit of their own for each endpoint, by address or by account.
/// </summary>
internal sealed class BinanceEndpoints(BinanceOptions options)
{
    private const int WalletMaxByAddress = 12_000;
    private const int WalletMaxByAccount = 180_000;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private volatile int _spotMax = 6_000;
    private volatile int _futuresMax = 2_400;

    public VenueEndpoint SpotTime => Spot("/api/v3/time", 1, RequestPriority.Live);

    public VenueEndpoint SpotInstruments => Spot("/api/v3/exchangeInfo", 20, RequestPriority.Live);

    public VenueEndpoint SpotPrices => Spot("/api/v3/ticker/price", 4, RequestPriority.Live);

    public VenueEndpoint SpotAccount => Spot("/api/v3/account", 20, RequestPriority.Live);

    public VenueEndpoint KeyRestrictions => Wallet(HttpMethod.Get, "/sapi/v1/account/apiRestrictions", 1, RequestPriority.Live);

    public VenueEndpoint SpotAssets => Wallet(HttpMethod.Post, "/sapi/v3/asset/getUserAsset", 5, RequestPriority.Balances);

    public VenueEndpoint FundingAssets => Wallet(HttpMethod.Post, "/sapi/v1/asset/get-funding-asset", 1, RequestPriority.Balances);

    public VenueEndpoint Deposits => Wallet(HttpMethod.Get, "/sapi/v1/capital/deposit/hisrec", 1, RequestPriority.Balances);

    public VenueEndpoint Withdrawals =>
        Wallet(HttpMethod.Get, "/sapi/v1/capital/withdraw/history", 18_000, RequestPriority.Balances, byAccount: true);

    public VenueEndpoint FuturesTime => Futures("/fapi/v1/time", 1, RequestPriority.Live);

    public VenueEndpoint FuturesInstruments => Futures("/fapi/v1/exchangeInfo", 1, RequestPriority.Live);

    public VenueEndpoint FuturesMarks => Futures("/fapi/v1/premiumIndex", 10, RequestPriority.Live);

    public VenueEndpoint DollarPrices => Futures("/fapi/v1/assetIndex", 10, RequestPriority.Live);

    public VenueEndpoint FuturesBalances => Futures("/fapi/v3/balance", 5, RequestPriority.Balances);

    public VenueEndpoint FuturesPositions => Futures("/fapi/v3/positionRisk", 5, RequestPriority.Balances);

    public VenueEndpoint FuturesSymbolConfig => Futures("/fapi/v1/symbolConfig", 5, RequestPriority.Balances);

    /// <summary>The venue says what a minute of spot requests may weigh.</summary>
    public void LearnSpotLimit(int max) => _spotMax = max;

    /// <summary>The venue says what a minute of futures requests may weigh.</summary>
    public void LearnFuturesLimit(int max) => _futuresMax = max;

    public VenueEndpoint TimeOf(string host) => host == options.FuturesUrl.Authority && host != options.RestUrl.Authority ? FuturesTime : SpotTime;

    private VenueEndpoint Spot(string path, int weight, RequestPriority priority) =>
        new(HttpMethod.Get, options.RestUrl, path, new RequestLimit("api", _spotMax, Minute), weight, priority);

    private VenueEndpoint Futures(string path, int weight, RequestPriority priority) =>
        new(HttpMethod.Get, options.FuturesUrl, path, new RequestLimit("futures", _futuresMax, Minute), weight, priority);

    private VenueEndpoint Wallet(HttpMethod method, string path, int weight, RequestPriority priority, bool byAccount = false)
    {
        var limit = new RequestLimit($"sapi{path["/sapi".Length..]}", byAccount ? WalletMaxByAccount : WalletMaxByAddress, Minute, byAccount);
        return new VenueEndpoint(method, options.RestUrl, path, limit, weight, priority);
    }
}
