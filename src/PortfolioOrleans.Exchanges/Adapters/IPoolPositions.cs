using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;

namespace PortfolioOrleans.Exchanges.Adapters;

/// <summary>An adapter of a venue where shares of liquidity pools are held.</summary>
public interface IPoolPositions
{
    /// <summary>Each share on its own. The balances of the wallet <c>Pool</c> are what those that count come to.</summary>
    Task<ExchangeReply<ImmutableArray<PoolPosition>>> GetPoolPositionsAsync(ExchangeCredentials credentials, CancellationToken cancellationToken);
}
