using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Http;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Binance;

/// <summary>
/// Walks the deposit and withdrawal histories from a moment to now. A request may span less than ninety days; within a span, pages
/// follow by offset until one is short.
/// </summary>
internal sealed class BinanceFlows(BinanceAsker asker, BinanceEndpoints endpoints, TimeProvider clock)
{
    private const int RowsPerPage = 1_000;

    private static readonly TimeSpan OneMillisecond = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestSpan = TimeSpan.FromDays(90) - OneMillisecond;

    /// <summary>Binance opened in July 2017; there is nothing before.</summary>
    private static readonly DateTimeOffset Opening = new(2017, 7, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Completed deposits and withdrawals requested since then, oldest first.</summary>
    public async Task<ExchangeReply<ImmutableArray<ExternalFlow>>> GetAsync(
        ExchangeCredentials credentials, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var deposits = await WalkAsync(endpoints.Deposits, credentials, since, BinanceTransfers.ReadDeposits, row => row.Id, cancellationToken);
        if (deposits is not ExchangeReply<ImmutableArray<DepositRow>>.Answer received)
        {
            return deposits.Select(_ => ImmutableArray<ExternalFlow>.Empty);
        }

        var withdrawals = await WalkAsync(
            endpoints.Withdrawals, credentials, since, BinanceTransfers.ReadWithdrawals, row => row.Id, cancellationToken);
        return Flows.Join(received, withdrawals, BinanceTransfers.ToFlows, BinanceTransfers.ToFlows);
    }

    private async Task<ExchangeReply<ImmutableArray<T>>> WalkAsync<T>(
        VenueEndpoint endpoint,
        ExchangeCredentials credentials,
        DateTimeOffset since,
        Func<WireNode, ImmutableArray<T>> read,
        Func<T, string> idOf,
        CancellationToken cancellationToken)
    {
        var rows = new Dictionary<string, T>(StringComparer.Ordinal); // A row that moves to the next page while pages are read is seen twice.
        var now = clock.GetUtcNow();
        DateTimeOffset? asOf = null;
        for (var start = since > Opening ? since : Opening; start <= now; start += LongestSpan)
        {
            for (var (offset, isLast) = (0, false); !isLast; offset += RowsPerPage)
            {
                var query = Query.Of(
                    ("startTime", Query.Milliseconds(start)),
                    ("endTime", Query.Milliseconds(start + LongestSpan - OneMillisecond)),
                    ("limit", Query.Count(RowsPerPage)),
                    ("offset", offset == 0 ? null : Query.Count(offset)));
                var reply = await asker.AskPatientlyAsync(new VenueCall(endpoint, query, credentials), read, cancellationToken);
                if (reply is not ExchangeReply<ImmutableArray<T>>.Answer { Value: var page, AsOf: var pageAsOf })
                {
                    return reply;
                }

                asOf ??= pageAsOf;
                isLast = page.Length < RowsPerPage;
                if (page.Count(row => rows.TryAdd(idOf(row), row)) == 0 && !isLast)
                {
                    return new ExchangeReply<ImmutableArray<T>>.Failure(Flows.PagesRepeat);
                }
            }
        }

        return new ExchangeReply<ImmutableArray<T>>.Answer([.. rows.Values], asOf ?? now);
    }
}
