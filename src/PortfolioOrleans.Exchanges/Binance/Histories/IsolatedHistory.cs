using System.Collections.Immutable;
using PortfolioOrleans.Exchanges.Adapters;

namespace PortfolioOrleans.Exchanges.Binance.Histories;

/// <summary>A history of accounts that have isolated margin; the others have none.</summary>
internal sealed class IsolatedHistory(IBinanceHistory history, IsolatedPairs pairs) : IBinanceHistory
{
    public HistoryDescription Description => history.Description;

    public async Task<ExchangeReply<HistoryPage>> ReadAsync(ExchangeCredentials credentials, HistoryQuery query, CancellationToken cancellationToken)
    {
        var known = await pairs.GetAsync(credentials, cancellationToken);
        return known is ExchangeReply<ImmutableArray<string>>.Answer
            ? await history.ReadAsync(credentials, query, cancellationToken)
            : known.Select(_ => (HistoryPage)null!);
    }
}
