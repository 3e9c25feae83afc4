using PortfolioOrleans.Exchanges.Gate;

namespace PortfolioOrleans.Exchanges.Tests.Gate;

public sealed class RequestBudgetTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_minute_begins_where_the_venue_cuts_it()
    {
        var budget = new RequestBudget();

        var first = budget.Take(Cost(100), Noon.AddSeconds(59));
        var full = budget.Take(Cost(1), Noon.AddMilliseconds(59_900));
        var next = budget.Take(Cost(100), Noon.AddSeconds(60));

        Assert.Null(first);
        Assert.Equal(TimeSpan.FromMilliseconds(100), full);
        Assert.Null(next);
    }

    [Fact]
    public void A_short_window_slides()
    {
        var budget = new RequestBudget();

        var first = budget.Take(Cost(1, limit: 2, seconds: 2), Noon.AddSeconds(0.5));
        var second = budget.Take(Cost(1, limit: 2, seconds: 2), Noon.AddSeconds(1.9));
        var third = budget.Take(Cost(1, limit: 2, seconds: 2), Noon.AddSeconds(2.1));
        var later = budget.Take(Cost(1, limit: 2, seconds: 2), Noon.AddSeconds(2.5));

        Assert.Null(first);
        Assert.Null(second);
        Assert.Equal(TimeSpan.FromSeconds(0.4), third);
        Assert.Null(later);
    }

    [Theory]
    [InlineData(RequestPriority.History, 50)]
    [InlineData(RequestPriority.Balances, 90)]
    [InlineData(RequestPriority.Live, 100)]
    public void Each_priority_leaves_room_for_those_above(RequestPriority priority, int most)
    {
        var budget = new RequestBudget();

        var sent = 0;
        while (budget.Take(Cost(1, priority: priority), Noon) is null)
        {
            sent++;
        }

        Assert.Equal(most, sent);
    }

    [Fact]
    public void An_empty_window_lets_any_one_request_through()
    {
        var budget = new RequestBudget();

        var only = budget.Take(Cost(1, limit: 1, seconds: 1, priority: RequestPriority.History), Noon);
        var another = budget.Take(Cost(1, limit: 1, seconds: 1, priority: RequestPriority.History), Noon);

        Assert.Null(only);
        Assert.Equal(TimeSpan.FromSeconds(1), another);
    }

    [Fact]
    public void What_others_use_on_this_address_counts()
    {
        var budget = new RequestBudget();
        budget.Take(Cost(10), Noon);

        budget.Learn(95, Noon.AddSeconds(1));
        var fits = budget.Take(Cost(5), Noon.AddSeconds(1));
        var doesNot = budget.Take(Cost(1), Noon.AddSeconds(1));

        Assert.Null(fits);
        Assert.NotNull(doesNot);
        Assert.Equal(100, budget.UsedAt(Noon.AddSeconds(1)));
    }

    [Fact]
    public void A_stale_count_is_corrected_by_the_next()
    {
        var budget = new RequestBudget();
        budget.Take(Cost(10), Noon);
        budget.Learn(99, Noon);

        budget.Learn(10, Noon.AddSeconds(2));

        Assert.Equal(10, budget.UsedAt(Noon.AddSeconds(2)));
    }

    [Fact]
    public void A_new_minute_forgets_what_others_used()
    {
        var budget = new RequestBudget();
        budget.Take(Cost(10), Noon);
        budget.Learn(100, Noon);

        var next = budget.Take(Cost(100), Noon.AddMinutes(1));

        Assert.Null(next);
    }

    [Fact]
    public void A_refused_request_takes_nothing()
    {
        var budget = new RequestBudget();
        budget.Take(Cost(80), Noon);

        budget.Take(Cost(50), Noon);

        Assert.Equal(80, budget.UsedAt(Noon));
    }

    [Theory]
    [InlineData(60)]
    [InlineData(2)]
    public void A_clock_that_goes_back_an_hour_does_not_hold_anything_up_for_an_hour(int seconds)
    {
        var budget = new RequestBudget();
        budget.Take(Cost(100, seconds: seconds), Noon);

        var atOnce = budget.Take(Cost(1, seconds: seconds), Noon.AddHours(-1));
        var later = budget.Take(Cost(100, seconds: seconds), Noon.AddHours(-1).AddSeconds(seconds));

        Assert.Equal(TimeSpan.FromSeconds(seconds), atOnce);
        Assert.Null(later);
    }

    [Fact]
    public void A_count_beyond_belief_is_no_overflow()
    {
        var budget = new RequestBudget();
        budget.Take(Cost(10), Noon);

        budget.Learn(int.MaxValue, Noon);

        Assert.Equal(TimeSpan.FromMinutes(1), budget.Take(Cost(1), Noon));
        Assert.Null(budget.Take(Cost(1), Noon.AddMinutes(1)));
    }

    /// <summary>Two hundred seeded runs of requests of any weight, priority and time: no window of the venue ever holds more than the limit.</summary>
    [Theory]
    [InlineData(60, true)]
    [InlineData(2, false)]
    public void No_window_ever_holds_more_than_the_limit(int seconds, bool isCutByVenue)
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var chance = new Random(seed);
            var limit = chance.Next(5, 200);
            var budget = new RequestBudget();
            var sent = new List<(DateTimeOffset At, int Weight)>();
            var now = Noon.AddMilliseconds(chance.Next(0, 60_000));

            for (var request = 0; request < 500; request++)
            {
                now += TimeSpan.FromMilliseconds(chance.Next(0, seconds * 100));
                var weight = chance.Next(1, Math.Max(2, limit / 3));
                var wait = budget.Take(Cost(weight, limit, seconds, (RequestPriority)chance.Next(0, 3)), now);
                if (wait is null)
                {
                    sent.Add((now, weight));
                }
                else
                {
                    Assert.InRange(wait.Value, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(seconds));
                }
            }

            Assert.NotEmpty(sent);
            if (isCutByVenue)
            {
                Assert.All(sent.GroupBy(one => one.At.ToUnixTimeSeconds() / seconds), window => Assert.True(window.Sum(one => one.Weight) <= limit, $"seed {seed}"));
            }
            else
            {
                Assert.All(sent, last => Assert.True(
                    sent.Where(one => one.At > last.At - TimeSpan.FromSeconds(seconds) && one.At <= last.At).Sum(one => one.Weight) <= limit, $"seed {seed}"));
            }
        }
    }

    private static RequestCost Cost(int weight, int limit = 100, int seconds = 60, RequestPriority priority = RequestPriority.Live) =>
        new("host", "any", weight, limit, TimeSpan.FromSeconds(seconds), priority);
}
