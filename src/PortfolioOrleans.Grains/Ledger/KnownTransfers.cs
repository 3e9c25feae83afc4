using PortfolioOrleans.Domain.CostBasis;
using PortfolioOrleans.Domain.Ledger;

namespace PortfolioOrleans.Grains.Ledger;

/// <summary>Which withdrawals became which deposits, kept up as lines come. Belongs to one activation.</summary>
internal sealed class KnownTransfers
{
    private List<LedgerEntry> _crossings = [];
    private Dictionary<LedgerEntry, LedgerEntry> _partners = new(ReferenceEqualityComparer.Instance);

    public TransferIndex Index { get; private set; } = TransferIndex.Empty;

    /// <summary>Matches anew, if a deposit or a withdrawal came or went.</summary>
    /// <param name="standing">In the ledger's order.</param>
    /// <param name="firstChanged">Where they first differ from the last time.</param>
    /// <returns>Where the first line stands that is to be booked in another way than before: that, or an earlier half of a transfer.</returns>
    public int Match(IReadOnlyList<LedgerEntry> standing, int firstChanged)
    {
        var kept = _crossings.Count;
        while (kept > 0 && (firstChanged == 0 || LedgerOrder.Instance.Compare(_crossings[kept - 1], standing[firstChanged - 1]) > 0))
        {
            kept--;
        }

        List<LedgerEntry> crossings = [.. _crossings.Take(kept)];
        for (var i = firstChanged; i < standing.Count; i++)
        {
            if (standing[i].Transaction is { Kind: TransactionKind.Withdrawal or TransactionKind.Deposit })
            {
                crossings.Add(standing[i]);
            }
        }

        if (crossings.SequenceEqual(_crossings, ReferenceEqualityComparer.Instance))
        {
            return firstChanged;
        }

        var pairs = TransferMatching.Match(crossings);
        Dictionary<LedgerEntry, LedgerEntry> partners = new(ReferenceEqualityComparer.Instance);
        foreach (var pair in pairs)
        {
            partners[pair.Sent] = pair.Arrived;
            partners[pair.Arrived] = pair.Sent;
        }

        var first = crossings.Take(kept).FirstOrDefault(crossing => !ReferenceEquals(partners.GetValueOrDefault(crossing), _partners.GetValueOrDefault(crossing)));
        (_crossings, _partners, Index) = (crossings, partners, TransferIndex.Of(pairs));
        return first is null ? firstChanged : Math.Min(firstChanged, Places.Of(standing, first));
    }
}
