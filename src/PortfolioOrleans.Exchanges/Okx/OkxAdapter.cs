using System.Collections.Frozen;
using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Gate;
using PortfolioOrleans.Exchanges.Http;

namespace PortfolioOrleans.Exchanges.Okx;

/// <summary>
/// OKX: the unified trading account and the funding account. <see cref="GetPricesAsync"/> makes one ticker and two mark price requests, of 20 and 10
/// allowed every two seconds, and one for the index every ten seconds: 96 requests a minute when polled every two seconds.
/// </summary>
public sealed class OkxAdapter : IExchangeAdapter
{
    /// <summary>The venue's name in this system.</summary>
    public const string Id = "okx";

    private static readonly ImmutableArray<string> ListedTypes = ["SPOT", "SWAP", "FUTURES"];

    private readonly OkxEndpoints _endpoints;
    private readonly TimeProvider _clock;
    private readonly VenueClient _client;
    private readonly InstrumentCatalog _instruments;
    private readonly OkxPrices _prices;
    private readonly OkxFlows _flows;

    /// <param name="http">Must not follow redirects; its own timeout should be infinite, since each request has one.</param>
    /// <param name="gate">The venue's gate, which others may share.</param>
    /// <param name="options">Where the venue is.</param>
    /// <param name="clock">Our time.</param>
    /// <param name="chance">Jitter of retries; a seeded one makes a run repeatable. Default: unseeded, since two processes must not retry in step.</param>
    public OkxAdapter(HttpClient http, IVenueGate gate, OkxOptions options, TimeProvider clock, Random? chance = null)
    {
        _endpoints = new OkxEndpoints(options);
        _clock = clock;
        _client = new VenueClient(http, gate, new OkxProtocol(options, _endpoints), options, clock, chance ?? Random.Shared);
        _instruments = new InstrumentCatalog(LoadAsync, options.InstrumentsMaxAge, clock);
        _prices = new OkxPrices(_client, _endpoints, _instruments, options.DollarPricesMaxAge, clock);
        _flows = new OkxFlows(_client, _endpoints);
    }

    public VenueDescription Venue { get; } = new(
        Id,
        "OKX",
        [new(WalletKind.Trading, HasPositions: true), new(WalletKind.Funding, HasPositions: false)],
        [
            new("api_key", Secret: false, "API in your profile on okx.com; reading alone is enough"),
            new("api_secret", Secret: true, "Shown when the key is made"),
            new("passphrase", Secret: true, "Chosen by you when the key was made"),
        ],
        []);

    public async Task<ExchangeReply<KeyRights>> GetKeyRightsAsync(ExchangeCredentials credentials, CancellationToken cancellationToken)
    {
        var reply = await _client.SendAsync(new VenueCall(_endpoints.AccountConfig, "", credentials), OkxKeys.Read, cancellationToken);
        return reply.Select(OkxKeys.ToRights);
    }

    public async Task<ExchangeReply<ImmutableArray<AssetBalance>>> GetBalancesAsync(
        ExchangeCredentials credentials, WalletKind wallet, CancellationToken cancellationToken)
    {
        switch (wallet)
        {
            case WalletKind.Trading:
                return await ReadTradingAsync(credentials, cancellationToken);
            case WalletKind.Funding:
                var funding = new VenueCall(_endpoints.FundingBalance, "", credentials);
                return (await _client.SendAsync(funding, OkxWallets.ReadFunding, cancellationToken)).Select(OkxWallets.ToBalances);
            default:
                throw new ArgumentOutOfRangeException(nameof(wallet), wallet, "OKX has no such wallet.");
        }
    }

    public async Task<ExchangeReply<ImmutableArray<Position>>> GetPositionsAsync(
        ExchangeCredentials credentials, WalletKind wallet, CancellationToken cancellationToken)
    {
        if (wallet != WalletKind.Trading)
        {
            throw new ArgumentOutOfRangeException(nameof(wallet), wallet, "OKX keeps positions in the trading account alone.");
        }

        var reply = await _client.SendAsync(new VenueCall(_endpoints.Positions, "", credentials), OkxPositions.ReadRows, cancellationToken);
        if (reply is not ExchangeReply<ImmutableArray<OkxPositionRow>>.Answer { Value: var all, AsOf: var asOf })
        {
            return reply.Select(_ => ImmutableArray<Position>.Empty);
        }

        var open = all.RemoveAll(row => row.IsFlat);
        if (open.IsEmpty)
        {
            return new ExchangeReply<ImmutableArray<Position>>.Answer([], asOf);
        }

        // The list is not worth losing a position for: without it the row is mapped as well as can be.
        var known = await _instruments.GetKnowingAsync(open.Select(row => row.Instrument), cancellationToken);
        var list = (known as ExchangeReply<InstrumentList>.Answer)?.Value;
        return reply.Select(_ => open.Select(row => OkxPositions.ToPosition(row, list?.Find(row.Instrument), asOf)).ToImmutableArray());
    }

    public Task<ExchangeReply<ImmutableArray<ExternalFlow>>> GetFlowsAsync(
        ExchangeCredentials credentials, DateTimeOffset since, CancellationToken cancellationToken) =>
        _flows.GetAsync(credentials, since, cancellationToken);

    public Task<ExchangeReply<ImmutableArray<AssetInfo>>> GetAssetInfoAsync(ExchangeCredentials credentials, CancellationToken cancellationToken) =>
        Task.FromResult<ExchangeReply<ImmutableArray<AssetInfo>>>(new ExchangeReply<ImmutableArray<AssetInfo>>.Answer([], _clock.GetUtcNow()));

    public Task<ExchangeReply<HistoryPage>> GetTransactionsAsync(ExchangeCredentials credentials, HistoryQuery query, CancellationToken cancellationToken) =>
        throw new ArgumentOutOfRangeException(nameof(query), query.History, "OKX keeps no such history.");

    public ILiveFeed? Live => null;

    public Task<ExchangeReply<MarketReading>> GetPricesAsync(CancellationToken cancellationToken) => _prices.GetAsync(cancellationToken);

    public async Task<ExchangeReply<ImmutableArray<Instrument>>> GetInstrumentsAsync(CancellationToken cancellationToken) =>
        (await _instruments.GetAsync(cancellationToken)).Select(list => list.All);

    /// <summary>The balances; where positions stand behind them, which part of their PnL is margin's is asked as well, since that part stays inside.</summary>
    private async Task<ExchangeReply<ImmutableArray<AssetBalance>>> ReadTradingAsync(
        ExchangeCredentials credentials, CancellationToken cancellationToken)
    {
        var reply = await _client.SendAsync(new VenueCall(_endpoints.TradingBalance, "", credentials), OkxWallets.ReadTrading, cancellationToken);
        if (reply is not ExchangeReply<TradingAccount>.Answer { Value: var account } || !account.Assets.Any(row => row.Unrealized is not (null or 0m)))
        {
            return reply.Select(trading => OkxWallets.ToBalances(trading, FrozenDictionary<Asset, decimal>.Empty));
        }

        var call = new VenueCall(_endpoints.Positions, Query.Of(("instType", "MARGIN")), credentials);
        var positions = await _client.SendAsync(call, OkxPositions.ReadRows, cancellationToken);
        return positions is ExchangeReply<ImmutableArray<OkxPositionRow>>.Answer { Value: var rows }
            ? reply.Select(trading => OkxWallets.ToBalances(trading, OkxPositions.MarginPnl(rows)))
            : positions.Select(_ => ImmutableArray<AssetBalance>.Empty);
    }

    private async Task<ExchangeReply<ImmutableArray<Instrument>>> LoadAsync(CancellationToken cancellationToken)
    {
        var all = ImmutableArray.CreateBuilder<Instrument>();
        ExchangeReply<ImmutableArray<OkxInstrumentRow>>? last = null;
        foreach (var type in ListedTypes)
        {
            var call = new VenueCall(_endpoints.Instruments, Query.Of(("instType", type)));
            last = await _client.SendAsync(call, OkxInstruments.ReadRows, cancellationToken);
            if (last is not ExchangeReply<ImmutableArray<OkxInstrumentRow>>.Answer { Value: var rows })
            {
                break;
            }

            all.AddRange(rows.Select(OkxInstruments.ToInstrument).OfType<Instrument>());
        }

        return last!.Select(_ => all.ToImmutable());
    }
}
