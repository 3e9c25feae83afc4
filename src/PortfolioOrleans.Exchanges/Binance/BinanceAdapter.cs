using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Binance.Feed;
using PortfolioOrleans.Exchanges.Binance.Histories;
using PortfolioOrleans.Exchanges.Gate;
using PortfolioOrleans.Exchanges.Http;
using PortfolioOrleans.Exchanges.Live;

namespace PortfolioOrleans.Exchanges.Binance;

/// <summary>
/// Binance: spot, funding, Simple Earn, margin, USD-M and COIN-M futures, portfolio margin. <see cref="GetPricesAsync"/> weighs 4 of spot's 6,000 and 10 of
/// futures' 2,400 a minute, and 20 more of those every ten seconds: 120 and 420 a minute when polled every two seconds.
/// </summary>
public sealed class BinanceAdapter : IExchangeAdapter, IPriceHistory
{
    /// <summary>The venue's name in this system.</summary>
    public const string Id = "binance";

    private readonly BinanceEndpoints _endpoints;
    private readonly VenueClient _client;
    private readonly BinanceAsker _asker;
    private readonly BinanceCatalogs _catalogs;
    private readonly BinanceHoldings _holdings;
    private readonly BinancePrices _prices;
    private readonly BinanceCandles _candles;
    private readonly BinanceFlows _flows;
    private readonly BinanceHistories _histories;

    /// <param name="http">Must not follow redirects; its own timeout should be infinite, since each request has one.</param>
    /// <param name="gate">The venue's gate, which others may share.</param>
    /// <param name="options">Where the venue is.</param>
    /// <param name="clock">Our time.</param>
    /// <param name="chance">Jitter of retries; a seeded one makes a run repeatable. Default: unseeded, since two processes must not retry in step.</param>
    /// <param name="dialer">How live feeds connect. Default: over the network.</param>
    public BinanceAdapter(
        HttpClient http, IVenueGate gate, BinanceOptions options, TimeProvider clock, Random? chance = null, ISocketDialer? dialer = null)
    {
        chance ??= Random.Shared;
        _endpoints = new BinanceEndpoints(options);
        _client = new VenueClient(http, gate, new BinanceProtocol(options, _endpoints), options, clock, chance);
        _asker = new BinanceAsker(_client, _endpoints);
        _catalogs = new BinanceCatalogs(_client, _endpoints, options.InstrumentsMaxAge, clock);
        _holdings = new BinanceHoldings(_client, _asker, _endpoints, _catalogs, options, clock);
        _prices = new BinancePrices(_client, _endpoints, _catalogs.Spot, options.DollarPricesMaxAge, clock);
        _candles = new BinanceCandles(_client, _endpoints, _catalogs.Spot);
        _flows = new BinanceFlows(_asker, _endpoints, clock);
        _histories = new BinanceHistories(_asker, _endpoints, _catalogs, _holdings.Portfolio, clock);
        var parts = new BinanceFeedParts(_client, _asker, _endpoints, new BinanceAddresses(options), _catalogs, _holdings, options, clock);
        Live = new BinanceFeed(parts, dialer ?? new WebSocketDialer(clock), gate, chance);
        Venue = new(
            Id,
            "Binance",
            [
                new(WalletKind.Spot, HasPositions: false),
                new(WalletKind.Funding, HasPositions: false),
                new(WalletKind.Earn, HasPositions: false),
                new(WalletKind.Margin, HasPositions: false),
                new(WalletKind.IsolatedMargin, HasPositions: false),
                new(WalletKind.Futures, HasPositions: true),
                new(WalletKind.CoinFutures, HasPositions: true),
                new(WalletKind.PortfolioMargin, HasPositions: true),
            ],
            [
                new("api_key", Secret: false, "API Management on binance.com; reading alone is enough, futures need \"Enable Futures\" to be seen"),
                new("api_secret", Secret: true, "Shown once when the key is made"),
            ],
            _histories.Descriptions);
    }

    public VenueDescription Venue { get; }

    public ILiveFeed? Live { get; }

    public async Task<ExchangeReply<KeyRights>> GetKeyRightsAsync(ExchangeCredentials credentials, CancellationToken cancellationToken)
    {
        var key = await _asker.RestrictionsAsync(credentials, cancellationToken);
        if (key is not ExchangeReply<KeyRestrictions>.Answer)
        {
            return key.Select(restrictions => BinanceKeys.ToRights(restrictions, null));
        }

        // Where the account does not say who it is, the rights are still known.
        var account = new VenueCall(_endpoints.SpotAccount, Query.Of(("omitZeroBalances", "true")), credentials);
        var owner = await _client.SendAsync(account, BinanceKeys.ReadAccount, cancellationToken);
        return key.Select(restrictions => BinanceKeys.ToRights(restrictions, (owner as ExchangeReply<SpotAccount>.Answer)?.Value.Uid));
    }

    public Task<ExchangeReply<ImmutableArray<AssetBalance>>> GetBalancesAsync(
        ExchangeCredentials credentials, WalletKind wallet, CancellationToken cancellationToken) =>
        _holdings.GetBalancesAsync(credentials, wallet, cancellationToken);

    public Task<ExchangeReply<ImmutableArray<Position>>> GetPositionsAsync(
        ExchangeCredentials credentials, WalletKind wallet, CancellationToken cancellationToken) =>
        _holdings.GetPositionsAsync(credentials, wallet, cancellationToken);

    public Task<ExchangeReply<ImmutableArray<ExternalFlow>>> GetFlowsAsync(
        ExchangeCredentials credentials, DateTimeOffset since, CancellationToken cancellationToken) =>
        _flows.GetAsync(credentials, since, cancellationToken);

    public Task<ExchangeReply<MarketReading>> GetPricesAsync(CancellationToken cancellationToken) => _prices.GetAsync(cancellationToken);

    public Task<ExchangeReply<ImmutableArray<DailyClose>>> GetDailyClosesAsync(
        Asset asset, DateOnly from, DateOnly to, CancellationToken cancellationToken) => _candles.GetDailyClosesAsync(asset, from, to, cancellationToken);

    public bool IsImplied(Asset asset) => BinanceCandles.IsImplied(asset);

    /// <summary>COIN-M's are left out while they cannot be read; the others are not.</summary>
    public async Task<ExchangeReply<ImmutableArray<Instrument>>> GetInstrumentsAsync(CancellationToken cancellationToken)
    {
        var spot = await _catalogs.Spot.GetAsync(cancellationToken);
        if (spot is not ExchangeReply<InstrumentList>.Answer { Value: var listed })
        {
            return spot.Select(list => list.All);
        }

        var futures = await _catalogs.Futures.GetAsync(cancellationToken);
        var coin = (await _catalogs.Coin.GetAsync(cancellationToken) as ExchangeReply<InstrumentList>.Answer)?.Value.All ?? [];
        return futures.Select(list => listed.All.AddRange(list.All).AddRange(coin));
    }

    public async Task<ExchangeReply<ImmutableArray<AssetInfo>>> GetAssetInfoAsync(ExchangeCredentials credentials, CancellationToken cancellationToken)
    {
        var reply = await _asker.AskAsync(_endpoints.Assets, credentials, BinanceAssets.Read, cancellationToken);
        return reply.Select(rows => rows.Select(BinanceAssets.ToInfo).ToImmutableArray());
    }

    public Task<ExchangeReply<HistoryPage>> GetTransactionsAsync(ExchangeCredentials credentials, HistoryQuery query, CancellationToken cancellationToken) =>
        _histories.ReadAsync(credentials, query, cancellationToken);
}
