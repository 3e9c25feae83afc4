using System.Collections.Immutable;

namespace PortfolioOrleans.Domain.Ledger;

/// <summary>
/// Finds withdrawals that arrived in another account of the same user: such a pair is no flow, and the lots go along. Two lines match where asset and reference
/// (the hash on the chain) are the same and no more arrived than was sent; where a side has no reference, where the amounts are equal or a
/// twentieth less arrived at most, and it arrived within a day before or after. Each line matches once; the nearest in time first.
/// </summary>
public static class TransferMatching
{
    private const decimal LeastArrived = 0.95m;
    private static readonly TimeSpan Window = TimeSpan.FromDays(1);

    /// <param name="entries">What is known of all accounts of one user, in the ledger's order.</param>
    public static ImmutableArray<TransferPair> Match(IEnumerable<LedgerEntry> entries)
    {
        var crossings = entries.Where(entry => entry.Transaction is { Kind: TransactionKind.Withdrawal or TransactionKind.Deposit }).ToList();
        var withdrawals = crossings.Where(entry => entry.Transaction!.Kind == TransactionKind.Withdrawal).ToList();
        var deposits = crossings.Where(entry => entry.Transaction!.Kind == TransactionKind.Deposit).ToLookup(entry => Principal(entry).Change.Asset);
        HashSet<LedgerEntry> taken = [];
        var pairs = ImmutableArray.CreateBuilder<TransferPair>();
        foreach (var byReference in new[] { true, false })
        {
            foreach (var sent in withdrawals.Where(entry => !taken.Contains(entry)))
            {
                var arrived = deposits[Principal(sent).Change.Asset]
                    .Where(entry => !taken.Contains(entry) && Fits(sent, entry, byReference))
                    .MinBy(entry => (entry.Transaction!.At - sent.Transaction!.At).Duration());
                if (arrived is not null)
                {
                    taken.Add(sent);
                    taken.Add(arrived);
                    pairs.Add(new TransferPair(sent, arrived));
                }
            }
        }

        return pairs.DrainToImmutable();
    }

    private static bool Fits(LedgerEntry sent, LedgerEntry arrived, bool byReference)
    {
        var (left, came) = (-Principal(sent).Change.Amount, Principal(arrived).Change.Amount);
        var (ours, theirs) = (sent.Transaction!.Reference, arrived.Transaction!.Reference);
        if (byReference)
        {
            return ours is not null && ours == theirs && came <= left;
        }

        return sent.AccountId != arrived.AccountId
            && (ours is null || theirs is null)
            && came <= left && came >= left * LeastArrived
            && (arrived.Transaction.At - sent.Transaction.At).Duration() <= Window;
    }

    internal static Leg Principal(LedgerEntry entry) => entry.Transaction!.Legs.FirstOrDefault(leg => leg.Kind == LegKind.Principal);
}

/// <summary>A withdrawal and the deposit it became.</summary>
public sealed record TransferPair(LedgerEntry Sent, LedgerEntry Arrived);
