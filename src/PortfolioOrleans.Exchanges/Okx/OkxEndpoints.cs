using PortfolioOrleans.Exchanges.Gate;
using PortfolioOrleans.Exchanges.Http;

namespace PortfolioOrleans.Exchanges.Okx;

/// <summary>What OKX is asked. Each endpoint has a limit of its own, counted in requests: for each account where it is private, for the address where not.</summary>
internal sealed class OkxEndpoints(OkxOptions options)
{
    private static readonly TimeSpan OneSecond = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TwoSeconds = TimeSpan.FromSeconds(2);

    public VenueEndpoint Time { get; } = Public(options, "/api/v5/public/time", 10);

    public VenueEndpoint Instruments { get; } = Public(options, "/api/v5/public/instruments", 20);

    public VenueEndpoint Tickers { get; } = Public(options, "/api/v5/market/tickers", 20);

    public VenueEndpoint IndexTickers { get; } = Public(options, "/api/v5/market/index-tickers", 20);

    /// <summary>All days.</summary>
    public VenueEndpoint CandlesArchive { get; } = Public(options, "/api/v5/market/history-candles", 20, RequestPriority.History);

    /// <summary>1,440 bars.</summary>
    public VenueEndpoint IndexCandles { get; } = Public(options, "/api/v5/market/index-candles", 20, RequestPriority.History);

    public VenueEndpoint MarkPrices { get; } = Public(options, "/api/v5/public/mark-price", 10);

    public VenueEndpoint AccountConfig { get; } = Private(options, "/api/v5/account/config", 5, TwoSeconds, RequestPriority.Live);

    public VenueEndpoint TradingBalance { get; } = Private(options, "/api/v5/account/balance", 10, TwoSeconds, RequestPriority.Balances);

    public VenueEndpoint FundingBalance { get; } = Private(options, "/api/v5/asset/balances", 6, OneSecond, RequestPriority.Balances);

    public VenueEndpoint SavingsBalance { get; } = Private(options, "/api/v5/finance/savings/balance", 6, OneSecond, RequestPriority.Balances);

    public VenueEndpoint Positions { get; } = Private(options, "/api/v5/account/positions", 10, TwoSeconds, RequestPriority.Balances);

    public VenueEndpoint Deposits { get; } = Private(options, "/api/v5/asset/deposit-history", 6, OneSecond, RequestPriority.Balances);

    public VenueEndpoint Withdrawals { get; } = Private(options, "/api/v5/asset/withdrawal-history", 6, OneSecond, RequestPriority.Balances);

    public VenueEndpoint Currencies { get; } = Private(options, "/api/v5/asset/currencies", 6, OneSecond, RequestPriority.History);

    /// <summary>Three days, all kinds of instruments.</summary>
    public VenueEndpoint Fills { get; } = Private(options, "/api/v5/trade/fills", 60, TwoSeconds, RequestPriority.History);

    /// <summary>Three months, one kind of instrument a request.</summary>
    public VenueEndpoint FillsArchive { get; } = Private(options, "/api/v5/trade/fills-history", 10, TwoSeconds, RequestPriority.History);

    /// <summary>Seven days.</summary>
    public VenueEndpoint Bills { get; } = Private(options, "/api/v5/account/bills", 5, OneSecond, RequestPriority.History);

    /// <summary>Three months.</summary>
    public VenueEndpoint BillsArchive { get; } = Private(options, "/api/v5/account/bills-archive", 5, TwoSeconds, RequestPriority.History);

    /// <summary>One month.</summary>
    public VenueEndpoint FundingBills { get; } = Private(options, "/api/v5/asset/bills", 6, OneSecond, RequestPriority.History);

    /// <summary>Since February 2021, half a minute late.</summary>
    public VenueEndpoint FundingBillsArchive { get; } = Private(options, "/api/v5/asset/bills-history", 1, OneSecond, RequestPriority.History);

    public VenueEndpoint Converts { get; } = Private(options, "/api/v5/asset/convert/history", 6, OneSecond, RequestPriority.History);

    /// <summary>Seven days.</summary>
    public VenueEndpoint EasyConverts { get; } = Private(options, "/api/v5/trade/easy-convert-history", 1, TwoSeconds, RequestPriority.History);

    /// <summary>One month.</summary>
    public VenueEndpoint Lending { get; } = Private(options, "/api/v5/finance/savings/lending-history", 6, OneSecond, RequestPriority.History);

    private static VenueEndpoint Public(OkxOptions options, string path, int max, RequestPriority priority = RequestPriority.Live) =>
        new(HttpMethod.Get, options.RestUrl, path, new RequestLimit(path, max, TwoSeconds), 1, priority);

    private static VenueEndpoint Private(OkxOptions options, string path, int max, TimeSpan window, RequestPriority priority) =>
        new(HttpMethod.Get, options.RestUrl, path, new RequestLimit(path, max, window, PerKey: true), 1, priority);
}
