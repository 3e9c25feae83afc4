using PortfolioOrleans.Exchanges;
using PortfolioOrleans.Grains.Venues;

namespace PortfolioOrleans.Grains.Tests.Venues;

public sealed class RetryPausesTests
{
    private static readonly ExchangeFault Down = new(FaultKind.Unreachable, "down");

    private readonly RetryPauses _pauses = new(new Random(5));
    private readonly SyncOptions _options = new();

    [Fact]
    public void Pauses_double_up_to_the_longest_and_are_never_below_half()
    {
        for (var round = 0; round < 200; round++)
        {
            for (var failures = 1; failures < 50; failures++)
            {
                var most = Math.Min(2d * Math.Pow(2, failures - 1), 20d);
                Assert.InRange(_pauses.After(failures, Down, _options).TotalSeconds, most / 2, most);
            }
        }
    }

    [Fact]
    public void Accounts_that_failed_together_do_not_come_back_together() =>
        Assert.True(Enumerable.Range(0, 100).Select(_ => _pauses.After(5, Down, _options)).Distinct().Count() > 90);

    [Fact]
    public void A_venue_that_names_a_time_is_left_alone_at_least_that_long()
    {
        var pause = _pauses.After(1, Down with { Kind = FaultKind.RateLimited, RetryAfter = TimeSpan.FromSeconds(45) }, _options);

        Assert.InRange(pause.TotalSeconds, 45d, 47d);
    }

    [Fact]
    public void Refused_credentials_wait_for_the_user() =>
        Assert.Equal(_options.RefusedPause, _pauses.After(1, Down with { Kind = FaultKind.CredentialsRejected }, _options));
}
