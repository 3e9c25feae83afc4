using PortfolioOrleans.Domain.CostBasis;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Pnl;
using PortfolioOrleans.Domain.Values;
using static PortfolioOrleans.Domain.Tests.Given;

namespace PortfolioOrleans.Domain.Tests.CostBasis;

/// <summary>What holds for every ledger under all rules, tried on seeded random ones with every kind of transaction; to the last digit.</summary>
public sealed class BookLaws
{
    private const int Rounds = 20;
    private const int Length = 80;

    private static readonly string[] Coins = ["BTC", "ETH", "BNB", "USDT"];
    private static readonly WalletKind[] Wallets = [WalletKind.Spot, WalletKind.Funding, WalletKind.Futures];

    public static TheoryData<CostMethod, LotScope, FeeTreatment> AllRules
    {
        get
        {
            var rules = new TheoryData<CostMethod, LotScope, FeeTreatment>();
            foreach (var method in Enum.GetValues<CostMethod>())
            {
                foreach (var scope in Enum.GetValues<LotScope>())
                {
                    rules.Add(method, scope, FeeTreatment.InCost);
                    rules.Add(method, scope, FeeTreatment.Apart);
                }
            }

            return rules;
        }
    }

    [Theory]
    [MemberData(nameof(AllRules))]
    public void Realised_and_unrealised_are_what_is_there_less_what_was_put_in(CostMethod method, LotScope scope, FeeTreatment fees)
    {
        for (var seed = 0; seed < Rounds; seed++)
        {
            var known = RandomLedger(new Random(seed));

            var kept = CostBooks.Keep(known, CostRules.For(Asset.Usd, method) with { Scope = scope, Fees = fees }, PriceOf);

            var end = Noon.AddDays(Length);
            var unrealised = UnrealizedPnl.At(kept.Books, end, PriceOf);
            var cash = known.SelectMany(entry => entry.Transaction!.Legs).Where(leg => leg.Change.Asset == Asset.Usd).Sum(leg => leg.Change.Amount);
            var putIn = kept.Made.OfType<CapitalFlow>().Sum(flow => flow.Cost);
            Assert.Equal(unrealised.Value + cash - putIn, kept.Made.Sum(booking => booking.Result) + unrealised.Total.Amount);
        }
    }

    /// <summary>What is kept up with each act is what the lots say, and the parts of what was realised are all of it.</summary>
    [Theory]
    [MemberData(nameof(AllRules))]
    public void Sums_kept_on_the_way_are_those_of_what_is_there(CostMethod method, LotScope scope, FeeTreatment fees)
    {
        for (var seed = 0; seed < Rounds; seed++)
        {
            var kept = CostBooks.Keep(RandomLedger(new Random(seed)), CostRules.For(Asset.Usd, method) with { Scope = scope, Fees = fees }, PriceOf);

            Assert.All(kept.Books.ByPlace.Values, book => Assert.Equal(book.Lots.Where(lot => lot.Origin == CostOrigin.Missing).Sum(lot => lot.Quantity), book.UnknownQuantity));
            var parts = kept.Made.Aggregate(default(RealizedParts), (sum, booking) => sum + RealizedParts.Of(booking));
            var row = PnlReport.ByAsset(kept.Made).Total;
            Assert.Equal((kept.Made.Sum(booking => booking.Result), row.FeesPaid.Amount - row.Commission.Amount), (parts.Total, parts.Fees));
            Assert.Equal(
                (row.Realized.Amount, row.FuturesPnl.Amount, row.Funding.Amount, row.Commission.Amount, row.Income.Amount, row.FeesApart.Amount),
                (parts.Gains, parts.FuturesPnl, parts.Funding, parts.Commission, parts.Income, parts.FeesApart));
        }
    }

    [Fact]
    public void The_order_in_which_lines_arrived_changes_nothing()
    {
        for (var seed = 0; seed < Rounds; seed++)
        {
            var random = new Random(seed);
            var known = RandomLedger(random);
            var shuffled = known.OrderBy(_ => random.Next()).ToList();

            var one = CostBooks.Keep(known, CostRules.For(Asset.Usd, CostMethod.Fifo), PriceOf);
            var other = CostBooks.Keep(LedgerHistory.Known(shuffled), CostRules.For(Asset.Usd, CostMethod.Fifo), PriceOf);

            Assert.Equal(one.Made.Select(booking => (booking.EntryId, booking.Result)), other.Made.Select(booking => (booking.EntryId, booking.Result)));
        }
    }

    [Fact]
    public void Line_by_line_is_the_same_as_all_at_once()
    {
        for (var seed = 0; seed < Rounds; seed++)
        {
            var known = RandomLedger(new Random(seed));
            var rules = CostRules.For(Asset.Usd, CostMethod.Hifo);
            var pairs = TransferIndex.Of(TransferMatching.Match(known));

            var books = CostBooks.Empty(rules);
            List<Booking> made = [];
            foreach (var entry in known)
            {
                (books, var bookings) = books.Record(entry, PriceOf, pairs);
                made.AddRange(bookings);
            }

            var whole = CostBooks.Keep(known, rules, PriceOf);
            Assert.Equal(whole.Made.Select(booking => booking.Result), made.Select(booking => booking.Result));
            Assert.Equal(
                whole.Books.ByPlace.OrderBy(book => book.Key.ToString()).Select(book => (book.Key, book.Value.Quantity, book.Value.TotalCost)),
                books.ByPlace.OrderBy(book => book.Key.ToString()).Select(book => (book.Key, book.Value.Quantity, book.Value.TotalCost)));
        }
    }

    [Theory]
    [InlineData(LotScope.Wallet)]
    [InlineData(LotScope.Account)]
    [InlineData(LotScope.Pool)]
    public void Reports_add_up_however_they_are_cut(LotScope scope)
    {
        for (var seed = 0; seed < Rounds; seed++)
        {
            var made = CostBooks.Keep(RandomLedger(new Random(seed)), CostRules.For(Asset.Usd, CostMethod.Average) with { Scope = scope }, PriceOf).Made;

            var realised = made.Sum(booking => booking.Result);
            foreach (var report in new[]
                     {
                         PnlReport.By(Domain.Performance.CalendarPeriod.Week, made), PnlReport.BySymbol(made), PnlReport.ByAccount(made), PnlReport.ByAsset(made),
                     })
            {
                Assert.Equal(realised, report.Total.Total);
                Assert.Equal(realised, report.Rows.Sum(row => row.Total));
                Assert.All(report.Rows, row => Assert.Equal(row.Total, row.Explained.Rows.Sum(part => part.Amount)));
            }
        }
    }

    private static decimal? PriceOf(Asset asset, DateTimeOffset at) =>
        asset == Asset.Usd ? 1m : (Math.Abs(asset.Code[0] * 31 * (at - Noon).Days) % 997 + 3) / 4m;

    private static List<LedgerEntry> RandomLedger(Random random)
    {
        List<LedgerEntry> lines = [];
        for (var i = 0; i < Length; i++)
        {
            lines.AddRange(RandomLines(random, $"{i}", i + (random.Next(10) / 10d)));
        }

        return [.. LedgerHistory.Known(lines)];
    }

    private static IEnumerable<LedgerEntry> RandomLines(Random random, string id, double day)
    {
        decimal Some() => random.Next(1, 100_000) / 1_000m;
        string Any() => random.Next(4) == 0 ? "USD" : Coins[random.Next(Coins.Length)];
        var (account, wallet) = ($"account-{random.Next(2)}", Wallets[random.Next(Wallets.Length)]);
        var (one, other) = (Coins[random.Next(Coins.Length)], Any());
        other = other == one ? "USD" : other;
        (decimal, string)? fee = random.Next(2) == 0 ? (-Some() / 100m, Any()) : random.Next(5) == 0 ? (Some() / 100m, Any()) : null;
        LedgerEntry Line(TransactionKind kind, (decimal, string)[] legs, WalletKind? to = null, string? reference = null, string suffix = "") =>
            Tests.Ledger.Lines.Line(id + suffix, kind, day, legs, fee, account, wallet, to, reference);

        switch (random.Next(14))
        {
            case 0 or 1 or 2:
                return [Line(TransactionKind.Buy, [(Some(), one), (-Some(), other)])];
            case 3 or 4:
                return [Line(TransactionKind.Sell, [(-Some(), one), (Some(), other)])];
            case 5:
                return [Line(TransactionKind.Convert, [(-Some(), one), (Some(), other)])];
            case 6:
                return [Line(TransactionKind.Dust, [(-Some(), "ETH"), (-Some(), "BTC"), (Some(), "BNB")])];
            case 7:
                return [Line(TransactionKind.Deposit, [(Some(), Any())])];
            case 8:
                var amount = Some();
                var sent = Line(TransactionKind.Withdrawal, [(-amount, one)], null, $"hash-{id}");
                var arrived = Tests.Ledger.Lines.Line(
                    id + "-in", TransactionKind.Deposit, day + (random.Next(3) / 10d) - 0.1, [(amount * random.Next(9, 11) / 10m, one)], null, "account-2", WalletKind.Spot, null, $"hash-{id}");
                return random.Next(2) == 0 ? [sent] : [sent, arrived];
            case 9:
                var (moved, to) = (Some(), wallet == WalletKind.Spot ? WalletKind.Funding : WalletKind.Spot);
                var leaves = Tests.Ledger.Lines.Line(id + "-out", TransactionKind.TransferOut, day, [(-moved, one)], null, account, wallet, random.Next(3) == 0 ? null : to);
                var comes = Tests.Ledger.Lines.Line(id + "-in", TransactionKind.TransferIn, day + (random.Next(3) / 10d) - 0.1, [(moved, one)], null, account, to, random.Next(3) == 0 ? null : wallet);
                return random.Next(3) == 0 ? [leaves] : [leaves, comes];
            case 10:
                return [Line(random.Next(2) == 0 ? TransactionKind.Reward : TransactionKind.Interest, [(random.Next(3) == 0 ? -Some() : Some(), Any())])];
            case 11:
                return [Line(random.Next(2) == 0 ? TransactionKind.FuturesTrade : TransactionKind.Funding, [(random.Next(2) == 0 ? -Some() : Some(), "USDT")])];
            case 12:
                return [Line(TransactionKind.Borrow, [(Some(), Any())]), Line(TransactionKind.Repay, [(-Some(), Any())], suffix: "-back")];
            default:
                return [Line(TransactionKind.Adjustment, [(random.Next(2) == 0 ? -Some() : Some(), Any())])];
        }
    }
}
