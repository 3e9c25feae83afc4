using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Gate;
using PortfolioOrleans.Exchanges.Http;
using PortfolioOrleans.Exchanges.Live;
using PortfolioOrleans.Exchanges.Okx.Feed;
using PortfolioOrleans.Exchanges.Okx.Histories;

namespace PortfolioOrleans.Exchanges.Okx;

/// <summary>
/// OKX: the unified trading account, the funding account, simple earn. <see cref="GetPricesAsync"/> makes one ticker and two mark price requests, of 20 and 10
/// allowed every two seconds, and one for the index every ten seconds: 96 requests a minute when polled every two seconds.
/// </summary>
public sealed class OkxAdapter : IExchangeAdapter, IPriceHistory
{
    /// <summary>The venue's name in this system.</summary>
    public const string Id = "okx";

    private readonly OkxEndpoints _endpoints;
    private readonly VenueClient _client;
    private readonly OkxInstrumentLists _instruments;
    private readonly OkxHoldings _holdings;
    private readonly OkxPrices _prices;
    private readonly OkxCandles _candles;
    private readonly OkxFlows _flows;
    private readonly OkxHistories _histories;

    /// <param name="http">Must not follow redirects; its own timeout should be infinite, since each request has one.</param>
    /// <param name="gate">The venue's gate, which others may share.</param>
    /// <param name="options">Where the venue is.</param>
    /// <param name="clock">Our time.</param>
    /// <param name="chance">Jitter of retries; a seeded one makes a run repeatable. Default: unseeded, since two processes must not retry in step.</param>
    /// <param name="dialer">How live feeds connect. Default: over the network.</param>
    public OkxAdapter(
        HttpClient http, IVenueGate gate, OkxOptions options, TimeProvider clock, Random? chance = null, ISocketDialer? dialer = null)
    {
        chance ??= Random.Shared;
        _endpoints = new OkxEndpoints(options);
        _client = new VenueClient(http, gate, new OkxProtocol(options, _endpoints), options, clock, chance);
        _instruments = new OkxInstrumentLists(_client, _endpoints, options.InstrumentsMaxAge, clock);
        _holdings = new OkxHoldings(_client, _endpoints, _instruments);
        _prices = new OkxPrices(_client, _endpoints, _instruments.Main, options.DollarPricesMaxAge, clock);
        _candles = new OkxCandles(_client, _endpoints, _instruments.Main);
        _flows = new OkxFlows(_client, _endpoints);
        _histories = new OkxHistories(_client, _endpoints, _instruments, clock);
        Live = new OkxFeed(dialer ?? new WebSocketDialer(clock), gate, options, _client, _endpoints, _instruments, clock, chance);
        Venue = new VenueDescription(
            Id,
            "OKX",
            [new(WalletKind.Trading, HasPositions: true), new(WalletKind.Funding, HasPositions: false), new(WalletKind.Earn, HasPositions: false)],
            [
                new("api_key", Secret: false, "API in your profile on okx.com; reading alone is enough"),
                new("api_secret", Secret: true, "Shown when the key is made"),
                new("passphrase", Secret: true, "Chosen by you when the key was made"),
            ],
            _histories.Descriptions);
    }

    public VenueDescription Venue { get; }

    public ILiveFeed? Live { get; }

    public async Task<ExchangeReply<KeyRights>> GetKeyRightsAsync(ExchangeCredentials credentials, CancellationToken cancellationToken)
    {
        var reply = await _client.SendAsync(new VenueCall(_endpoints.AccountConfig, "", credentials), OkxKeys.Read, cancellationToken);
        return reply.Select(OkxKeys.ToRights);
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

    public async Task<ExchangeReply<ImmutableArray<AssetInfo>>> GetAssetInfoAsync(ExchangeCredentials credentials, CancellationToken cancellationToken)
    {
        var reply = await _client.SendAsync(new VenueCall(_endpoints.Currencies, "", credentials), OkxCurrencies.ReadRows, cancellationToken);
        return reply.Select(OkxCurrencies.ToAssets);
    }

    public Task<ExchangeReply<HistoryPage>> GetTransactionsAsync(
        ExchangeCredentials credentials, HistoryQuery query, CancellationToken cancellationToken) =>
        _histories.ReadAsync(credentials, query, cancellationToken);

    public Task<ExchangeReply<MarketReading>> GetPricesAsync(CancellationToken cancellationToken) => _prices.GetAsync(cancellationToken);

    public Task<ExchangeReply<ImmutableArray<DailyClose>>> GetDailyClosesAsync(
        Asset asset, DateOnly from, DateOnly to, CancellationToken cancellationToken) => _candles.GetDailyClosesAsync(asset, from, to, cancellationToken);

    public async Task<ExchangeReply<ImmutableArray<Instrument>>> GetInstrumentsAsync(CancellationToken cancellationToken) =>
        (await _instruments.Main.GetAsync(cancellationToken)).Select(list => list.All);
}
