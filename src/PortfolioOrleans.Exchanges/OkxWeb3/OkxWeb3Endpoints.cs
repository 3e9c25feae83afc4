using PortfolioOrleans.Exchanges.Gate;
using PortfolioOrleans.Exchanges.Http;

namespace PortfolioOrleans.Exchanges.OkxWeb3;

/// <summary>What OKX Web3 is asked. All of it shares the one limit of the project's plan, whoever of the users it is for.</summary>
internal sealed class OkxWeb3Endpoints(OkxWeb3Options options)
{
    public VenueEndpoint Time { get; } = new(
        HttpMethod.Get, options.TimeUrl, "/api/v5/public/time", new RequestLimit("okx-web3-time", 10, TimeSpan.FromSeconds(2)), 1, RequestPriority.Live);

    public VenueEndpoint TotalValue { get; } = Of(options, HttpMethod.Get, "/api/v6/dex/balance/total-value-by-address", RequestPriority.Live);

    public VenueEndpoint AllBalances { get; } = Of(options, HttpMethod.Get, "/api/v6/dex/balance/all-token-balances-by-address", RequestPriority.Balances);

    public VenueEndpoint Transfers { get; } = Of(options, HttpMethod.Get, "/api/v6/dex/post-transaction/transactions-by-address", RequestPriority.Balances);

    public VenueEndpoint Prices { get; } = Of(options, HttpMethod.Post, "/api/v6/dex/market/price", RequestPriority.Live);

    public VenueEndpoint Candles { get; } = Of(options, HttpMethod.Get, "/api/v6/dex/market/candles", RequestPriority.History);

    public VenueEndpoint TokenInfo { get; } = Of(options, HttpMethod.Post, "/api/v6/dex/market/token/basic-info", RequestPriority.History);

    private static VenueEndpoint Of(OkxWeb3Options options, HttpMethod method, string path, RequestPriority priority) => new(
        method, options.RestUrl, path, new RequestLimit("okx-web3", options.RequestsPerSecond, TimeSpan.FromSeconds(1), PerKey: true), 1, priority);
}
