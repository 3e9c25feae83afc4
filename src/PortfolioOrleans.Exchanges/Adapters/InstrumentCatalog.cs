using System.Collections.Frozen;
using System.Collections.Immutable;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Http;

namespace PortfolioOrleans.Exchanges.Adapters;

/// <summary>A venue's instruments at one moment.</summary>
internal sealed class InstrumentList(ImmutableArray<Instrument> all)
{
    private readonly FrozenDictionary<string, Instrument> _byId = Index(all);

    public ImmutableArray<Instrument> All { get; } = all;

    /// <summary>Every asset that is base, quote or settlement of an instrument.</summary>
    public FrozenSet<Asset> Assets { get; } = all
        .SelectMany(instrument => new[] { instrument.Symbol.Base, instrument.Symbol.Quote, instrument.Terms?.Settlement ?? default })
        .Where(asset => !asset.IsNone)
        .ToFrozenSet();

    public Instrument? Find(string id) => _byId.GetValueOrDefault(id);

    private static FrozenDictionary<string, Instrument> Index(ImmutableArray<Instrument> all)
    {
        var byId = new Dictionary<string, Instrument>(all.Length, StringComparer.Ordinal);
        foreach (var instrument in all)
        {
            byId[instrument.Id] = instrument; // A venue that lists one twice means the same by it.
        }

        return byId.ToFrozenDictionary(StringComparer.Ordinal);
    }
}

/// <summary>
/// Keeps a venue's instruments for a while. An id it does not know makes it look again at once, though not more than once in a few minutes: some ids are
/// in no list. While the venue cannot say, the last list stands. Safe for concurrent use; callers who need it at the same moment share one reading.
/// </summary>
internal sealed class InstrumentCatalog(
    Func<CancellationToken, Task<ExchangeReply<ImmutableArray<Instrument>>>> load, TimeSpan maxAge, TimeProvider clock)
{
    private static readonly TimeSpan PauseBetweenSearches = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMinutes(1);

    private readonly SingleFlight _loading = new();
    private volatile Reading? _last;
    private long _searchedAtTicks;

    /// <summary>What was last read, however old, for those who cannot wait; null before anything was.</summary>
    public InstrumentList? Last => _last?.List;

    public Task<ExchangeReply<InstrumentList>> GetAsync(CancellationToken cancellationToken) =>
        GetSinceAsync(clock.GetUtcNow() - maxAge, cancellationToken);

    /// <summary>The list, read again first where it lacks one of these ids.</summary>
    public async Task<ExchangeReply<InstrumentList>> GetKnowingAsync(IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        var reply = await GetAsync(cancellationToken);
        if (reply is not ExchangeReply<InstrumentList>.Answer { Value: var list } || ids.All(id => list.Find(id) is not null))
        {
            return reply;
        }

        var now = clock.GetUtcNow();
        var searchedAt = new DateTimeOffset(Interlocked.Read(ref _searchedAtTicks), TimeSpan.Zero);
        if (now - searchedAt >= PauseBetweenSearches)
        {
            Interlocked.Exchange(ref _searchedAtTicks, now.UtcTicks);
            searchedAt = now;
        }

        return await GetSinceAsync(searchedAt, cancellationToken);
    }

    private async Task<ExchangeReply<InstrumentList>> GetSinceAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        while (true)
        {
            var last = _last;
            if (last is not null && (last.ReadAt >= since || clock.GetUtcNow() < last.NotAgainBefore))
            {
                return new ExchangeReply<InstrumentList>.Answer(last.List, last.AsOf);
            }

            ExchangeReply<ImmutableArray<Instrument>>.Failure? failure = null;
            await _loading.RunOrWaitAsync(async () => failure = await LoadAsync(last, cancellationToken), cancellationToken);
            if (failure is not null)
            {
                return new ExchangeReply<InstrumentList>.Failure(failure.Fault);
            }
        }
    }

    /// <summary>Answers the failure only where there is nothing to fall back on.</summary>
    private async Task<ExchangeReply<ImmutableArray<Instrument>>.Failure?> LoadAsync(Reading? last, CancellationToken cancellationToken)
    {
        var startedAt = clock.GetUtcNow();
        switch (await load(cancellationToken))
        {
            case ExchangeReply<ImmutableArray<Instrument>>.Answer { Value: var all, AsOf: var asOf }:
                _last = new Reading(new InstrumentList(all), asOf, startedAt, DateTimeOffset.MinValue);
                return null;
            case ExchangeReply<ImmutableArray<Instrument>>.Failure failure when last is null:
                return failure;
            default:
                _last = last! with { NotAgainBefore = clock.GetUtcNow() + PauseAfterFailure };
                return null;
        }
    }

    private sealed record Reading(InstrumentList List, DateTimeOffset AsOf, DateTimeOffset ReadAt, DateTimeOffset NotAgainBefore);
}
