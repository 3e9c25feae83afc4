using PortfolioOrleans.Exchanges.Adapters;

namespace PortfolioOrleans.Exchanges.Binance.Histories;

/// <summary>
/// A history that portfolio margin accounts alone have, or all others alone: both would tell the same trades twice. For the rest there is none, which costs no
/// request beyond what the wallets ask anyway.
/// </summary>
/// <param name="ofMembers">Whether it is that of portfolio margin accounts.</param>
internal sealed class MembersHistory(IBinanceHistory history, PortfolioMarginBook book, bool ofMembers) : IBinanceHistory
{
    public HistoryDescription Description => history.Description;

    public async Task<ExchangeReply<HistoryPage>> ReadAsync(ExchangeCredentials credentials, HistoryQuery query, CancellationToken cancellationToken) =>
        await book.IsMemberAsync(credentials, cancellationToken) switch
        {
            ExchangeReply<bool>.Answer { Value: var isMember } => isMember == ofMembers
                ? await history.ReadAsync(credentials, query, cancellationToken)
                : new ExchangeReply<HistoryPage>.Failure(PortfolioMarginBook.NoMember),
            var unknown => unknown.Select(_ => (HistoryPage)null!),
        };
}
