using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Http;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Okx;

/// <summary>
/// Walks the deposit and withdrawal histories, newest first, back to a moment. Pages follow by time, and "after" leaves that very millisecond out; so each
/// page begins with the last one's final millisecond again, lest rows that share it be lost between two pages.
/// </summary>
internal sealed class OkxFlows(VenueClient client, OkxEndpoints endpoints)
{
    private const int RowsPerPage = 100;

    /// <summary>Completed deposits and withdrawals requested since then, oldest first.</summary>
    public async Task<ExchangeReply<ImmutableArray<ExternalFlow>>> GetAsync(
        ExchangeCredentials credentials, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var deposits = await WalkAsync(
            endpoints.Deposits, credentials, since, OkxTransfers.ReadDeposits, row => (row.Id, row.At), cancellationToken);
        if (deposits is not ExchangeReply<ImmutableArray<OkxDepositRow>>.Answer received)
        {
            return deposits.Select(_ => ImmutableArray<ExternalFlow>.Empty);
        }

        var withdrawals = await WalkAsync(
            endpoints.Withdrawals, credentials, since, OkxTransfers.ReadWithdrawals, row => (row.Id, row.At), cancellationToken);
        return Flows.Join(received, withdrawals, OkxTransfers.ToFlows, OkxTransfers.ToFlows);
    }

    private async Task<ExchangeReply<ImmutableArray<T>>> WalkAsync<T>(
        VenueEndpoint endpoint,
        ExchangeCredentials credentials,
        DateTimeOffset since,
        Func<WireNode, ImmutableArray<T>> read,
        Func<T, (string Id, DateTimeOffset At)> keyOf,
        CancellationToken cancellationToken)
    {
        var rows = new Dictionary<string, T>(StringComparer.Ordinal);
        DateTimeOffset? asOf = null;
        for (DateTimeOffset? before = null; ;)
        {
            var query = Query.Of(("limit", Query.Count(RowsPerPage)), ("after", before is { } time ? Query.Milliseconds(time) : null));
            var reply = await client.SendPatientlyAsync(new VenueCall(endpoint, query, credentials), read, cancellationToken);
            if (reply is not ExchangeReply<ImmutableArray<T>>.Answer { Value: var page, AsOf: var pageAsOf })
            {
                return reply;
            }

            asOf ??= pageAsOf;
            var isNew = page.Count(row => rows.TryAdd(keyOf(row).Id, row)) > 0;
            if (page.Length < RowsPerPage || keyOf(page[^1]).At < since)
            {
                return new ExchangeReply<ImmutableArray<T>>.Answer([.. rows.Values.Where(row => keyOf(row).At >= since)], asOf.Value);
            }

            // A whole page of one millisecond, all of it known, is stepped over; if even that brings nothing new, the pages repeat.
            var next = keyOf(page[^1]).At + (isNew ? TimeSpan.FromMilliseconds(1) : TimeSpan.Zero);
            if (!isNew && next >= before)
            {
                return new ExchangeReply<ImmutableArray<T>>.Failure(Flows.PagesRepeat);
            }

            before = next;
        }
    }
}
