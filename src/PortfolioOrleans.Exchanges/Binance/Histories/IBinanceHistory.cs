using PortfolioOrleans.Exchanges.Adapters;

namespace PortfolioOrleans.Exchanges.Binance.Histories;

/// <summary>One of Binance's histories, as <see cref="IExchangeAdapter.GetTransactionsAsync"/> describes them.</summary>
internal interface IBinanceHistory
{
    HistoryDescription Description { get; }

    Task<ExchangeReply<HistoryPage>> ReadAsync(ExchangeCredentials credentials, HistoryQuery query, CancellationToken cancellationToken);
}
