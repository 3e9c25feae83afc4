using PortfolioOrleans.Domain.Ledger;
using static PortfolioOrleans.Domain.Tests.Given;
using static PortfolioOrleans.Domain.Tests.Ledger.Lines;

namespace PortfolioOrleans.Domain.Tests.Ledger;

public sealed class LedgerHistoryTests
{
    private static string Ids(IEnumerable<LedgerEntry> entries) => string.Join(' ', entries.Select(entry => entry.Id));

    [Fact]
    public void The_same_line_twice_counts_once_and_two_equal_fills_count_twice()
    {
        var fill = Buys("fill:1", 0, 1m, "BTC", 10m);
        var equal = Buys("fill:2", 0, 1m, "BTC", 10m);
        var elsewhere = fill with { AccountId = "other" };

        Assert.Equal("fill:1 fill:1 fill:2", Ids(LedgerHistory.Known([fill, equal, fill with { RecordedAt = Noon.AddDays(9) }, elsewhere])));
    }

    [Fact]
    public void A_correction_takes_the_place_of_what_it_names()
    {
        var wrong = Buys("1", 0, 1m, "BTC", 10m);
        var right = wrong.CorrectedBy("1/b", Buys("1", 0, 1m, "BTC", 12m).Transaction, Noon.AddDays(3), "the venue restated it");

        Assert.Equal("1", Ids(LedgerHistory.Known([wrong, right], Noon.AddDays(2))));
        Assert.Equal("1/b", Ids(LedgerHistory.Known([wrong, right], Noon.AddDays(3))));
    }

    [Fact]
    public void The_last_of_several_corrections_counts()
    {
        var wrong = Buys("1", 0, 1m, "BTC", 10m);
        var second = wrong.CorrectedBy("b", wrong.Transaction, Noon.AddDays(1), "first try");
        var third = wrong.CorrectedBy("c", wrong.Transaction, Noon.AddDays(2), "second try");
        var ofACorrection = third.CorrectedBy("d", wrong.Transaction, Noon.AddDays(3), "third try");

        Assert.Equal("c", Ids(LedgerHistory.Known([third, second, wrong])));
        Assert.Equal("d", Ids(LedgerHistory.Known([third, second, wrong, ofACorrection])));
    }

    [Fact]
    public void What_did_not_happen_is_gone_from_then_on()
    {
        var wrong = Buys("1", 0, 1m, "BTC", 10m);

        Assert.Empty(LedgerHistory.Known([wrong, wrong.CorrectedBy("b", null, Noon.AddDays(1), "entered by mistake")]));
    }

    [Fact]
    public void A_correction_needs_an_id_of_its_own() => Assert.Throws<ArgumentException>(() => Buys("1", 0, 1m, "BTC", 10m).CorrectedBy("1", null, Noon, ""));

    [Fact]
    public void What_had_happened_and_what_was_known_are_two_questions()
    {
        var early = Buys("early", 0, 1m, "BTC", 10m) with { RecordedAt = Noon.AddDays(5) };
        var later = Buys("later", 2, 1m, "BTC", 10m);

        Assert.Equal("early", Ids(LedgerHistory.AsOf([early, later], Noon.AddDays(1))));
        Assert.Equal("", Ids(LedgerHistory.AsOf([early, later], Noon.AddDays(1), knownAt: Noon.AddDays(4))));
        Assert.Equal("later", Ids(LedgerHistory.AsOf([early, later], Noon.AddDays(2), knownAt: Noon.AddDays(4))));
    }

    [Fact]
    public void Equal_times_have_a_stated_order()
    {
        LedgerEntry[] lines =
        [
            Line("z", TransactionKind.Withdrawal, 0, [(-1m, "BTC")]),
            Sells("fill:100", 0, 1m, "BTC", 1m),
            Buys("fill:99", 0, 1m, "BTC", 1m),
            Buys("fill:099a", 0, 1m, "BTC", 1m),
            Line("y", TransactionKind.Deposit, 0, [(1m, "BTC")]),
            Line("x", TransactionKind.Reward, 0, [(1m, "BTC")]),
        ];

        Assert.Equal("x y fill:99 fill:099a fill:100 z", Ids(LedgerHistory.Known(lines)));
        Assert.Equal("x y fill:99 fill:099a fill:100 z", Ids(LedgerHistory.Known(lines.Reverse())));
    }

    [Theory]
    [InlineData("a2", "a10", -1)]
    [InlineData("a", "a1", -1)]
    [InlineData("8082457372019390060", "8082457372019390061", -1)]
    [InlineData("x7", "x007", 0)]
    [InlineData("b", "a", 1)]
    public void Numbers_in_ids_compare_as_numbers(string left, string right, int order) => Assert.Equal(order, Math.Sign(LedgerOrder.CompareIds(left, right)));

    [Fact]
    public void Every_kind_of_transaction_has_its_line_in_the_table() =>
        Assert.Equal(Enum.GetValues<TransactionKind>(), LedgerEffect.All.Select(effect => effect.Kind));

    [Fact]
    public void The_readme_shows_the_table_as_it_is()
    {
        var readme = File.ReadAllLines(Path.Combine(Root(), "src/PortfolioOrleans.Domain/README.md"));

        Assert.All(LedgerEffect.All, effect =>
            Assert.Contains($"| {effect.Kind} | {effect.Quantity} | {effect.Cost} | {effect.Flow} | {effect.Income} |", readme));
    }

    private static string Root([System.Runtime.CompilerServices.CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../.."));

    [Fact]
    public void An_unknown_kind_has_no_effect_to_guess() => Assert.Throws<ArgumentOutOfRangeException>(() => LedgerEffect.Of((TransactionKind)999));

    [Fact]
    public void A_withdrawal_and_a_deposit_match_by_hash_or_by_amount_and_time()
    {
        var sent = Line("s1", TransactionKind.Withdrawal, 0, [(-10m, "BTC")], reference: "hash");
        var arrived = Line("d1", TransactionKind.Deposit, 3, [(9.9m, "BTC")], account: "other", reference: "hash");
        var nameless = Line("s2", TransactionKind.Withdrawal, 5, [(-10m, "ETH")]);
        var near = Line("d2", TransactionKind.Deposit, 5.5, [(9.8m, "ETH")], account: "other", reference: "0x1");
        var far = Line("d3", TransactionKind.Deposit, 9, [(9.8m, "ETH")], account: "other");
        var strange = Line("d4", TransactionKind.Deposit, 5.1, [(5m, "ETH")], account: "other");

        var pairs = TransferMatching.Match([sent, arrived, nameless, near, far, strange]);

        Assert.Equal(["s1-d1", "s2-d2"], pairs.Select(pair => $"{pair.Sent.Id}-{pair.Arrived.Id}"));
    }
}
