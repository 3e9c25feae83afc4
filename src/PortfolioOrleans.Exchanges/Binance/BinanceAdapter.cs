using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Gate;
using PortfolioOrleans.Exchanges.Http;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Binance;

/// <summary>
/// Binance: spot, funding and USD-M futures. <see cref="GetPricesAsync"/> weighs 4 of spot's 6,000 and 10 of futures' 2,400 a minute, and 10 more of
/// those every ten seconds: 120 and 360 a minute when polled every two seconds.
/// </summary>
public sealed class BinanceAdapter : IExchangeAdapter
{
    /// <summary>The venue's name in this system.</summary>
    public const string Id = "binance";

    private readonly BinanceEndpoints _endpoints;
    private readonly TimeProvider _clock;
    private readonly VenueClient _client;
    private readonly InstrumentCatalog _spot;
    private readonly InstrumentCatalog _futures;
    private readonly BinancePrices _prices;
    private readonly BinanceFlows _flows;
    private readonly LeverageBook _leverage;

    /// <param name="http">Must not follow redirects; its own timeout should be infinite, since each request has one.</param>
    /// <param name="gate">The venue's gate, which others may share.</param>
    /// <param name="options">Where the venue is.</param>
    /// <param name="clock">Our time.</param>
    /// <param name="chance">Jitter of retries; a seeded one makes a run repeatable. Default: unseeded, since two processes must not retry in step.</param>
    public BinanceAdapter(HttpClient http, IVenueGate gate, BinanceOptions options, TimeProvider clock, Random? chance = null)
    {
        _endpoints = new BinanceEndpoints(options);
        _clock = clock;
        _client = new VenueClient(http, gate, new BinanceProtocol(options, _endpoints), options, clock, chance ?? Random.Shared);
        _spot = new InstrumentCatalog(LoadSpotAsync, options.InstrumentsMaxAge, clock);
        _futures = new InstrumentCatalog(LoadFuturesAsync, options.InstrumentsMaxAge, clock);
        _prices = new BinancePrices(_client, _endpoints, _spot, options.DollarPricesMaxAge, clock);
        _flows = new BinanceFlows(_client, _endpoints, clock);
        _leverage = new LeverageBook(_client, _endpoints, options.LeverageMaxAge, clock);
    }

    public VenueDescription Venue { get; } = new(
        Id,
        "Binance",
        [new(WalletKind.Spot, HasPositions: false), new(WalletKind.Funding, HasPositions: false), new(WalletKind.Futures, HasPositions: true)],
        [
            new("api_key", Secret: false, "API Management on binance.com; reading alone is enough, futures need \"Enable Futures\" to be seen"),
            new("api_secret", Secret: true, "Shown once when the key is made"),
        ],
        []);

    public async Task<ExchangeReply<KeyRights>> GetKeyRightsAsync(ExchangeCredentials credentials, CancellationToken cancellationToken)
    {
        var key = await RestrictionsAsync(credentials, cancellationToken);
        if (key is not ExchangeReply<KeyRestrictions>.Answer)
        {
            return key.Select(restrictions => BinanceKeys.ToRights(restrictions, null));
        }

        // Where the account does not say who it is, the rights are still known.
        var account = new VenueCall(_endpoints.SpotAccount, Query.Of(("omitZeroBalances", "true")), credentials);
        var owner = await _client.SendAsync(account, BinanceKeys.ReadAccount, cancellationToken);
        return key.Select(restrictions => BinanceKeys.ToRights(restrictions, (owner as ExchangeReply<SpotAccount>.Answer)?.Value.Uid));
    }

    public async Task<ExchangeReply<ImmutableArray<AssetBalance>>> GetBalancesAsync(
        ExchangeCredentials credentials, WalletKind wallet, CancellationToken cancellationToken)
    {
        switch (wallet)
        {
            case WalletKind.Spot:
                return await ReadWalletAsync(_endpoints.SpotAssets, credentials, cancellationToken);
            case WalletKind.Funding:
                return await ReadWalletAsync(_endpoints.FundingAssets, credentials, cancellationToken);
            case WalletKind.Futures:
                var reply = await AskAsync(_endpoints.FuturesBalances, credentials, BinanceWallets.ReadFutures, cancellationToken);
                return reply.Select(rows => BinanceWallets.ToBalances(rows));
            default:
                throw new ArgumentOutOfRangeException(nameof(wallet), wallet, "Binance has no such wallet.");
        }
    }

    public async Task<ExchangeReply<ImmutableArray<Position>>> GetPositionsAsync(
        ExchangeCredentials credentials, WalletKind wallet, CancellationToken cancellationToken)
    {
        if (wallet != WalletKind.Futures)
        {
            throw new ArgumentOutOfRangeException(nameof(wallet), wallet, "Binance keeps positions in the futures wallet alone.");
        }

        var reply = await AskAsync(_endpoints.FuturesPositions, credentials, BinancePositions.ReadRows, cancellationToken);
        if (reply is not ExchangeReply<ImmutableArray<PositionRow>>.Answer { Value: var all, AsOf: var asOf })
        {
            return reply.Select(_ => ImmutableArray<Position>.Empty);
        }

        var open = all.RemoveAll(row => row.IsFlat);
        if (open.IsEmpty)
        {
            return new ExchangeReply<ImmutableArray<Position>>.Answer([], asOf);
        }

        // Neither list is worth losing a position for: without it the row is mapped as well as can be.
        var instruments = (await _futures.GetKnowingAsync(open.Select(row => row.Instrument), cancellationToken)
            as ExchangeReply<InstrumentList>.Answer)?.Value;
        var settings = await _leverage.ForAsync(credentials, open, cancellationToken);
        return reply.Select(_ => open
            .Select(row => BinancePositions.ToPosition(row, instruments?.Find(row.Instrument), settings.GetValueOrDefault(row.Instrument), asOf))
            .ToImmutableArray());
    }

    public Task<ExchangeReply<ImmutableArray<ExternalFlow>>> GetFlowsAsync(
        ExchangeCredentials credentials, DateTimeOffset since, CancellationToken cancellationToken) =>
        _flows.GetAsync(credentials, since, cancellationToken);

    public Task<ExchangeReply<ImmutableArray<AssetInfo>>> GetAssetInfoAsync(ExchangeCredentials credentials, CancellationToken cancellationToken) =>
        Task.FromResult<ExchangeReply<ImmutableArray<AssetInfo>>>(new ExchangeReply<ImmutableArray<AssetInfo>>.Answer([], _clock.GetUtcNow()));

    public Task<ExchangeReply<HistoryPage>> GetTransactionsAsync(ExchangeCredentials credentials, HistoryQuery query, CancellationToken cancellationToken) =>
        throw new ArgumentOutOfRangeException(nameof(query), query.History, "Binance keeps no such history.");

    public ILiveFeed? Live => null;

    public Task<ExchangeReply<MarketReading>> GetPricesAsync(CancellationToken cancellationToken) => _prices.GetAsync(cancellationToken);

    public async Task<ExchangeReply<ImmutableArray<Instrument>>> GetInstrumentsAsync(CancellationToken cancellationToken)
    {
        var spot = await _spot.GetAsync(cancellationToken);
        if (spot is not ExchangeReply<InstrumentList>.Answer { Value: var listed })
        {
            return spot.Select(list => list.All);
        }

        var futures = await _futures.GetAsync(cancellationToken);
        return futures.Select(list => listed.All.AddRange(list.All));
    }

    private async Task<ExchangeReply<ImmutableArray<AssetBalance>>> ReadWalletAsync(
        VenueEndpoint endpoint, ExchangeCredentials credentials, CancellationToken cancellationToken)
    {
        var reply = await AskAsync(endpoint, credentials, BinanceWallets.ReadAssets, cancellationToken);
        if (reply is not ExchangeReply<ImmutableArray<WalletAsset>>.Answer { Value: var rows } || !rows.Any(row => EarnReceipt.MayBe(row.Asset)))
        {
            return reply.Select(assets => BinanceWallets.ToBalances(assets, ImmutableHashSet<Domain.Values.Asset>.Empty));
        }

        var known = await _spot.GetAsync(cancellationToken);
        return known is ExchangeReply<InstrumentList>.Answer { Value: var list }
            ? reply.Select(assets => BinanceWallets.ToBalances(assets, list.Assets))
            : known.Select(_ => ImmutableArray<AssetBalance>.Empty);
    }

    /// <summary>
    /// Binance says -2015 for a bad key, a wrong address and a missing permission alike. A key that may read its own rights is good and at a good address:
    /// then a permission is missing, and the account's other wallets go on.
    /// </summary>
    private async Task<ExchangeReply<T>> AskAsync<T>(
        VenueEndpoint endpoint, ExchangeCredentials credentials, Func<WireNode, T> read, CancellationToken cancellationToken)
    {
        var reply = await _client.SendAsync(new VenueCall(endpoint, "", credentials), read, cancellationToken);
        if (reply is not ExchangeReply<T>.Failure { Fault: { Kind: FaultKind.CredentialsRejected } fault })
        {
            return reply;
        }

        return await RestrictionsAsync(credentials, cancellationToken) is ExchangeReply<KeyRestrictions>.Answer
            ? new ExchangeReply<T>.Failure(fault with { Kind = FaultKind.PermissionMissing })
            : reply;
    }

    private Task<ExchangeReply<KeyRestrictions>> RestrictionsAsync(ExchangeCredentials credentials, CancellationToken cancellationToken) =>
        _client.SendAsync(new VenueCall(_endpoints.KeyRestrictions, "", credentials), BinanceKeys.Read, cancellationToken);

    /// <summary>Without the permission sets, which make up most of the answer and say nothing a tracker needs.</summary>
    private Task<ExchangeReply<ImmutableArray<Instrument>>> LoadSpotAsync(CancellationToken cancellationToken) =>
        LoadAsync(_endpoints.SpotInstruments, Query.Of(("showPermissionSets", "false")), _endpoints.LearnSpotLimit, cancellationToken);

    private Task<ExchangeReply<ImmutableArray<Instrument>>> LoadFuturesAsync(CancellationToken cancellationToken) =>
        LoadAsync(_endpoints.FuturesInstruments, "", _endpoints.LearnFuturesLimit, cancellationToken);

    private async Task<ExchangeReply<ImmutableArray<Instrument>>> LoadAsync(
        VenueEndpoint endpoint, string query, Action<int> learnLimit, CancellationToken cancellationToken)
    {
        var reply = await _client.SendAsync(new VenueCall(endpoint, query), BinanceInstruments.Read, cancellationToken);
        if (reply is ExchangeReply<ExchangeInfo>.Answer { Value.WeightPerMinute: { } limit })
        {
            learnLimit(limit);
        }

        return reply.Select(info => info.Symbols.Select(BinanceInstruments.ToInstrument).ToImmutableArray());
    }
}
