using System.Runtime.CompilerServices;
using PortfolioOrleans.Storage.Ledger;

namespace PortfolioOrleans.Grains.Ledger;

/// <summary>Goes through a user's whole ledger, page by page.</summary>
internal static class LedgerPages
{
    private const int PageSize = 10_000;

    /// <summary>Every line recorded after a moment, corrected ones and corrections too, in the order of recording.</summary>
    public static async IAsyncEnumerable<StoredTransaction> ReadRecordedAsync(
        this ITransactionStore lines, string userId, DateTimeOffset since, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var place = RecordedPlace.From(since);
        while (true)
        {
            var page = await lines.ListRecordedAsync(userId, place, PageSize, cancellationToken);
            foreach (var row in page)
            {
                yield return row;
            }

            if (page.Length < PageSize)
            {
                yield break;
            }

            place = new RecordedPlace(page[^1].RecordedAt, page[^1].AccountId, page[^1].Transaction.Id);
        }
    }
}
