using PortfolioOrleans.Domain.CostBasis;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Grains.Ledger;

/// <summary>What is held against what it cost; what is owed counts the other way.</summary>
internal static class HoldingsMaker
{
    /// <param name="byBook">Whether a place's sums will do; else lot by lot.</param>
    /// <param name="priceNow">Of a unit of what is held, in the books' currency; null where there is none.</param>
    /// <param name="figureOf">What a lot, or a place, counts for.</param>
    /// <returns>What has no price, and what of the gain is of lots whose cost nobody knows.</returns>
    public static (SortedSet<Asset> Unpriced, decimal UnknownCostPnl) Add(
        BooksReading reading, bool byBook, Func<Asset, decimal?> priceNow, Func<HeldLot, FigureSum> figureOf)
    {
        SortedSet<Asset> unpriced = [];
        var unknownCost = 0m;
        foreach (var held in PlacesOf(reading.Books.Books, reading.View.Lots))
        {
            if (priceNow(held.Asset) is not { } price)
            {
                unpriced.Add(held.Asset);
            }
            else if (byBook && held.Book.UnknownQuantity == 0m && Exact.Product(held.Book.Quantity, price) is { } worth)
            {
                figureOf(new HeldLot(held.AccountId, held.Asset, null)).Add(held.Sign * (worth - held.Book.TotalCost));
            }
            else
            {
                AddLots(held, price);
            }
        }

        return (unpriced, unknownCost);

        void AddLots(Held held, decimal price)
        {
            foreach (var lot in held.Book.Lots)
            {
                if (Exact.Product(lot.Quantity, price) is not { } worth)
                {
                    unpriced.Add(held.Asset);
                    continue;
                }

                var gain = held.Sign * (worth - lot.TotalCost);
                figureOf(new HeldLot(held.AccountId, held.Asset, lot)).Add(lot, held.AccountId, held.Asset, held.Word, gain);
                unknownCost += lot.Origin == CostOrigin.Missing ? gain : 0m;
            }
        }
    }

    private static IEnumerable<Held> PlacesOf(CostBooks books, LotScope scope) =>
    [
        .. books.ByPlace.Select(place => new Held(AccountOf(place.Key.Place, scope), place.Key.Asset, place.Value, 1m, "held")),
        .. books.Transit.Select(place => new Held(AccountOf(place.Key.Place, LotScope.Wallet), place.Key.Asset, place.Value, 1m, "on its way")), // Behind the account, the line that sent it.
        .. books.Debts.Select(place => new Held(AccountOf(place.Key.Place, scope), place.Key.Asset, place.Value, -1m, "owed")),
    ];

    /// <summary>Whose place it is; nobody's where all lie in one pool.</summary>
    private static string AccountOf(string place, LotScope scope) => scope == LotScope.Wallet ? place[..place.LastIndexOf('/')] : place;

    private readonly record struct Held(string AccountId, Asset Asset, LotBook Book, decimal Sign, string Word);
}

/// <summary>A lot that is held, or all of one asset in one place.</summary>
/// <param name="AccountId">Where it lies; "" where all lie in one pool.</param>
internal readonly record struct HeldLot(string AccountId, Asset Asset, Lot? Lot);
