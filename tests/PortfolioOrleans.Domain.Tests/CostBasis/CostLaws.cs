using PortfolioOrleans.Domain.CostBasis;
using static PortfolioOrleans.Domain.Tests.Given;

namespace PortfolioOrleans.Domain.Tests.CostBasis;

/// <summary>What holds for every method and every sequence, tried on seeded random ones; to the last digit.</summary>
public sealed class CostLaws
{
    private const int Rounds = 150;
    private const int Fills = 120;

    public static TheoryData<CostMethod> Methods => [.. Enum.GetValues<CostMethod>()];

    [Theory]
    [MemberData(nameof(Methods))]
    public void Realised_and_unrealised_are_value_and_sales_less_purchases_and_fees(CostMethod method)
    {
        for (var seed = 0; seed < Rounds; seed++)
        {
            var random = new Random(seed);
            var book = LotBook.Empty(method);
            var (realised, sales, purchases, fees) = (0m, 0m, 0m, 0m);
            for (var i = 0; i < Fills; i++)
            {
                var (quantity, price, fee) = (random.Next(1, 1_000_000_000) / 10_000_000m, random.Next(1, 10_000_000) / 100m, random.Next(0, 1_000) / 1_000m);
                fees += fee;
                if (random.Next(2) == 0)
                {
                    book = book.Acquire(new Lot($"{i}", Noon.AddMinutes(i - random.Next(3)), quantity, quantity * price, fee));
                    purchases += quantity * price;
                }
                else
                {
                    (book, var released) = book.Release(quantity);
                    realised += (quantity * price) - fee - released.TotalCost;
                    sales += quantity * price;
                }

                var mark = random.Next(1, 10_000_000) / 100m;
                var unrealised = (book.Quantity * mark) - book.TotalCost;
                Assert.Equal((book.Quantity * mark) + sales - purchases - fees, realised + unrealised);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Splitting_a_fill_changes_nothing(CostMethod method)
    {
        for (var seed = 0; seed < Rounds; seed++)
        {
            var random = new Random(seed);
            var (whole, parts) = (LotBook.Empty(method), LotBook.Empty(method));
            for (var i = 0; i < Fills; i++)
            {
                var (quantity, price, fee) = (random.Next(1, 1_000) / 100m, random.Next(1, 10_000_000) / 100m, random.Next(0, 1_000) / 1_000m);
                var share = random.Next(1, 10) / 10m;
                if (random.Next(2) == 0)
                {
                    var at = Noon.AddMinutes(i);
                    whole = whole.Acquire(new Lot($"{i}", at, quantity, quantity * price, fee));
                    parts = parts.Acquire(new Lot($"{i}.1", at, quantity * share, quantity * share * price, fee * share))
                        .Acquire(new Lot($"{i}.2", at, quantity * (1m - share), quantity * (1m - share) * price, fee * (1m - share)));
                }
                else
                {
                    (whole, var together) = whole.Release(quantity);
                    (parts, var one) = parts.Release(quantity * share);
                    (parts, var other) = parts.Release(quantity * (1m - share));
                    Assert.Equal(together.TotalCost, one.TotalCost + other.TotalCost, 12);
                }

                Assert.Equal(whole.Quantity, parts.Quantity);
                Assert.Equal(whole.TotalCost, parts.TotalCost, 12);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void The_lots_add_up_to_the_book(CostMethod method)
    {
        for (var seed = 0; seed < Rounds; seed++)
        {
            var book = RandomBook(method, new Random(seed));

            Assert.Equal(book.Quantity, book.Lots.Sum(lot => lot.Quantity));
            Assert.Equal(book.Cost, book.Lots.Sum(lot => lot.Cost));
            Assert.Equal(book.Fee, book.Lots.Sum(lot => lot.Fee));
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_release_and_the_rest_add_up_to_the_book(CostMethod method)
    {
        for (var seed = 0; seed < Rounds; seed++)
        {
            var random = new Random(seed);
            var book = RandomBook(method, random);

            var (rest, released) = book.Release(random.Next(1, 1_000_000) / 10_000m);

            Assert.Equal(book.TotalCost, rest.TotalCost + released.TotalCost);
            Assert.Equal(book.Quantity, rest.Quantity + released.Quantity - released.Missing);
            Assert.Equal(released.Quantity - released.Missing, released.Matches.Sum(match => match.Quantity));
        }
    }

    [Fact]
    public void The_heap_takes_lots_in_the_order_that_sorting_them_would()
    {
        for (var seed = 0; seed < Rounds; seed++)
        {
            var random = new Random(seed);
            var lots = Enumerable.Range(0, 60)
                .Select(i => new Lot($"{i}", Noon.AddHours(random.Next(20)), random.Next(1, 9), random.Next(1, 50)))
                .ToList();

            Assert.Equal(lots.OrderBy(lot => lot.AcquiredAt).Select(lot => lot.Id), Taken(CostMethod.Fifo, lots));
            Assert.Equal(lots.AsEnumerable().Reverse().OrderByDescending(lot => lot.AcquiredAt).Select(lot => lot.Id), Taken(CostMethod.Lifo, lots));
            Assert.Equal(
                lots.OrderByDescending(lot => lot.Cost / lot.Quantity).Select(lot => lot.Id), Taken(CostMethod.Hifo, lots));
        }
    }

    /// <summary>Books go on from any earlier book, several times from the same one, with late lots and equal times: each is what a plain list would be.</summary>
    [Theory]
    [InlineData(CostMethod.Fifo)]
    [InlineData(CostMethod.Average)]
    public void Every_version_of_a_book_is_its_own(CostMethod method)
    {
        for (var seed = 0; seed < Rounds; seed++)
        {
            var random = new Random(seed);
            List<(LotBook Book, List<(string Id, int Hour, int Left)> Plain)> versions = [(LotBook.Empty(method), [])];
            for (var i = 0; i < Fills; i++)
            {
                var (book, plain) = versions[random.Next(Math.Max(0, versions.Count - 9), versions.Count)];
                plain = [.. plain];
                if (random.Next(3) > 0)
                {
                    var (hour, quantity) = ((i / 4) - (random.Next(4) == 0 ? random.Next(9) : 0), random.Next(1, 5));
                    book = book.Acquire(new Lot($"{i}", Noon.AddHours(hour), quantity, 1m));
                    plain.Insert(plain.FindIndex(lot => lot.Hour > hour) is var place && place >= 0 ? place : plain.Count, ($"{i}", hour, quantity));
                }
                else
                {
                    var wanted = random.Next(1, 9);
                    (book, var released) = book.Release(wanted);
                    List<string> taken = [];
                    while (wanted > 0 && plain.Count > 0)
                    {
                        var (id, hour, left) = plain[0];
                        taken.Add(id);
                        (plain[0], wanted) = ((id, hour, Math.Max(left - wanted, 0)), Math.Max(wanted - left, 0));
                        plain.RemoveAll(lot => lot.Left == 0);
                    }

                    Assert.Equal(taken, released.Matches.Select(match => match.LotId));
                }

                versions.Add((book, plain));
            }

            Assert.All(versions, version => Assert.Equal(
                version.Plain.Select(lot => (lot.Id, (decimal)lot.Left)), version.Book.Lots.Select(lot => (lot.Id, lot.Quantity))));
        }
    }

    private static IEnumerable<string> Taken(CostMethod method, List<Lot> lots) =>
        lots.Aggregate(LotBook.Empty(method), (book, lot) => book.Acquire(lot)).Release(lots.Sum(lot => lot.Quantity)).Released.Matches.Select(match => match.LotId);

    private static LotBook RandomBook(CostMethod method, Random random)
    {
        var book = LotBook.Empty(method);
        for (var i = 0; i < Fills; i++)
        {
            var quantity = random.Next(1, 1_000_000) / 10_000m;
            book = random.Next(3) > 0
                ? book.Acquire(new Lot($"{i}", Noon.AddMinutes(i), quantity, random.Next(1, 1_000_000) / 100m, random.Next(0, 100) / 100m))
                : book.Release(quantity).Remaining;
        }

        return book;
    }
}
