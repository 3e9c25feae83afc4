using System.Collections.Immutable;
using PortfolioOrleans.Domain.Exposure;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Gate;
using PortfolioOrleans.Exchanges.Http;
using PortfolioOrleans.Exchanges.Tokens;

namespace PortfolioOrleans.Exchanges.Evm;

/// <summary>
/// Wallets by address on one EVM chain, from a node alone: the coin, the tokens that count, and shares of Uniswap's pools. Each reading belongs to one block,
/// and its time is that block's.
/// </summary>
public sealed class EvmAdapter : IExchangeAdapter, IPoolPositions
{
    private const string BalanceOf = "70a08231";
    private const int CoinDecimals = 18;

    private readonly EvmChain _chain;
    private readonly TimeProvider _clock;
    private readonly EvmNode _node;
    private readonly EvmTokens _tokens;
    private readonly UniswapV2 _v2;
    private readonly UniswapV3 _v3;
    private readonly PoolEntries _entries;
    private readonly EvmFlows _flows;
    private readonly EvmPrices _prices;

    /// <param name="http">Must not follow redirects; its own timeout should be infinite, since each request has one.</param>
    /// <param name="gate">The venue's gate, which others may share.</param>
    /// <param name="chain">Which chain.</param>
    /// <param name="options">Where its node is, and what is read on it.</param>
    /// <param name="clock">Our time.</param>
    /// <param name="chance">Jitter of retries; a seeded one makes a run repeatable. Default: unseeded, since two processes must not retry in step.</param>
    public EvmAdapter(HttpClient http, IVenueGate gate, EvmChain chain, EvmOptions options, TimeProvider clock, Random? chance = null)
    {
        _chain = chain;
        _clock = clock;
        var protocol = new EvmProtocol(chain.Venue, options);
        _node = new EvmNode(new VenueClient(http, gate, protocol, options, clock, chance ?? Random.Shared), protocol, options);
        _tokens = new EvmTokens(chain, options);
        _v2 = new UniswapV2(options);
        _v3 = new UniswapV3(chain, options);
        var logs = new EvmLogs(_node, options.LogSpan);
        _entries = new PoolEntries(logs, _v3.Manager, options.PoolsSince);
        _flows = new EvmFlows(_node, logs, new EvmCoins(_node), _tokens, _v2, _v3, chain);
        _prices = new EvmPrices(_tokens, _v2, _v3, chain, options);
        Venue = new VenueDescription(
            chain.Venue,
            chain.Name,
            [new(WalletKind.Chain, HasPositions: false), new(WalletKind.Pool, HasPositions: false)],
            [new("address", Secret: false, "The wallet's public address: 0x and 40 hexadecimal digits; never a private key or a phrase")],
            []);
    }

    public VenueDescription Venue { get; }

    public ILiveFeed? Live => null;

    /// <summary>An address can be read by anybody and nothing more; that the node answers about it is the proof that both are there.</summary>
    public Task<ExchangeReply<KeyRights>> GetKeyRightsAsync(ExchangeCredentials credentials, CancellationToken cancellationToken) => AboutAsync(
        credentials,
        RequestPriority.Live,
        async (reading, address) =>
        {
            await reading.CoinsAsync(address);
            return new KeyRights(CanRead: true, CanTrade: false, CanWithdraw: false, IpRestricted: null, AccountUid: address);
        },
        cancellationToken);

    public Task<ExchangeReply<ImmutableArray<AssetBalance>>> GetBalancesAsync(
        ExchangeCredentials credentials, WalletKind wallet, CancellationToken cancellationToken) => wallet switch
        {
            WalletKind.Chain => AboutAsync(credentials, RequestPriority.Balances, ReadChainAsync, cancellationToken),
            WalletKind.Pool => AboutAsync(credentials, RequestPriority.Balances, ReadPoolAsync, cancellationToken),
            _ => throw new ArgumentOutOfRangeException(nameof(wallet), wallet, "A chain has no such wallet."),
        };

    public Task<ExchangeReply<ImmutableArray<Position>>> GetPositionsAsync(
        ExchangeCredentials credentials, WalletKind wallet, CancellationToken cancellationToken) =>
        throw new ArgumentOutOfRangeException(nameof(wallet), wallet, "A chain has no positions of this kind.");

    public Task<ExchangeReply<ImmutableArray<ExternalFlow>>> GetFlowsAsync(
        ExchangeCredentials credentials, DateTimeOffset since, CancellationToken cancellationToken) => AboutAsync(
        credentials, RequestPriority.Balances, (reading, address) => _flows.ReadAsync(reading, address, since), cancellationToken);

    public Task<ExchangeReply<ImmutableArray<PoolPosition>>> GetPoolPositionsAsync(ExchangeCredentials credentials, CancellationToken cancellationToken) => AboutAsync(
        credentials,
        RequestPriority.Balances,
        async (reading, address) =>
        {
            var positions = ImmutableArray.CreateBuilder<PoolPosition>();
            foreach (var share in await SharesAsync(reading, address))
            {
                var entry = await _entries.ReadAsync(share, address, reading.Block.Number, cancellationToken);
                positions.Add(PoolShares.ToPosition(share, entry, _tokens));
            }

            return positions.ToImmutable();
        },
        cancellationToken);

    public Task<ExchangeReply<MarketReading>> GetPricesAsync(CancellationToken cancellationToken) =>
        EvmReading.RunAsync(_node, _chain.Id, RequestPriority.Live, _prices.ReadAsync, cancellationToken);

    /// <summary>The coin and every token that counts, in dollars. Nothing is asked for it.</summary>
    public Task<ExchangeReply<ImmutableArray<Instrument>>> GetInstrumentsAsync(CancellationToken cancellationToken) =>
        Task.FromResult<ExchangeReply<ImmutableArray<Instrument>>>(new ExchangeReply<ImmutableArray<Instrument>>.Answer(
            [
                .. _tokens.Codes.Prepend(_chain.Coin).Distinct().Select(asset =>
                    new Instrument(asset.Code, InstrumentKind.Spot, new Symbol(asset, Asset.Usd), Terms: null, IsTrading: true, null, null, null, null)),
            ],
            _clock.GetUtcNow()));

    /// <summary>What the contracts of the tokens that count say of themselves; it is the same for everybody.</summary>
    public Task<ExchangeReply<ImmutableArray<AssetInfo>>> GetAssetInfoAsync(ExchangeCredentials credentials, CancellationToken cancellationToken) => EvmReading.RunAsync(
        _node,
        _chain.Id,
        RequestPriority.History,
        async reading => (await _tokens.AllAsync(reading))
            .Select(token => new AssetInfo(token.Asset, token.Symbol, Sector(token.Asset), token.Contract, token.Decimals))
            .Prepend(new AssetInfo(_chain.Coin, _chain.Coin.Code, Sector(_chain.Coin), Contract: null, CoinDecimals))
            .ToImmutableArray(),
        cancellationToken);

    public Task<ExchangeReply<HistoryPage>> GetTransactionsAsync(ExchangeCredentials credentials, HistoryQuery query, CancellationToken cancellationToken) =>
        throw new ArgumentOutOfRangeException(nameof(query), query.History, "A chain keeps no such history here.");

    private static string? Sector(Asset asset) => Sectors.Of(asset) is var sector and not Sectors.Unclassified ? sector : null;

    private async Task<ImmutableArray<AssetBalance>> ReadChainAsync(EvmReading reading, string address)
    {
        var tokens = await _tokens.AllAsync(reading);
        var coins = TokenAmount.Require(await reading.CoinsAsync(address), CoinDecimals, _chain.Coin.Code);
        var held = await reading.RequireAsync([.. tokens.Select(token => new EvmCall(token.Contract, Abi.Call(BalanceOf, Abi.Address(address))))]);
        return Sums(tokens.Zip(held, (token, answer) => (token.Asset, token.Amount(Abi.Number(answer, 0)))).Prepend((_chain.Coin, coins)));
    }

    /// <summary>What all shares that count would give back, fees to be collected included.</summary>
    private async Task<ImmutableArray<AssetBalance>> ReadPoolAsync(EvmReading reading, string address)
    {
        List<(Asset, decimal)> parts = [];
        foreach (var share in await SharesAsync(reading, address))
        {
            if (_tokens.Find(share.Token0) is { } token0 && _tokens.Find(share.Token1) is { } token1)
            {
                parts.Add((token0.Asset, token0.Amount(share.Amount0 + share.Fees0)));
                parts.Add((token1.Asset, token1.Amount(share.Amount1 + share.Fees1)));
            }
        }

        return Sums(parts);
    }

    private async Task<ImmutableArray<PoolShare>> SharesAsync(EvmReading reading, string address)
    {
        await _tokens.AllAsync(reading);
        return (await _v2.ReadAsync(reading, address)).AddRange(await _v3.ReadAsync(reading, address));
    }

    private static ImmutableArray<AssetBalance> Sums(IEnumerable<(Asset Asset, decimal Amount)> parts) =>
    [
        .. parts
            .GroupBy(part => part.Asset)
            .Select(same => AssetBalance.Of(same.Key, same.Sum(part => part.Amount)))
            .Where(balance => !balance.IsZero),
    ];

    private Task<ExchangeReply<T>> AboutAsync<T>(
        ExchangeCredentials credentials, RequestPriority priority, Func<EvmReading, string, Task<T>> read, CancellationToken cancellationToken) =>
        ChainAddress.IsEvm(credentials.Address)
            ? EvmReading.RunAsync(_node, _chain.Id, priority, reading => read(reading, credentials.Address.ToLowerInvariant()), cancellationToken)
            : Task.FromResult<ExchangeReply<T>>(new ExchangeReply<T>.Failure(new ExchangeFault(
                FaultKind.CredentialsRejected, "this is no address: it must be 0x and 40 hexadecimal digits")));
}
