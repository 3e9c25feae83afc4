using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;

namespace PortfolioOrleans.Exchanges.Adapters;

/// <summary>An adapter of a venue where strangers can put things into an account: scams and spam, which are held and must not be counted.</summary>
public interface ISetAsideHoldings
{
    /// <summary>What the account holds beside its balances: to be shown, apart from them, and never to be valued.</summary>
    Task<ExchangeReply<ImmutableArray<AssetBalance>>> GetSetAsideAsync(ExchangeCredentials credentials, CancellationToken cancellationToken);
}
