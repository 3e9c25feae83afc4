using PortfolioOrleans.Exchanges.Adapters;

namespace PortfolioOrleans.Exchanges.Okx.Histories;

/// <summary>One of OKX's histories, as <see cref="IExchangeAdapter.GetTransactionsAsync"/> describes them.</summary>
internal interface IOkxHistory
{
    HistoryDescription Description { get; }

    Task<ExchangeReply<HistoryPage>> ReadAsync(ExchangeCredentials credentials, string? cursor, CancellationToken cancellationToken);
}
