using PortfolioOrleans.Contracts.Accounts;
using PortfolioOrleans.Contracts.Ledger;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Grains.Portfolios;

namespace PortfolioOrleans.Grains.Tests.Portfolios;

public sealed class LedgerLooksTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    private readonly LedgerLooks _looks = new(pause: TimeSpan.FromSeconds(15), period: TimeSpan.FromHours(1));

    [Fact]
    public void A_life_begins_with_a_look_and_no_valuation_asks_again_while_nothing_is_recorded()
    {
        Assert.Equal(Look.Routine, _looks.Next([Account(null)], Noon));
        _looks.Take(Told(5m, Noon));

        for (var second = 1; second < 3_600; second += 7)
        {
            Assert.Equal(Look.None, _looks.Next([Account(null)], Noon.AddSeconds(second)));
        }

        Assert.Equal(Look.Routine, _looks.Next([Account(null)], Noon.AddHours(1)));
    }

    [Fact]
    public void Lines_that_were_recorded_are_looked_at_once_however_many_valuations_there_are()
    {
        _looks.Next([Account(null)], Noon);
        _looks.Take(Told(5m, Noon));

        Assert.Equal(Look.News, _looks.Next([Account(null), Account(Noon.AddSeconds(20))], Noon.AddSeconds(21)));
        _looks.Take(Told(6m, Noon.AddSeconds(21)));

        Assert.Equal(Look.None, _looks.Next([Account(Noon.AddSeconds(20))], Noon.AddSeconds(60)));
    }

    [Fact]
    public void While_lines_come_in_the_ledger_is_asked_once_a_pause()
    {
        var asked = Enumerable.Range(0, 60).Count(second => _looks.Next([Account(Noon.AddSeconds(second))], Noon.AddSeconds(second)) != Look.None);

        Assert.Equal(4, asked);
    }

    [Fact]
    public void A_life_that_knows_an_earlier_reading_waits_its_turn_unless_there_is_news()
    {
        _looks.Take(Told(5m, Noon.AddDays(-1)));
        var patience = TimeSpan.FromSeconds(30);

        Assert.Equal(Look.None, _looks.Next([Account(null)], Noon, patience));
        Assert.Equal(Look.None, _looks.Next([Account(null)], Noon.AddSeconds(29), patience));
        Assert.Equal(Look.Routine, _looks.Next([Account(null)], Noon.AddSeconds(30), patience));

        var other = new LedgerLooks(TimeSpan.FromSeconds(15), TimeSpan.FromHours(1));
        other.Take(Told(5m, Noon.AddDays(-1)));
        Assert.Equal(Look.News, other.Next([Account(Noon)], Noon, patience));
    }

    [Fact]
    public void An_answer_that_was_lost_is_asked_for_again()
    {
        _looks.Next([Account(null)], Noon);
        _looks.Take(Told(5m, Noon));
        _looks.Next([Account(Noon.AddSeconds(20))], Noon.AddSeconds(21));

        Assert.Equal(Look.News, _looks.Next([Account(Noon.AddSeconds(20))], Noon.AddSeconds(36)));
    }

    [Fact]
    public void A_reading_that_comes_late_does_not_replace_a_later_one()
    {
        Assert.True(_looks.Take(Told(5m, Noon)));
        Assert.False(_looks.Take(Told(5m, Noon.AddSeconds(1))));
        Assert.False(_looks.Take(Told(4m, Noon.AddSeconds(-1))));

        Assert.Equal(Told(5m, Noon.AddSeconds(1)), _looks.Known);
    }

    private static RealizedDay Told(decimal amount, DateTimeOffset asOf) => new(new DateOnly(2026, 3, 4), amount, Asset.Usd, asOf);

    private static AccountSnapshot Account(DateTimeOffset? recordedAt) =>
        new("binance-1", "alice", "binance", "mine", 1, [], [], AccountSync.Never, Noon, false, false, false, []) { RecordedAt = recordedAt };
}
