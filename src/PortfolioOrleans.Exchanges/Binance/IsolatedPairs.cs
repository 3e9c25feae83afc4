using System.Collections.Immutable;

namespace PortfolioOrleans.Exchanges.Binance;

/// <summary>Which pairs an account has isolated wallets of: most accounts have none, and need not be asked about each. Kept for a while.</summary>
internal sealed class IsolatedPairs(BinanceAsker asker, BinanceEndpoints endpoints, TimeProvider clock)
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(30);

    private static readonly ExchangeFault NoPair = new(FaultKind.NotAvailable, "no isolated margin");

    private readonly AccountPages<Page> _pages = new();

    /// <summary>At least one; else a failure of the kind <see cref="FaultKind.NotAvailable"/>.</summary>
    public async Task<ExchangeReply<ImmutableArray<string>>> GetAsync(ExchangeCredentials credentials, CancellationToken cancellationToken)
    {
        if (_pages.Find(credentials) is { } known && clock.GetUtcNow() - known.AskedAt < MaxAge)
        {
            return Reply(known);
        }

        var reply = await asker.AskAsync(endpoints.IsolatedMargin, credentials, BinanceMargin.ReadPairs, cancellationToken);
        switch (reply)
        {
            case ExchangeReply<ImmutableArray<string>>.Answer { Value: var pairs }:
                var page = new Page(pairs, clock.GetUtcNow());
                _pages.Set(credentials, page);
                return Reply(page);
            default:
                return reply;
        }
    }

    /// <summary>True, or the same failure.</summary>
    public async Task<ExchangeReply<bool>> HasAnyAsync(ExchangeCredentials credentials, CancellationToken cancellationToken) =>
        (await GetAsync(credentials, cancellationToken)).Select(_ => true);

    private static ExchangeReply<ImmutableArray<string>> Reply(Page page) => page.Pairs.IsEmpty
        ? new ExchangeReply<ImmutableArray<string>>.Failure(NoPair)
        : new ExchangeReply<ImmutableArray<string>>.Answer(page.Pairs, page.AskedAt);

    private sealed record Page(ImmutableArray<string> Pairs, DateTimeOffset AskedAt);
}
