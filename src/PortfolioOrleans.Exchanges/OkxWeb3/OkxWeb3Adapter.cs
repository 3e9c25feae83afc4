using System.Collections.Concurrent;
using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Gate;
using PortfolioOrleans.Exchanges.Http;
using PortfolioOrleans.Exchanges.Tokens;

namespace PortfolioOrleans.Exchanges.OkxWeb3;

/// <summary>
/// Wallets by address on the chains that OKX Web3 serves, read with the service's own key. An address proves nothing and can do nothing, so reading is all
/// there is.
/// </summary>
public sealed class OkxWeb3Adapter : IExchangeAdapter, IPricesOnDemand, IPriceHistory, ISetAsideHoldings
{
    /// <summary>The venue's name in this system.</summary>
    public const string Id = "okx-web3";

    private const string Solana = "501";
    private const int TokensARequest = 100;
    private const int CandlesARequest = 299;
    private const int MostPages = 500;
    private const int MostAddresses = 10_000;

    private readonly OkxWeb3Endpoints _endpoints;
    private readonly TimeProvider _clock;
    private readonly VenueClient _client;
    private readonly ExchangeCredentials _project;
    private readonly ImmutableArray<string> _chains;
    private readonly ImmutableArray<(TokenKey Key, Asset Asset)> _usual;
    private readonly WantedTokens _wanted = new();
    private readonly ConcurrentDictionary<string, ImmutableHashSet<TokenKey>> _setAside = new(StringComparer.Ordinal);

    /// <param name="http">Must not follow redirects; its own timeout should be infinite, since each request has one.</param>
    /// <param name="gate">The venue's gate, which others may share.</param>
    /// <param name="options">Where the venue is, and the key to it.</param>
    /// <param name="clock">Our time.</param>
    /// <param name="chance">Jitter of retries; a seeded one makes a run repeatable. Default: unseeded, since two processes must not retry in step.</param>
    public OkxWeb3Adapter(HttpClient http, IVenueGate gate, OkxWeb3Options options, TimeProvider clock, Random? chance = null)
    {
        _endpoints = new OkxWeb3Endpoints(options);
        _clock = clock;
        _client = new VenueClient(http, gate, new OkxWeb3Protocol(_endpoints), options, clock, chance ?? Random.Shared);
        _project = new ExchangeCredentials(options.ApiKey, options.ApiSecret, options.Passphrase);
        _chains = [.. options.Chains.Split(',')];
        _usual = [.. VerifiedTokens.All.Where(token => _chains.Contains(token.Key.Chain))];
    }

    public VenueDescription Venue { get; } = new(
        Id,
        "OKX Web3",
        [new(WalletKind.Chain, HasPositions: false)],
        [new("address", Secret: false, "The wallet's public address: 0x and 40 hexadecimal digits, or a Solana address; never a private key or a phrase")],
        []);

    public ILiveFeed? Live => null;

    /// <summary>An address can be read by anybody and nothing more; that the venue takes it is the proof that there is one.</summary>
    public async Task<ExchangeReply<KeyRights>> GetKeyRightsAsync(ExchangeCredentials credentials, CancellationToken cancellationToken)
    {
        if (AddressOf(credentials) is not { } address)
        {
            return NoAddress<KeyRights>();
        }

        var query = Query.Of(("address", address), ("chains", ChainsOf(address)), ("assetType", "0"), ("excludeRiskToken", "true"));
        var reply = await _client.SendPatientlyAsync(new VenueCall(_endpoints.TotalValue, query, _project), OkxWeb3Wallet.ReadTotal, cancellationToken);
        return reply.Select(_ => new KeyRights(CanRead: true, CanTrade: false, CanWithdraw: false, IpRestricted: null, AccountUid: address));
    }

    public async Task<ExchangeReply<ImmutableArray<AssetBalance>>> GetBalancesAsync(
        ExchangeCredentials credentials, WalletKind wallet, CancellationToken cancellationToken) => wallet == WalletKind.Chain
        ? (await ReadAsync(credentials, cancellationToken)).Select(OkxWeb3Wallet.ToBalances)
        : throw new ArgumentOutOfRangeException(nameof(wallet), wallet, "OKX Web3 has no such wallet.");

    public async Task<ExchangeReply<ImmutableArray<AssetBalance>>> GetSetAsideAsync(ExchangeCredentials credentials, CancellationToken cancellationToken) =>
        (await ReadAsync(credentials, cancellationToken)).Select(OkxWeb3Wallet.ToSetAside);

    public Task<ExchangeReply<ImmutableArray<Position>>> GetPositionsAsync(
        ExchangeCredentials credentials, WalletKind wallet, CancellationToken cancellationToken) =>
        throw new ArgumentOutOfRangeException(nameof(wallet), wallet, "OKX Web3 has no positions.");

    public async Task<ExchangeReply<ImmutableArray<ExternalFlow>>> GetFlowsAsync(
        ExchangeCredentials credentials, DateTimeOffset since, CancellationToken cancellationToken)
    {
        if (AddressOf(credentials) is not { } address)
        {
            return NoAddress<ImmutableArray<ExternalFlow>>();
        }

        if (!_setAside.TryGetValue(address, out var setAside))
        {
            // What is a scam is said with what is held, and nowhere else.
            var held = await ReadAsync(credentials, cancellationToken);
            if (held is not ExchangeReply<ImmutableArray<OkxWeb3TokenRow>>.Answer { Value: var rows })
            {
                return held.Select(_ => ImmutableArray<ExternalFlow>.Empty);
            }

            setAside = SetAside(rows);
        }

        var all = ImmutableArray.CreateBuilder<OkxWeb3TransferRow>();
        ExchangeReply<OkxWeb3TransferPage>.Answer? first = null;
        string? cursor = null;
        for (var pages = 0; pages < MostPages; pages++)
        {
            var query = Query.Of(
                ("address", address), ("chains", ChainsOf(address)), ("begin", Query.Milliseconds(since)), ("cursor", cursor), ("limit", "20"));
            var reply = await _client.SendPatientlyAsync(new VenueCall(_endpoints.Transfers, query, _project), OkxWeb3Transfers.Read, cancellationToken);
            if (reply is not ExchangeReply<OkxWeb3TransferPage>.Answer answer)
            {
                return reply.Select(_ => ImmutableArray<ExternalFlow>.Empty);
            }

            first ??= answer;
            all.AddRange(answer.Value.Rows);
            if (answer.Value.Cursor is not { } next || next == cursor || answer.Value.Rows.IsEmpty)
            {
                return first.Select(_ => OkxWeb3Transfers.ToFlows(all, address, setAside, since));
            }

            cursor = next;
        }

        return new ExchangeReply<ImmutableArray<ExternalFlow>>.Failure(Flows.PagesRepeat);
    }

    public void Want(ImmutableArray<Asset> assets) => _wanted.Want(
        from asset in assets
        let key = TokenCodes.KeyOf(asset)
        where key is { } known && _chains.Contains(known.Chain)
        select (key.Value, asset));

    /// <summary>Dollars for the usual tokens, and for every other that somebody holds, a hundred to a request.</summary>
    public async Task<ExchangeReply<MarketReading>> GetPricesAsync(CancellationToken cancellationToken)
    {
        var prices = new Dictionary<Asset, Price>();
        ExchangeReply<ImmutableArray<OkxWeb3PriceRow>>.Answer? first = null;
        ExchangeFault? gap = null;
        foreach (var tokens in _usual.Concat(_wanted.All).DistinctBy(token => token.Key).Chunk(TokensARequest))
        {
            var call = new VenueCall(_endpoints.Prices, "", _project) { Body = OkxWeb3Market.Body(tokens.Select(token => token.Key)) };
            var reply = await _client.SendPatientlyAsync(call, OkxWeb3Market.ReadPrices, cancellationToken);
            if (reply is ExchangeReply<ImmutableArray<OkxWeb3PriceRow>>.Answer { Value: var rows, AsOf: var asOf } answer)
            {
                first ??= answer;
                var byKey = rows.Where(row => row.Dollars is not null).GroupBy(row => row.Key).ToDictionary(same => same.Key, same => same.Last());
                foreach (var (key, asset) in tokens)
                {
                    if (byKey.TryGetValue(key, out var row))
                    {
                        // The first chain that has one speaks for a coin that lives on several.
                        prices.TryAdd(asset, new Price(new Symbol(asset, Asset.Usd), row.Dollars!.Value, row.At ?? asOf));
                    }
                }
            }
            else if (first is null)
            {
                return reply.Select(_ => new MarketReading([], ImmutableDictionary<string, decimal>.Empty));
            }
            else
            {
                gap ??= (reply as ExchangeReply<ImmutableArray<OkxWeb3PriceRow>>.Failure)!.Fault;
            }
        }

        return first is null
            ? new ExchangeReply<MarketReading>.Answer(new MarketReading([], ImmutableDictionary<string, decimal>.Empty), _clock.GetUtcNow())
            : first.Select(_ => new MarketReading([.. prices.Values], ImmutableDictionary<string, decimal>.Empty, gap));
    }

    /// <summary>Every token that is priced, in dollars. Nothing is asked for it.</summary>
    public Task<ExchangeReply<ImmutableArray<Instrument>>> GetInstrumentsAsync(CancellationToken cancellationToken) =>
        Task.FromResult<ExchangeReply<ImmutableArray<Instrument>>>(new ExchangeReply<ImmutableArray<Instrument>>.Answer(
            [
                .. _usual.Concat(_wanted.All).Select(token => token.Asset).Distinct().Select(asset =>
                    new Instrument(asset.Code, InstrumentKind.Spot, new Symbol(asset, Asset.Usd), Terms: null, IsTrading: true, null, null, null, null)),
            ],
            _clock.GetUtcNow()));

    /// <summary>What is known of the tokens that the account holds, scams included.</summary>
    public async Task<ExchangeReply<ImmutableArray<AssetInfo>>> GetAssetInfoAsync(ExchangeCredentials credentials, CancellationToken cancellationToken)
    {
        var held = await ReadAsync(credentials, cancellationToken);
        if (held is not ExchangeReply<ImmutableArray<OkxWeb3TokenRow>>.Answer { Value: var rows })
        {
            return held.Select(_ => ImmutableArray<AssetInfo>.Empty);
        }

        var known = new Dictionary<TokenKey, OkxWeb3TokenInfoRow>();
        foreach (var keys in rows.Select(row => row.Key).Where(key => !key.IsNative).Distinct().Chunk(TokensARequest))
        {
            var call = new VenueCall(_endpoints.TokenInfo, "", _project) { Body = OkxWeb3Market.Body(keys) };
            var reply = await _client.SendPatientlyAsync(call, OkxWeb3Market.ReadTokenInfo, cancellationToken);
            if (reply is not ExchangeReply<ImmutableArray<OkxWeb3TokenInfoRow>>.Answer { Value: var infos })
            {
                return reply.Select(_ => ImmutableArray<AssetInfo>.Empty);
            }

            foreach (var info in infos)
            {
                known[info.Key] = info;
            }
        }

        return held.Select(_ => rows.DistinctBy(row => row.Asset).Select(row => OkxWeb3Tokens.ToInfo(row, known.GetValueOrDefault(row.Key))).ToImmutableArray());
    }

    /// <summary>What a token traded at, newest bar first, at most 299.</summary>
    /// <param name="asset">A code of this venue's.</param>
    /// <param name="bar">As OKX spells it: "1m", "1H", "1Dutc".</param>
    /// <param name="before">Only bars older than this; null for the newest.</param>
    /// <exception cref="ArgumentException">The asset is no token of a chain that is read.</exception>
    public Task<ExchangeReply<ImmutableArray<TokenCandle>>> GetCandlesAsync(
        Asset asset, string bar, DateTimeOffset? before, CancellationToken cancellationToken)
    {
        var key = KeyOf(asset) ?? throw new ArgumentException($"\"{asset}\" is no token of OKX Web3.", nameof(asset));
        var query = Query.Of(
            ("chainIndex", key.Chain), ("tokenContractAddress", key.Contract), ("bar", bar),
            ("after", before is { } time ? Query.Milliseconds(time) : null), ("limit", Query.Count(CandlesARequest)));
        return _client.SendPatientlyAsync(new VenueCall(_endpoints.Candles, query, _project), OkxWeb3Market.ReadCandles, cancellationToken);
    }

    /// <summary>In dollars, a page of 299 days after the other. Empty for an asset of other venues.</summary>
    public async Task<ExchangeReply<ImmutableArray<DailyClose>>> GetDailyClosesAsync(
        Asset asset, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        if (KeyOf(asset) is not { } key || !_chains.Contains(key.Chain))
        {
            return new ExchangeReply<ImmutableArray<DailyClose>>.Answer([], _clock.GetUtcNow());
        }

        var closes = ImmutableArray.CreateBuilder<DailyClose>();
        for (var before = UtcDay.Start(to.AddDays(1)); ;)
        {
            var reply = await GetCandlesAsync(asset, "1Dutc", before, cancellationToken);
            if (reply is not ExchangeReply<ImmutableArray<TokenCandle>>.Answer { Value: var candles })
            {
                return reply.Select(_ => ImmutableArray<DailyClose>.Empty);
            }

            closes.AddRange(candles.Where(candle => candle.IsClosed && candle.Close > 0m)
                .Select(candle => new DailyClose(UtcDay.Of(candle.OpenedAt), candle.Close, Asset.Usd)));
            if (candles.Length < CandlesARequest || candles.Min(candle => candle.OpenedAt) is var oldest && (oldest >= before || oldest <= UtcDay.Start(from)))
            {
                return reply.Select(_ => closes.Where(one => one.Day >= from && one.Day <= to).DistinctBy(one => one.Day).OrderBy(one => one.Day).ToImmutableArray());
            }

            before = oldest;
        }
    }

    public Task<ExchangeReply<HistoryPage>> GetTransactionsAsync(ExchangeCredentials credentials, HistoryQuery query, CancellationToken cancellationToken) =>
        throw new ArgumentOutOfRangeException(nameof(query), query.History, "OKX Web3 keeps no such history.");

    private async Task<ExchangeReply<ImmutableArray<OkxWeb3TokenRow>>> ReadAsync(ExchangeCredentials credentials, CancellationToken cancellationToken)
    {
        if (AddressOf(credentials) is not { } address)
        {
            return NoAddress<ImmutableArray<OkxWeb3TokenRow>>();
        }

        // Here "1" keeps risky tokens, and elsewhere "true" leaves them out. They are kept, to be told apart by what each row says.
        var query = Query.Of(("address", address), ("chains", ChainsOf(address)), ("excludeRiskToken", "1"));
        var reply = await _client.SendPatientlyAsync(new VenueCall(_endpoints.AllBalances, query, _project), OkxWeb3Wallet.ReadTokens, cancellationToken);
        if (reply is ExchangeReply<ImmutableArray<OkxWeb3TokenRow>>.Answer { Value: var rows })
        {
            if (_setAside.Count >= MostAddresses)
            {
                _setAside.Clear(); // It is only memory; what is missing is read again.
            }

            var setAside = SetAside(rows);
            _setAside[address] = setAside;
            _wanted.Learn(rows.Where(row => !row.IsSetAside && VerifiedTokens.Find(row.Key) is null).Select(row => (row.Key, row.Asset)), setAside);
        }

        return reply;
    }

    private static ImmutableHashSet<TokenKey> SetAside(ImmutableArray<OkxWeb3TokenRow> rows) =>
        [.. rows.Where(row => row.IsSetAside).Select(row => row.Key)];

    private TokenKey? KeyOf(Asset asset) =>
        TokenCodes.KeyOf(asset) ?? _usual.Where(token => token.Asset == asset).Select(token => (TokenKey?)token.Key).FirstOrDefault();

    private static string? AddressOf(ExchangeCredentials credentials) => ChainAddress.TryParse(credentials.Address, out var address) ? address : null;

    private string ChainsOf(string address) =>
        string.Join(',', ChainAddress.IsEvm(address) ? _chains.Where(chain => chain != Solana) : _chains.Where(chain => chain == Solana));

    private static ExchangeReply<T>.Failure NoAddress<T>() => new(new ExchangeFault(
        FaultKind.CredentialsRejected, "this is no address: it must be 0x and 40 hexadecimal digits, or a Solana address"));
}
