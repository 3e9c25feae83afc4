using System.Collections.Immutable;
using PortfolioOrleans.Domain.CostBasis;
using PortfolioOrleans.Domain.Explanation;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Domain.Pnl;

/// <summary>What is held against what it cost, place by place, and debts against the value at which they were taken on.</summary>
/// <param name="Rows">One for each asset and place.</param>
/// <param name="Unpriced">Assets without a price: in no total.</param>
public sealed record UnrealizedPnl(ImmutableArray<UnrealizedRow> Rows, ImmutableArray<Asset> Unpriced)
{
    /// <summary>In the books' currency, with a row for each lot.</summary>
    public Figure Total => Rows.Aggregate(Figure.Zero, (sum, row) => sum + row.Gain);

    /// <summary>Worth of what is held less worth of what is owed, as far as it has a price.</summary>
    public decimal Value => Rows.Sum(row => row.Value);

    public static UnrealizedPnl At(CostBooks books, DateTimeOffset at, PriceAt priceAt)
    {
        var rows = ImmutableArray.CreateBuilder<UnrealizedRow>();
        SortedSet<Asset> unpriced = [];
        foreach (var (key, book, sign) in Places(books).OrderBy(place => place.Key.Asset).ThenBy(place => place.Key.Place, StringComparer.Ordinal))
        {
            if ((key.Asset == books.Rules.Currency ? 1m : priceAt(key.Asset, at)) is not { } price)
            {
                unpriced.Add(key.Asset);
                continue;
            }

            rows.Add(new UnrealizedRow(
                key.Asset,
                key.Place,
                sign * book.Quantity,
                sign * book.TotalCost,
                sign * book.Quantity * price,
                Figure.Of(book.Lots.Select(lot => new Contribution(
                    lot.Id, lot.AcquiredAt, sign * ((lot.Quantity * price) - lot.TotalCost), $"{(sign > 0m ? "held" : "owed")}: {lot.Quantity} {key.Asset}")))));
        }

        return new UnrealizedPnl(rows.DrainToImmutable(), [.. unpriced]);
    }

    private static IEnumerable<(BookKey Key, LotBook Book, decimal Sign)> Places(CostBooks books) =>
    [
        .. books.ByPlace.Select(place => (place.Key, place.Value, 1m)),
        .. books.Transit.Select(sent => (sent.Key with { Place = $"on its way: {sent.Key.Place}" }, sent.Value, 1m)),
        .. books.Debts.Select(debt => (debt.Key with { Place = $"owed: {debt.Key.Place}" }, debt.Value, -1m)),
    ];
}

/// <param name="Place">As <see cref="BookKey.Place"/>; debts and what is on its way say so.</param>
/// <param name="Quantity">Negative for a debt.</param>
/// <param name="Cost">Fees included; negative for a debt.</param>
/// <param name="Value">At the price; negative for a debt.</param>
/// <param name="Gain">Value less cost, a row for each lot.</param>
public sealed record UnrealizedRow(Asset Asset, string Place, decimal Quantity, decimal Cost, decimal Value, Figure Gain);
