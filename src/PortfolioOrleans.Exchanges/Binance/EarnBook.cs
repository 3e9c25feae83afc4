using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Exchanges.Http;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Binance;

/// <summary>
/// What each account has in Simple Earn. Reading it weighs much, so it is kept for a while; a change of the receipts in the spot wallet, which is read
/// often, shows that money was lent or given back, and it is read again at once.
/// </summary>
internal sealed class EarnBook(BinanceAsker asker, BinanceEndpoints endpoints, TimeSpan maxAge, TimeProvider clock)
{
    private const int RowsPerPage = 100;
    private const int MostPages = 100;

    private readonly AccountPages<Page> _pages = new();
    private readonly AccountPages<string> _receipts = new();

    /// <summary>The spot wallet was read, and these receipts were in it.</summary>
    public void Saw(ExchangeCredentials credentials, IEnumerable<WalletAsset> receipts) => _receipts.Set(
        credentials,
        string.Join(';', receipts.OrderBy(row => row.Asset).Select(row => FormattableString.Invariant($"{row.Asset}={row.Free + row.Locked + row.Frozen}"))));

    public async Task<ExchangeReply<ImmutableArray<AssetBalance>>> GetAsync(ExchangeCredentials credentials, CancellationToken cancellationToken)
    {
        var receipts = _receipts.Find(credentials);
        if (_pages.Find(credentials) is { } known && clock.GetUtcNow() - known.ReadAt < maxAge && known.Receipts == receipts)
        {
            return known.Answer;
        }

        var flexible = await ReadAllAsync(endpoints.FlexibleEarn, credentials, BinanceEarn.ReadFlexible, cancellationToken);
        if (flexible is not ExchangeReply<ImmutableArray<FlexibleEarnRow>>.Answer { Value: var lent, AsOf: var asOf })
        {
            return flexible.Select(_ => ImmutableArray<AssetBalance>.Empty);
        }

        var reply = (await ReadAllAsync(endpoints.LockedEarn, credentials, BinanceEarn.ReadLocked, cancellationToken))
            .Select(locked => BinanceEarn.ToBalances(lent, locked));
        if (reply is not ExchangeReply<ImmutableArray<AssetBalance>>.Answer answer)
        {
            return reply;
        }

        answer = answer with { AsOf = asOf };
        _pages.Set(credentials, new Page(answer, receipts, clock.GetUtcNow()));
        return answer;
    }

    /// <summary>Page after page until one is short; how many there are in all is not believed.</summary>
    private async Task<ExchangeReply<ImmutableArray<T>>> ReadAllAsync<T>(
        VenueEndpoint endpoint, ExchangeCredentials credentials, Func<WireNode, ImmutableArray<T>> read, CancellationToken cancellationToken)
    {
        var all = ImmutableArray.CreateBuilder<T>();
        DateTimeOffset? asOf = null;
        for (var page = 1; page <= MostPages; page++)
        {
            var query = Query.Of(("current", Query.Count(page)), ("size", Query.Count(RowsPerPage)));
            var reply = await asker.AskAsync(new VenueCall(endpoint, query, credentials), read, cancellationToken);
            if (reply is not ExchangeReply<ImmutableArray<T>>.Answer { Value: var rows, AsOf: var pageAsOf })
            {
                return reply;
            }

            asOf ??= pageAsOf;
            all.AddRange(rows);
            if (rows.Length < RowsPerPage)
            {
                return new ExchangeReply<ImmutableArray<T>>.Answer(all.ToImmutable(), asOf.Value);
            }
        }

        return new ExchangeReply<ImmutableArray<T>>.Failure(Adapters.Flows.PagesRepeat);
    }

    /// <param name="Receipts">What was in the spot wallet then; null before it was ever read.</param>
    private sealed record Page(ExchangeReply<ImmutableArray<AssetBalance>>.Answer Answer, string? Receipts, DateTimeOffset ReadAt);
}
