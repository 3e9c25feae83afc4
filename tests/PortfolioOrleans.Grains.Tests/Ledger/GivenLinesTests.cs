using PortfolioOrleans.Contracts.Ledger;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Grains.Ledger;

namespace PortfolioOrleans.Grains.Tests.Ledger;

public sealed class GivenLinesTests
{
    private readonly KnownLines _known = new();

    [Fact]
    public void The_same_line_again_is_a_duplicate_and_another_with_its_id_is_wrong()
    {
        var held = Given.Buy("manual:1", Given.Noon, 1m, 100m);
        _known.Take([held]);

        Assert.Equal(LineOutcome.Duplicate, Judge(Of(held)).Outcome);
        var other = Judge(Of(Given.Buy("manual:1", Given.Noon, 2m, 100m)));
        Assert.Equal((LineOutcome.Wrong, LineFault.IdTaken), (other.Outcome, other.Fault));
    }

    [Fact]
    public void Of_equal_fills_without_ids_as_many_are_there_as_were_recorded()
    {
        _known.Take([Given.Buy("spot-fill:1", Given.Noon, 1m, 100m), Given.Buy("spot-fill:2", Given.Noon, 1m, 100m)]);
        var lines = Enumerable.Range(1, 3).Select(n => Of(Given.Buy($"file:{n}", Given.Noon.AddMilliseconds(5), 1m, 100m)) with { IsNamedByContent = true }).ToList();

        var judged = Judge([.. lines]);

        Assert.Equal([LineOutcome.Duplicate, LineOutcome.Duplicate, LineOutcome.Added], judged.Select(line => line.Outcome));
        Assert.Equal(["spot-fill:1", "spot-fill:2", "file:3"], judged.Select(line => line.LineId));
    }

    [Fact]
    public void A_statement_that_says_in_one_line_what_were_two_fills_of_a_second_is_a_duplicate()
    {
        _known.Take([Given.Buy("spot-fill:1", Given.Noon, 1m, 100m), Given.Buy("spot-fill:2", Given.Noon, 2m, 100m)]);

        var judged = Judge(Of(Given.Buy("file:1", Given.Noon, 3m, 100m)) with { IsNamedByContent = true });

        Assert.Equal(LineOutcome.Duplicate, judged.Outcome);
    }

    [Fact]
    public void A_correction_names_a_line_that_is_there_or_is_given_with_it()
    {
        var line = Of(Given.Buy("manual:1", Given.Noon, 1m, 100m));
        var correction = Of(Given.Buy("manual:2", Given.Noon, 2m, 100m)) with { Corrects = "manual:1", Reason = "two" };

        Assert.Equal(LineFault.NothingToCorrect, Judge(correction).Fault);
        Assert.Equal([LineOutcome.Added, LineOutcome.Added], Judge(correction, line).Select(judged => judged.Outcome));
    }

    [Fact]
    public void What_would_fit_no_sum_is_refused()
    {
        _known.Take([Given.Of("1", TransactionKind.Deposit, Given.Noon, decimal.MaxValue)]);

        var judged = Judge(Of(Given.Of("manual:1", TransactionKind.Deposit, Given.Noon, 1m)));

        Assert.Equal((LineOutcome.Wrong, LineFault.TooLarge), (judged.Outcome, judged.Fault));
    }

    private static GivenLine Of(LedgerEntry entry) => new(entry.AccountId, entry.Transaction!);

    private RecordedLine Judge(GivenLine line) => Judge([line])[0];

    private List<RecordedLine> Judge(params GivenLine[] lines)
    {
        var given = new GivenLines(_known, lines.Select(line => ("binance-1", line.Transaction.Id)).ToHashSet());
        return [.. lines.Select(line => given.Judge(line, "binance-1"))];
    }
}
