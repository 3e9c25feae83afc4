using System.Collections.Immutable;

namespace PortfolioOrleans.Exchanges.Binance.Feed;

/// <summary>
/// Which side a position's row is about. An account with one position for each contract has rows of BOTH: one that is flat, or has turned over, ends a position
/// whose side it does not say, so the other side is said to be closed as well. A hedged account has rows of LONG and SHORT, and flat ones of BOTH beside them,
/// which mean nothing.
/// </summary>
internal sealed class FuturesSides
{
    private bool _isHedged;

    /// <param name="statedSide">As an order says it.</param>
    public void Learn(string? statedSide) => _isHedged = statedSide switch
    {
        "LONG" or "SHORT" => true,
        "BOTH" => false,
        _ => _isHedged,
    };

    public IEnumerable<PositionRow> Spell(ImmutableArray<PositionRow> rows)
    {
        if (rows.Any(row => row.StatedSide is "LONG" or "SHORT"))
        {
            _isHedged = true;
        }

        foreach (var row in rows)
        {
            if (row.StatedSide is "LONG" or "SHORT")
            {
                yield return row;
            }
            else if (!row.IsFlat)
            {
                yield return row with { Amount = 0m, StatedSide = row.Amount > 0m ? "SHORT" : "LONG" };
                yield return row;
            }
            else if (!_isHedged)
            {
                yield return row with { StatedSide = "LONG" };
                yield return row with { StatedSide = "SHORT" };
            }
        }
    }
}
