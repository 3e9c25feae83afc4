using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Http;

namespace PortfolioOrleans.Exchanges.Binance;

/// <summary>
/// What lies in each of Binance's wallets. Each is read on its own, so that one that fails takes no other with it, and no money is in two: receipts for
/// Simple Earn are left out of the spot wallet, and a portfolio margin account's margin and futures wallets are empty.
/// </summary>
internal sealed class BinanceHoldings
{
    /// <summary>How long a COIN-M wallet with nothing in it is taken for empty: most accounts have never put anything there.</summary>
    private static readonly TimeSpan EmptyMaxAge = TimeSpan.FromMinutes(2);

    private readonly TimeProvider _clock;
    private readonly AccountPages<EmptyPage> _emptyCoin = new();
    private readonly BinanceAsker _asker;
    private readonly BinanceEndpoints _endpoints;
    private readonly BinanceCatalogs _catalogs;
    private readonly EarnBook _earn;
    private readonly LeverageBook _leverage;

    public BinanceHoldings(VenueClient client, BinanceAsker asker, BinanceEndpoints endpoints, BinanceCatalogs catalogs, BinanceOptions options, TimeProvider clock)
    {
        _clock = clock;
        _asker = asker;
        _endpoints = endpoints;
        _catalogs = catalogs;
        Portfolio = new PortfolioMarginBook(asker, endpoints, options.PortfolioMarginMaxAge, clock);
        _earn = new EarnBook(asker, endpoints, options.EarnMaxAge, clock);
        _leverage = new LeverageBook(client, endpoints, options.LeverageMaxAge, clock);
    }

    /// <summary>What stood frozen or on its way out of each account's spot wallet when it was last read: live events do not say.</summary>
    public AccountPages<ImmutableDictionary<Asset, decimal>> Held { get; } = new();

    public PortfolioMarginBook Portfolio { get; }

    /// <summary>An account's leverage or margin mode was changed just now.</summary>
    public void ForgetSettings(ExchangeCredentials credentials) => _leverage.Forget(credentials);

    public async Task<ExchangeReply<ImmutableArray<AssetBalance>>> GetBalancesAsync(
        ExchangeCredentials credentials, WalletKind wallet, CancellationToken cancellationToken)
    {
        switch (wallet)
        {
            case WalletKind.Spot:
                return await ReadSpotAsync(credentials, cancellationToken);
            case WalletKind.Funding:
                var funding = await _asker.AskAsync(_endpoints.FundingAssets, credentials, BinanceWallets.ReadAssets, cancellationToken);
                return funding.Select(BinanceWallets.ToBalances);
            case WalletKind.Earn:
                return await _earn.GetAsync(credentials, cancellationToken);
            case WalletKind.IsolatedMargin:
                var isolated = await _asker.AskAsync(_endpoints.IsolatedMargin, credentials, BinanceMargin.ReadIsolated, cancellationToken);
                return isolated.Select(rows => BinanceMargin.ToBalances(rows));
            case WalletKind.Margin:
                return await UnlessMemberAsync(credentials, async () => (await _asker.AskAsync(
                    _endpoints.CrossMargin, credentials, BinanceMargin.ReadCross, cancellationToken)).Select(rows => BinanceMargin.ToBalances(rows)), cancellationToken);
            case WalletKind.Futures:
                return await UnlessMemberAsync(credentials, async () => (await _asker.AskAsync(
                    _endpoints.FuturesBalances, credentials, BinanceWallets.ReadFutures, cancellationToken)).Select(rows => BinanceWallets.ToBalances(rows)), cancellationToken);
            case WalletKind.CoinFutures:
                return await UnlessMemberAsync(credentials, () => ReadCoinWalletAsync(credentials, cancellationToken), cancellationToken);
            case WalletKind.PortfolioMargin:
                return (await Portfolio.GetAsync(credentials, cancellationToken)).Select(rows => BinancePortfolioMargin.ToBalances(rows));
            default:
                throw new ArgumentOutOfRangeException(nameof(wallet), wallet, "Binance has no such wallet.");
        }
    }

    public async Task<ExchangeReply<ImmutableArray<Position>>> GetPositionsAsync(
        ExchangeCredentials credentials, WalletKind wallet, CancellationToken cancellationToken)
    {
        switch (wallet)
        {
            case WalletKind.Futures:
                return await UnlessMemberAsync(credentials, () => ReadUsdAsync(_endpoints.FuturesPositions, credentials, cancellationToken), cancellationToken);
            case WalletKind.CoinFutures:
                return await UnlessMemberAsync(
                    credentials,
                    () => Empty(credentials) is { } empty // Nothing to stand for a position with.
                        ? Task.FromResult<ExchangeReply<ImmutableArray<Position>>>(new ExchangeReply<ImmutableArray<Position>>.Answer([], empty.AsOf))
                        : ReadCoinAsync(_endpoints.CoinPositions, credentials, cancellationToken),
                    cancellationToken);
            case WalletKind.PortfolioMargin:
                return await ReadPortfolioAsync(credentials, cancellationToken);
            default:
                throw new ArgumentOutOfRangeException(nameof(wallet), wallet, "Binance keeps positions in its futures wallets and in portfolio margin alone.");
        }
    }

    /// <summary>Nothing, where a portfolio margin account shows the same money in its own wallet.</summary>
    private async Task<ExchangeReply<ImmutableArray<T>>> UnlessMemberAsync<T>(
        ExchangeCredentials credentials, Func<Task<ExchangeReply<ImmutableArray<T>>>> read, CancellationToken cancellationToken) =>
        await Portfolio.IsMemberAsync(credentials, cancellationToken) switch
        {
            ExchangeReply<bool>.Answer { Value: false } => await read(),
            var reply => reply.Select(_ => ImmutableArray<T>.Empty),
        };

    private async Task<ExchangeReply<ImmutableArray<AssetBalance>>> ReadSpotAsync(ExchangeCredentials credentials, CancellationToken cancellationToken)
    {
        var reply = await _asker.AskAsync(_endpoints.SpotAssets, credentials, BinanceWallets.ReadAssets, cancellationToken);
        if (reply is not ExchangeReply<ImmutableArray<WalletAsset>>.Answer { Value: var rows })
        {
            return reply.Select(BinanceWallets.ToBalances);
        }

        Held.Set(credentials, rows.Where(row => row.Frozen + row.Withdrawing > 0m)
            .GroupBy(row => row.Asset)
            .ToImmutableDictionary(group => group.Key, group => group.Sum(row => row.Frozen + row.Withdrawing)));
        if (!rows.Any(row => EarnReceipt.MayBe(row.Asset)))
        {
            _earn.Saw(credentials, []);
            return reply.Select(BinanceWallets.ToBalances);
        }

        // Only the venue's own list tells a receipt from a coin, and a receipt that counted as a coin would be in two wallets.
        var known = await _catalogs.Spot.GetAsync(cancellationToken);
        if (known is not ExchangeReply<InstrumentList>.Answer { Value: var list })
        {
            return known.Select(_ => ImmutableArray<AssetBalance>.Empty);
        }

        _earn.Saw(credentials, rows.Where(IsReceipt));
        return reply.Select(all => BinanceWallets.ToBalances(all.RemoveAll(row => IsReceipt(row))));

        bool IsReceipt(WalletAsset row) => EarnReceipt.UnderlyingOf(row.Asset, list.Assets) is not null;
    }

    private async Task<ExchangeReply<ImmutableArray<AssetBalance>>> ReadCoinWalletAsync(ExchangeCredentials credentials, CancellationToken cancellationToken)
    {
        if (Empty(credentials) is { } empty)
        {
            return new ExchangeReply<ImmutableArray<AssetBalance>>.Answer([], empty.AsOf);
        }

        var reply = await _asker.AskAsync(_endpoints.CoinBalances, credentials, BinanceWallets.ReadFutures, cancellationToken);
        if (reply is ExchangeReply<ImmutableArray<FuturesAsset>>.Answer { Value: var rows, AsOf: var asOf } && rows.All(row => row.IsZero))
        {
            _emptyCoin.Set(credentials, new EmptyPage(asOf, _clock.GetUtcNow()));
        }

        return reply.Select(all => BinanceWallets.ToBalances(all));
    }

    private EmptyPage? Empty(ExchangeCredentials credentials) =>
        _emptyCoin.Find(credentials) is { } page && _clock.GetUtcNow() - page.ReadAt < EmptyMaxAge ? page : null;

    private async Task<ExchangeReply<ImmutableArray<Position>>> ReadUsdAsync(
        VenueEndpoint endpoint, ExchangeCredentials credentials, CancellationToken cancellationToken)
    {
        var reply = await _asker.AskAsync(endpoint, credentials, BinancePositions.ReadRows, cancellationToken);
        if (reply is not ExchangeReply<ImmutableArray<PositionRow>>.Answer { Value: var all }
            || all.RemoveAll(row => row.IsFlat) is not { IsEmpty: false } open)
        {
            return reply.Select(_ => ImmutableArray<Position>.Empty);
        }

        // Neither list is worth losing a position for: without it the row is mapped as well as can be.
        var instruments = await ListAsync(_catalogs.Futures, open, cancellationToken);
        var settings = await _leverage.ForAsync(credentials, open, cancellationToken);
        return reply.Select((_, asOf) => open
            .Select(row => BinancePositions.ToPosition(
                row, instruments?.Find(row.Instrument), settings.GetValueOrDefault(row.Instrument), BinancePositions.UnlistedUsd, asOf))
            .ToImmutableArray());
    }

    private async Task<ExchangeReply<ImmutableArray<Position>>> ReadCoinAsync(
        VenueEndpoint endpoint, ExchangeCredentials credentials, CancellationToken cancellationToken)
    {
        var reply = await _asker.AskAsync(endpoint, credentials, BinancePositions.ReadRows, cancellationToken);
        if (reply is not ExchangeReply<ImmutableArray<PositionRow>>.Answer { Value: var all }
            || all.RemoveAll(row => row.IsFlat) is not { IsEmpty: false } open)
        {
            return reply.Select(_ => ImmutableArray<Position>.Empty);
        }

        var instruments = await ListAsync(_catalogs.Coin, open, cancellationToken);
        return reply.Select((_, asOf) => open
            .Select(row => BinancePositions.ToPosition(row, instruments?.Find(row.Instrument), null, BinancePositions.UnlistedCoin, asOf))
            .ToImmutableArray());
    }

    private async Task<ExchangeReply<ImmutableArray<Position>>> ReadPortfolioAsync(ExchangeCredentials credentials, CancellationToken cancellationToken)
    {
        var member = await Portfolio.IsMemberAsync(credentials, cancellationToken);
        if (member is not ExchangeReply<bool>.Answer { Value: true })
        {
            return member is ExchangeReply<bool>.Answer
                ? new ExchangeReply<ImmutableArray<Position>>.Failure(PortfolioMarginBook.NoMember)
                : member.Select(_ => ImmutableArray<Position>.Empty);
        }

        var usd = await ReadUsdAsync(_endpoints.PortfolioPositions, credentials, cancellationToken);
        if (usd is not ExchangeReply<ImmutableArray<Position>>.Answer { Value: var linear, AsOf: var asOf })
        {
            return usd;
        }

        var coin = await ReadCoinAsync(_endpoints.PortfolioCoinPositions, credentials, cancellationToken);
        return coin is ExchangeReply<ImmutableArray<Position>>.Answer { Value: var inverse }
            ? new ExchangeReply<ImmutableArray<Position>>.Answer(linear.AddRange(inverse), asOf)
            : coin;
    }

    private static async Task<InstrumentList?> ListAsync(InstrumentCatalog catalog, ImmutableArray<PositionRow> open, CancellationToken cancellationToken) =>
        (await catalog.GetKnowingAsync(open.Select(row => row.Instrument), cancellationToken) as ExchangeReply<InstrumentList>.Answer)?.Value;

    private sealed record EmptyPage(DateTimeOffset AsOf, DateTimeOffset ReadAt);
}
