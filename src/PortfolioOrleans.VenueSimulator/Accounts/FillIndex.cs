namespace PortfolioOrleans.VenueSimulator.Accounts;

/// <summary>An account's fills by market, so that a page of a long history costs no walk through all of it. Catches up when it is asked.</summary>
internal sealed class FillIndex
{
    private readonly Dictionary<(string Market, bool Spot), List<Fill>> _byMarket = [];
    private int _seen;

    /// <param name="fills">Only ever appended to.</param>
    public IReadOnlyList<Fill> Of(List<Fill> fills, string market, bool spot)
    {
        for (; _seen < fills.Count; _seen++)
        {
            var fill = fills[_seen];
            if (!_byMarket.TryGetValue((fill.Market, fill.Spot), out var list))
            {
                _byMarket.Add((fill.Market, fill.Spot), list = []);
            }

            list.Add(fill);
        }

        return _byMarket.TryGetValue((market, spot), out var found) ? found : [];
    }

    /// <summary>Position of the first fill that <paramref name="isReached"/> holds for, which is false up to it and true from it on.</summary>
    public static int First(IReadOnlyList<Fill> fills, Func<Fill, bool> isReached)
    {
        var (low, high) = (0, fills.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = isReached(fills[middle]) ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}
