using System.Collections.Frozen;
using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Http;

namespace PortfolioOrleans.Exchanges.Okx;

/// <summary>What an account holds: the balances of its three wallets, and the positions of the trading account.</summary>
internal sealed class OkxHoldings(VenueClient client, OkxEndpoints endpoints, OkxInstrumentLists instruments)
{
    public async Task<ExchangeReply<ImmutableArray<AssetBalance>>> GetBalancesAsync(
        ExchangeCredentials credentials, WalletKind wallet, CancellationToken cancellationToken)
    {
        switch (wallet)
        {
            case WalletKind.Trading:
                return await ReadTradingAsync(credentials, cancellationToken);
            case WalletKind.Funding:
                var funding = new VenueCall(endpoints.FundingBalance, "", credentials);
                return (await client.SendAsync(funding, OkxWallets.ReadFunding, cancellationToken)).Select(OkxWallets.ToBalances);
            case WalletKind.Earn:
                var savings = new VenueCall(endpoints.SavingsBalance, "", credentials);
                return (await client.SendAsync(savings, OkxWallets.ReadSavings, cancellationToken)).Select(OkxWallets.ToBalances);
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

        var reply = await client.SendAsync(new VenueCall(endpoints.Positions, "", credentials), OkxPositions.ReadRows, cancellationToken);
        if (reply is not ExchangeReply<ImmutableArray<OkxPositionRow>>.Answer { Value: var all, AsOf: var asOf })
        {
            return reply.Select(_ => ImmutableArray<Position>.Empty);
        }

        var open = all.RemoveAll(row => row.IsFlat);
        if (open.IsEmpty)
        {
            return new ExchangeReply<ImmutableArray<Position>>.Answer([], asOf);
        }

        var known = await instruments.FindAsync([.. open.Select(row => (row.Instrument, row.InstrumentType))], searched: true, cancellationToken);
        return reply.Select(_ => open
            .Select(row => OkxPositions.ToPosition(row, known.GetValueOrDefault(row.Instrument), asOf))
            .Where(position => position.Contracts > 0m) // What was sold for a margin short may come to no coins at all.
            .ToImmutableArray());
    }

    /// <summary>The balances; where positions stand behind them, which part of their PnL is margin's is asked as well, since that part stays inside.</summary>
    private async Task<ExchangeReply<ImmutableArray<AssetBalance>>> ReadTradingAsync(
        ExchangeCredentials credentials, CancellationToken cancellationToken)
    {
        var reply = await client.SendAsync(new VenueCall(endpoints.TradingBalance, "", credentials), OkxWallets.ReadTrading, cancellationToken);
        if (reply is not ExchangeReply<TradingAccount>.Answer { Value: var account } || !account.Assets.Any(row => row.Unrealized is not (null or 0m)))
        {
            return reply.Select(trading => OkxWallets.ToBalances(trading, FrozenDictionary<Asset, decimal>.Empty));
        }

        var call = new VenueCall(endpoints.Positions, Query.Of(("instType", "MARGIN")), credentials);
        var positions = await client.SendAsync(call, OkxPositions.ReadRows, cancellationToken);
        return positions is ExchangeReply<ImmutableArray<OkxPositionRow>>.Answer { Value: var rows }
            ? reply.Select(trading => OkxWallets.ToBalances(trading, OkxPositions.MarginPnl(rows)))
            : positions.Select(_ => ImmutableArray<AssetBalance>.Empty);
    }
}
