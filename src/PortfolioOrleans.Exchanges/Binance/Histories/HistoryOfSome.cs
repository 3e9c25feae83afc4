using PortfolioOrleans.Exchanges.Adapters;

namespace PortfolioOrleans.Exchanges.Binance.Histories;

/// <summary>A history that only some accounts have. For the rest there is none, which costs no request beyond what their wallets ask anyway.</summary>
/// <param name="has">Whether an account has it; a failure of the kind <see cref="FaultKind.NotAvailable"/> says no, too.</param>
internal sealed class HistoryOfSome(
    IBinanceHistory history, Func<ExchangeCredentials, CancellationToken, Task<ExchangeReply<bool>>> has) : IBinanceHistory
{
    private static readonly ExchangeFault NotOfThisAccount = new(FaultKind.NotAvailable, "no such history of this account");

    public HistoryDescription Description => history.Description;

    public async Task<ExchangeReply<HistoryPage>> ReadAsync(ExchangeCredentials credentials, HistoryQuery query, CancellationToken cancellationToken) =>
        await has(credentials, cancellationToken) switch
        {
            ExchangeReply<bool>.Answer { Value: true } => await history.ReadAsync(credentials, query, cancellationToken),
            ExchangeReply<bool>.Answer => new ExchangeReply<HistoryPage>.Failure(NotOfThisAccount),
            var unknown => unknown.Select(_ => (HistoryPage)null!),
        };
}
