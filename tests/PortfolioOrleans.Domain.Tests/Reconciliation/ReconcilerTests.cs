using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Reconciliation;
using PortfolioOrleans.Domain.Values;
using static PortfolioOrleans.Domain.Tests.Given;
using static PortfolioOrleans.Domain.Tests.Ledger.Lines;

namespace PortfolioOrleans.Domain.Tests.Reconciliation;

public sealed class ReconcilerTests
{
    private static ReconciliationFinding? Compare(decimal venue, params LedgerEntry[] lines) =>
        Reconciler.Compare(lines, [new VenueBalance("main", Asset.Btc, venue, Noon.AddDays(30))]).SingleOrDefault(finding => finding.Asset == Asset.Btc);

    private static CauseKind Cause(ReconciliationFinding? finding) => Assert.Single(finding!.Causes).Kind;

    [Fact]
    public void Where_both_agree_there_is_nothing_to_say() => Assert.Null(Compare(1m, Buys("1", 0, 1m, "BTC", 10m)));

    [Fact]
    public void A_difference_is_said_in_its_direction()
    {
        var finding = Compare(0.3m, Buys("1", 0, 1m, "BTC", 10m))!;

        Assert.Equal((1m, 0.3m, 0.7m), (finding.Ledger, finding.Venue, finding.Difference));
        Assert.Empty(finding.Causes);
    }

    [Fact]
    public void A_line_that_is_there_twice_suggests_itself()
    {
        var finding = Compare(1m, Buys("1", 0, 1m, "BTC", 10m), Buys("2", 1, 3m, "BTC", 10m));

        Assert.Equal((CauseKind.EntryTooMany, "2"), (Cause(finding), finding!.Causes[0].EntryIds.Single()));
    }

    [Fact]
    public void A_line_whose_like_is_missing_suggests_itself() =>
        Assert.Equal(CauseKind.EntryMissing, Cause(Compare(8m, Buys("1", 0, 3m, "BTC", 10m), Buys("2", 1, 2m, "BTC", 10m))));

    [Fact]
    public void A_history_that_sells_before_it_buys_begins_too_late()
    {
        var finding = Compare(3m, Sells("1", 0, 2m, "BTC", 10m), Buys("2", 1, 4m, "BTC", 10m));

        Assert.Equal(CauseKind.HistoryStartsLate, Cause(finding));
        Assert.Equal("1", finding!.Causes[0].EntryIds.Single());
    }

    [Fact]
    public void What_has_no_line_at_all_has_no_history() => Assert.Equal(CauseKind.NoHistory, Cause(Compare(3m)));

    [Fact]
    public void A_little_more_than_the_ledger_says_may_be_interest() =>
        Assert.Equal(CauseKind.UnrecordedIncome, Cause(Compare(1.01m, Buys("1", 0, 1m, "BTC", 10m))));

    [Fact]
    public void Less_than_the_smallest_unit_is_rounding() =>
        Assert.Equal(CauseKind.Rounding, Cause(Compare(1.000000001m, Buys("1", 0, 1m, "BTC", 10m))));

    [Fact]
    public void Fees_that_were_counted_wrongly_suggest_themselves() =>
        Assert.Equal(CauseKind.Fees, Cause(Compare(1m, Buys("1", 0, 1m, "BTC", 10m, fee: (-0.3m, "BTC")))));

    [Fact]
    public void A_line_of_the_same_minutes_may_be_what_the_balance_missed() =>
        Assert.Contains(CauseKind.Timing, Compare(0m, Buys("1", 30, 1m, "BTC", 10m))!.Causes.Select(cause => cause.Kind));

    [Fact]
    public void Lines_after_the_reading_are_not_held_against_it() => Assert.Null(Compare(0m, Buys("1", 31, 1m, "BTC", 10m)));

    [Fact]
    public void An_asset_that_the_venue_no_longer_lists_is_zero_there()
    {
        var finding = Reconciler.Compare([Buys("1", 0, 1m, "ETH", 10m)], [new VenueBalance("main", Asset.Usd, -10m, Noon.AddDays(1))]).Single();

        Assert.Equal((Coin("ETH"), 1m, 0m), (finding.Asset, finding.Ledger, finding.Venue));
    }

    [Fact]
    public void Legs_add_up_to_the_balances_of_wallets()
    {
        var quantities = LedgerQuantities.ByWallet([Buys("1", 0, 2m, "BTC", 10m, fee: (-0.1m, "BTC")), Sells("2", 1, 1m, "BTC", 20m)]);

        Assert.Equal(0.9m, quantities[("main", Domain.Holdings.WalletKind.Spot, Asset.Btc)]);
        Assert.Equal(10m, quantities[("main", Domain.Holdings.WalletKind.Spot, Asset.Usd)]);
    }
}
