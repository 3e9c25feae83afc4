using System.Collections.Immutable;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Domain.Performance;

/// <summary>What each part is worth on each day, and what flows in and out of it, while they are put together. One use.</summary>
internal sealed class AttributionParts(AttributionInput input, AttributedBy by)
{
    private readonly Dictionary<(AttributedKind Kind, string Name), Part> _parts = [];
    private readonly Dictionary<Asset, decimal?[]> _prices = [];

    private int Last => input.Days.Length - 1;

    /// <summary>What is held now, taken back line by line to the end of each day.</summary>
    public void AddBalances()
    {
        var cells = new Dictionary<(string AccountId, Asset Asset), Cell>();
        foreach (var (account, money) in input.Held)
        {
            CellOf(cells, account, money.Asset).Quantity += money.Amount;
        }

        var line = input.Known.Length - 1;
        for (var place = Last; place >= 0; place--)
        {
            for (; line >= 0 && UtcDay.Of(input.Known[line].Transaction!.At) > input.Days[place]; line--)
            {
                foreach (var (_, change) in input.Known[line].Transaction!.Legs)
                {
                    CellOf(cells, input.Known[line].AccountId, change.Asset).Quantity -= change.Amount;
                }
            }

            foreach (var cell in cells.Values)
            {
                if (cell.Quantity != 0m && place >= cell.Entry)
                {
                    AddValue(cell.Part, place, cell.Entry, Worth(cell.Quantity, cell.Prices[place]));
                }
            }
        }
    }

    /// <summary>Unrealised profit of what was open at the end of each day.</summary>
    public void AddPositions()
    {
        var positions = new PastPositions(input.Open, input.Known, input.TermsOf);
        var priceOn = input.PriceOn;
        for (var place = 0; place <= Last; place++)
        {
            var open = place == Last && input.Live is { } live
                ? live.Select(one => (one.AccountId, Name: one.Symbol, one.Pnl))
                : positions.EachAt(input.Days[place], priceOn);
            foreach (var (account, name, pnl) in open)
            {
                var entry = input.EntryOf(account);
                if (pnl != 0m && place >= entry)
                {
                    AddValue(PartOf(account, AttributedKind.Derivative, name), place, entry, Worth(1m, pnl));
                }
            }
        }
    }

    /// <param name="amount">Positive in; null where nobody knows what it was worth.</param>
    public void AddFlow(AttributedKind kind, string account, string name, int place, decimal? amount) => PartOf(account, kind, name).Flow(place, amount);

    /// <summary>At its own day's price, or at that of the day it belongs to.</summary>
    public decimal? ValueOf(Asset asset, decimal amount, DateOnly day, int place) =>
        Worth(amount, input.Days[place] == day ? PricesOf(asset)[place] : input.PriceOn(asset, day) ?? PricesOf(asset)[place]);

    public ImmutableArray<AttributedPart> ToParts() =>
    [
        .. _parts.Where(part => part.Value.IsUsed).OrderBy(part => part.Key.Kind).ThenBy(part => part.Key.Name, StringComparer.Ordinal)
            .Select(part => part.Value.ToPart(part.Key.Kind, part.Key.Name, input.Days)),
    ];

    /// <summary>Rounded, so that the parts of a gain add up to it, whatever digits prices have.</summary>
    private static decimal? Worth(decimal amount, decimal? price) => price is { } known && Exact.Product(amount, known) is { } worth ? Rounding.ToBooks(worth) : null;

    /// <summary>What an account had when it came in is a flow of that day.</summary>
    private static void AddValue(Part part, int place, int entry, decimal? value)
    {
        part.Value(place, value);
        if (entry > 0 && place == entry)
        {
            part.Flow(place, value);
        }
    }

    private Part PartOf(string account, AttributedKind kind, string name)
    {
        var key = by == AttributedBy.Account && kind != AttributedKind.Transit ? (AttributedKind.Account, account) : (kind, name);
        return _parts.TryGetValue(key, out var part) ? part : _parts[key] = new Part(input.Days.Length);
    }

    /// <summary>By asset, accounts that were there all along are one.</summary>
    private Cell CellOf(Dictionary<(string AccountId, Asset Asset), Cell> cells, string account, Asset asset)
    {
        var entry = input.EntryOf(account);
        var key = (by == AttributedBy.Asset && entry == 0 ? "" : account, asset);
        return cells.TryGetValue(key, out var cell) ? cell : cells[key] = new Cell(PartOf(account, AttributedKind.Asset, asset.Code), PricesOf(asset), entry);
    }

    /// <summary>Looked up once for each day: everything that is held of it asks for them.</summary>
    private decimal?[] PricesOf(Asset asset) =>
        _prices.TryGetValue(asset, out var known) ? known : _prices[asset] = [.. input.Days.Select(day => input.PriceOn(asset, day))];

    /// <summary>What an account holds of an asset.</summary>
    private sealed class Cell(Part part, decimal?[] prices, int entry)
    {
        public decimal Quantity { get; set; }

        public Part Part => part;

        public decimal?[] Prices => prices;

        public int Entry => entry;
    }

    private sealed class Part(int days)
    {
        private readonly decimal?[] _values = [.. Enumerable.Repeat((decimal?)0m, days)];
        private readonly decimal[] _in = new decimal[days];
        private readonly decimal[] _out = new decimal[days];
        private decimal _flows;
        private int _unpriced;

        public bool IsUsed { get; private set; }

        public void Value(int place, decimal? value)
        {
            _values[place] = _values[place] is { } sum && value is { } more ? Exact.Sum(sum, more) : null;
            IsUsed = true;
        }

        /// <summary>What is not known, or fits no sum, counts for nothing and is counted.</summary>
        public void Flow(int place, decimal? amount)
        {
            IsUsed = true;
            if (amount is not { } known || Exact.Sum(_flows, known) is not { } flows || Exact.Sum(known > 0m ? _in[place] : _out[place], Math.Abs(known)) is not { } sum)
            {
                _unpriced++;
                return;
            }

            _flows = flows;
            (known > 0m ? _in : _out)[place] = sum;
        }

        public AttributedPart ToPart(AttributedKind kind, string name, ImmutableArray<DateOnly> days)
        {
            var valued = ImmutableArray.CreateBuilder<DailyEquity>(days.Length);
            var (waitingIn, waitingOut) = (0m, 0m);
            for (var place = 0; place < days.Length; place++)
            {
                (waitingIn, waitingOut) = (waitingIn + _in[place], waitingOut + _out[place]);
                if (_values[place] is { } value)
                {
                    valued.Add(new DailyEquity(days[place], value, waitingIn, waitingOut) { IsReconstructed = true });
                    (waitingIn, waitingOut) = (0m, 0m);
                }
            }

            return new AttributedPart(kind, name, _values[0], _values[^1], _flows, valued.DrainToImmutable(), _unpriced);
        }
    }
}
