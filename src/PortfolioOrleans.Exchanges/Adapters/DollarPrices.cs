using System.Collections.Immutable;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Exchanges.Adapters;

/// <summary>
/// Stablecoins' prices in dollars, which move little and weigh much: read again only after a while. Where the venue cannot say, the last ones stand, with
/// their own time. Safe for concurrent use; two who come at once may both read, which costs a little weight and no more.
/// </summary>
internal sealed class DollarPrices(TimeSpan maxAge, TimeProvider clock)
{
    private volatile Reading _last = new([], null, DateTimeOffset.MinValue);

    /// <summary>The prices, and why they are not as fresh as they should be, where they are not.</summary>
    public async Task<(ImmutableArray<Price> Prices, ExchangeFault? Fault)> GetAsync(
        Func<CancellationToken, Task<ExchangeReply<ImmutableArray<Price>>>> load, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (now - _last.ReadAt >= maxAge)
        {
            _last = await load(cancellationToken) switch
            {
                ExchangeReply<ImmutableArray<Price>>.Answer answer => new Reading(answer.Value, null, now),
                ExchangeReply<ImmutableArray<Price>>.Failure failure => _last with { Fault = failure.Fault, ReadAt = now },
                _ => throw new InvalidOperationException("There is no third kind of reply."),
            };
        }

        var last = _last;
        return (last.Prices, last.Fault);
    }

    /// <param name="ReadAt">When it was last tried.</param>
    private sealed record Reading(ImmutableArray<Price> Prices, ExchangeFault? Fault, DateTimeOffset ReadAt);
}
