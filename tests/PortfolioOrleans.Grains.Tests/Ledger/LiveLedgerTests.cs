using PortfolioOrleans.Contracts.Ledger;
using PortfolioOrleans.Domain.CostBasis;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Grains.Ledger;
using PortfolioOrleans.Storage.Prices;

namespace PortfolioOrleans.Grains.Tests.Ledger;

public sealed class LiveLedgerTests
{
    private static readonly LedgerView Fifo = new(CostMethod.Fifo);

    [Fact]
    public void A_sale_of_what_was_bought_is_a_gain_and_a_line_heard_twice_counts_once()
    {
        var ledger = new LiveLedger(Asset.Usd);
        LedgerEntry[] lines = [Given.Buy("1", Given.Noon, 2m, 100m), Given.Sell("2", Given.Noon.AddHours(1), 1m, 150m)];

        ledger.Take(lines);
        ledger.Take(lines);

        var books = ledger.Read(Fifo).Books;
        Assert.Equal(50m, Realized(books));
        Assert.Equal((1m, 100m), books.Books.HeldOf(Asset.Btc));
        Assert.Equal(2, books.Booked);
    }

    [Fact]
    public void Two_equal_fills_of_one_second_are_two()
    {
        var ledger = new LiveLedger(Asset.Usd);

        ledger.Take([Given.Buy("fill:1", Given.Noon, 1m, 100m), Given.Buy("fill:2", Given.Noon, 1m, 100m)]);

        Assert.Equal((2m, 200m), ledger.Read(Fifo).Books.Books.HeldOf(Asset.Btc));
    }

    [Fact]
    public void Appending_to_many_fills_books_one_line_and_one_that_comes_late_not_much_more_than_those_after_it()
    {
        const int fills = 20_000;
        var ledger = new LiveLedger(Asset.Usd);
        ledger.Take(Enumerable.Range(0, fills).Select(i => Given.Buy($"{i}", Given.Noon.AddMinutes(i), 1m, 100m)));
        var books = ledger.Read(Fifo).Books;
        var before = books.Booked;

        ledger.Take([Given.Sell("last", Given.Noon.AddMinutes(fills), 1m, 130m)]);
        Assert.Equal(30m, Realized(ledger.Read(Fifo).Books));
        Assert.Equal(before + 1, books.Booked);

        // Ten minutes before the end: from the last checkpoint before it.
        ledger.Take([Given.Sell("late", Given.Noon.AddMinutes(fills - 10).AddSeconds(1), 1m, 140m)]);
        Assert.Equal(70m, Realized(ledger.Read(Fifo).Books));
        Assert.InRange(books.Booked - before, 12, 1_100);
    }

    [Fact]
    public void A_fill_three_days_late_changes_what_came_after_it_and_what_was_known_before_stays()
    {
        var ledger = new LiveLedger(Asset.Usd);
        var recorded = Given.Noon.AddDays(10);
        ledger.Take(
        [
            Given.Buy("1", Given.Noon, 1m, 100m) with { RecordedAt = recorded },
            Given.Sell("2", Given.Noon.AddDays(5), 1m, 180m) with { RecordedAt = recorded },
        ]);
        Assert.Equal(80m, Realized(ledger.Read(Fifo).Books));

        // A purchase at 50 from before the other one, heard of three days after: first in, first out.
        ledger.Take([Given.Buy("0", Given.Noon.AddDays(-1), 1m, 50m) with { RecordedAt = recorded.AddDays(3) }]);

        Assert.Equal(130m, Realized(ledger.Read(Fifo).Books));
        Assert.Equal(80m, Realized(ledger.Read(Fifo with { KnownAt = recorded.AddDays(2) }).Books));
        Assert.Equal(0m, Realized(ledger.Read(Fifo with { AsOf = Given.Noon.AddDays(1) }).Books));
        Assert.Equal((2m, 150m), ledger.Read(Fifo with { AsOf = Given.Noon.AddDays(1) }).Books.Books.HeldOf(Asset.Btc));
        Assert.Equal((1m, 100m), ledger.Read(Fifo with { AsOf = Given.Noon.AddDays(1), KnownAt = recorded }).Books.Books.HeldOf(Asset.Btc));
    }

    [Fact]
    public void A_correction_takes_the_lines_place_and_a_void_one_takes_it_away()
    {
        var ledger = new LiveLedger(Asset.Usd);
        var bought = Given.Buy("1", Given.Noon, 1m, 100m);
        var sold = Given.Sell("2", Given.Noon.AddDays(1), 1m, 180m);
        ledger.Take([bought, sold]);
        Assert.Equal(80m, Realized(ledger.Read(Fifo).Books));

        var corrected = bought.CorrectedBy("1b", Given.Buy("1b", Given.Noon, 1m, 120m).Transaction, bought.RecordedAt.AddDays(1), "the receipt says 120");
        ledger.Take([corrected]);
        Assert.Equal(60m, Realized(ledger.Read(Fifo).Books));

        ledger.Take([sold.CorrectedBy("2b", null, bought.RecordedAt.AddDays(2), "never happened")]);
        Assert.Equal(0m, Realized(ledger.Read(Fifo).Books));
        Assert.Equal((1m, 120m), ledger.Read(Fifo).Books.Books.HeldOf(Asset.Btc));
        Assert.Equal(60m, Realized(ledger.Read(Fifo with { KnownAt = bought.RecordedAt.AddDays(1) }).Books));
    }

    [Fact]
    public void A_deposit_that_comes_late_makes_a_withdrawal_a_transfer()
    {
        var ledger = new LiveLedger(Asset.Usd);
        ledger.Take([Given.Buy("1", Given.Noon, 1m, 100m), Given.Of("out", TransactionKind.Withdrawal, Given.Noon.AddHours(1), -1m)]);
        Assert.Empty(ledger.Read(Fifo).Books.Books.ByPlace);

        ledger.Take([Given.Of("in", TransactionKind.Deposit, Given.Noon.AddHours(2), 1m, account: "okx-1")]);

        var place = Assert.Single(ledger.Read(Fifo).Books.Books.ByPlace);
        Assert.Equal(("okx-1/Spot", 100m), (place.Key.Place, place.Value.TotalCost));
    }

    [Fact]
    public void A_price_that_is_kept_late_gives_what_was_booked_without_one_its_worth()
    {
        var ledger = new LiveLedger(Asset.Usd);
        ledger.Take([Given.Of("reward", TransactionKind.Reward, Given.Noon, 2m, "ETH")]);
        Assert.Equal(0m, Realized(ledger.Read(Fifo).Books));
        Assert.Equal([Given.Eth], ledger.Read(Fifo).Doubts([]).UnpricedAssets.AsEnumerable());

        ledger.TakePrices([new DailyPrice(Given.Eth, new DateOnly(2026, 3, 3), 3_000m, "binance")]);

        Assert.Equal(6_000m, Realized(ledger.Read(Fifo).Books));
        Assert.Empty(ledger.Read(Fifo).Doubts([]).UnpricedAssets);
    }

    [Fact]
    public void An_amount_that_fits_no_sum_is_left_out_by_name_and_the_rest_stands()
    {
        var ledger = new LiveLedger(Asset.Usd);
        ledger.Take(
        [
            Given.Of("absurd:1", TransactionKind.Deposit, Given.Noon, decimal.MaxValue, "SPAM"),
            Given.Of("absurd:2", TransactionKind.Deposit, Given.Noon.AddHours(1), decimal.MaxValue, "SPAM"),
            Given.Buy("1", Given.Noon.AddHours(2), 1m, 100m),
        ]);

        var reading = ledger.Read(Fifo);

        Assert.Equal(["absurd:2"], reading.Doubts([]).UnbookedLines.AsEnumerable());
        Assert.Equal((1m, 100m), reading.Books.Books.HeldOf(Asset.Btc));
    }

    /// <summary>In whatever order and pieces lines come, the books are those of the whole ledger kept at once.</summary>
    [Fact]
    public void Books_kept_as_lines_come_are_those_of_the_whole_ledger()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var chance = new Random(seed);
            var entries = RandomLines(chance);
            var ledger = new LiveLedger(Asset.Usd);
            var method = (CostMethod)chance.Next(4);
            var view = new LedgerView(method);

            foreach (var part in entries.OrderBy(entry => entry.Transaction?.At.AddMinutes(chance.Next(-200, 200)) ?? Given.Noon.AddDays(9)).Chunk(1 + chance.Next(7)))
            {
                ledger.Take(part);
                if (chance.Next(2) == 0)
                {
                    ledger.Read(view);
                }

                if (chance.Next(5) == 0)
                {
                    ledger.TakePrices([new DailyPrice(Given.Eth, new DateOnly(2026, 3, 3 + chance.Next(4)), 1_000m + chance.Next(9), "okx")]);
                }
            }

            var kept = ledger.Read(view).Books;
            var known = LedgerHistory.Known(entries);
            var expected = CostBooks.Keep(known, CostRules.For(Asset.Usd, method), ledger.Prices.At);

            Assert.Equal(known.Select(entry => entry.Id), ledger.Lines.Standing.Select(entry => entry.Id));
            Assert.Equal(expected.Made.Select(Tell), kept.Made.Select(Tell));
            Assert.Equal(
                expected.Books.ByPlace.OrderBy(place => $"{place.Key}").Select(place => (place.Key, place.Value.Quantity, place.Value.TotalCost)),
                kept.Books.ByPlace.OrderBy(place => $"{place.Key}").Select(place => (place.Key, place.Value.Quantity, place.Value.TotalCost)));
        }
    }

    private static List<LedgerEntry> RandomLines(Random chance)
    {
        List<LedgerEntry> entries = [];
        for (var i = 0; i < 120; i++)
        {
            var at = Given.Noon.AddMinutes(chance.Next(3_000));
            var account = chance.Next(2) == 0 ? "binance-1" : "okx-1";
            var asset = chance.Next(3) == 0 ? "ETH" : "BTC";
            entries.Add(chance.Next(9) switch
            {
                0 or 1 or 2 => Given.Buy($"{i}", at, 1m + chance.Next(3), 100m + chance.Next(20), asset, account),
                3 or 4 => Given.Sell($"{i}", at, 1m + chance.Next(2), 100m + chance.Next(20), asset, account),
                5 => Given.Of($"{i}", TransactionKind.Withdrawal, at, -1m, asset, account),
                6 => Given.Of($"{i}", TransactionKind.Deposit, at, 1m, asset, account),
                7 => Given.Of($"{i}", TransactionKind.Reward, at, 1m, asset, account),
                _ => Given.Of($"{i}", TransactionKind.TransferOut, at, -1m, asset, account, WalletKind.Funding),
            });
        }

        for (var i = 0; i < 6; i++)
        {
            var corrected = entries[chance.Next(120)];
            entries.Add(corrected.CorrectedBy(
                $"c{i}",
                chance.Next(2) == 0 ? null : Given.Buy($"c{i}", Given.Noon.AddMinutes(chance.Next(3_000)), 2m, 90m, account: corrected.AccountId).Transaction,
                corrected.RecordedAt.AddDays(1 + i),
                "wrong"));
        }

        return entries;
    }

    private static string Tell(Booking booking) => FormattableString.Invariant($"{booking.EntryId} {booking.GetType().Name} {booking.Asset} {booking.Quantity} {booking.Result} {booking.IsPriced}");

    private static decimal Realized(KeptBooks books) => books.Made.Sum(booking => booking.Result);
}
