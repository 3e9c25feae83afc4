using System.Collections.Concurrent;
using System.Collections.Immutable;
using Orleans.Runtime;
using Orleans.Streams.Filtering;
using PortfolioOrleans.Contracts.Venues;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Grains.Portfolios;

/// <summary>
/// Who of the portfolios that are awake in this process holds what, so that a price is brought to those whom it concerns and the others are not bothered. A portfolio that is not known
/// here, as one that lives in another silo, is brought everything.
/// </summary>
internal sealed class HeldIndex : IStreamFilter
{
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, Held> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<Asset, HashSet<string>> _holders = [];
    private readonly Dictionary<string, HashSet<string>> _traders = new(StringComparer.Ordinal); // By instrument.
    private volatile Audience? _last;

    /// <summary>Replaces what was known of a portfolio.</summary>
    /// <param name="instruments">At any venue.</param>
    public void Note(string portfolioId, ImmutableArray<Asset> assets, ImmutableArray<string> instruments)
    {
        lock (_gate)
        {
            Forget(portfolioId);
            _known[portfolioId] = new Held(assets, instruments);
            foreach (var asset in assets)
            {
                Add(_holders, asset, portfolioId);
            }

            foreach (var instrument in instruments)
            {
                Add(_traders, instrument, portfolioId);
            }
        }
    }

    public void Forget(string portfolioId)
    {
        lock (_gate)
        {
            if (!_known.TryRemove(portfolioId, out var held))
            {
                return;
            }

            foreach (var asset in held.Assets)
            {
                Remove(_holders, asset, portfolioId);
            }

            foreach (var instrument in held.Instruments)
            {
                Remove(_traders, instrument, portfolioId);
            }
        }
    }

    /// <param name="filterData">The id of the portfolio that subscribed.</param>
    public bool ShouldDeliver(StreamId streamId, object item, string? filterData)
    {
        if (item is not PriceTick { IsForEverybody: false } step || filterData is null)
        {
            return true;
        }

        var audience = _last;
        if (!ReferenceEquals(audience?.Step, step))
        {
            _last = audience = new Audience(step, ConcernedBy(step)); // One step is offered to very many.
        }

        return audience!.Concerned.Contains(filterData) || !_known.ContainsKey(filterData);
    }

    private HashSet<string> ConcernedBy(PriceTick step)
    {
        var concerned = new HashSet<string>(StringComparer.Ordinal);
        lock (_gate)
        {
            foreach (var quote in step.Assets)
            {
                concerned.UnionWith(_holders.GetValueOrDefault(quote.Asset, []));
            }

            foreach (var quote in step.Marks)
            {
                concerned.UnionWith(_traders.GetValueOrDefault(quote.Instrument, []));
            }
        }

        return concerned;
    }

    private static void Add<TKey>(Dictionary<TKey, HashSet<string>> index, TKey key, string portfolioId)
        where TKey : notnull
    {
        if (!index.TryGetValue(key, out var portfolios))
        {
            index[key] = portfolios = new HashSet<string>(StringComparer.Ordinal);
        }

        portfolios.Add(portfolioId);
    }

    private static void Remove<TKey>(Dictionary<TKey, HashSet<string>> index, TKey key, string portfolioId)
        where TKey : notnull
    {
        if (index.TryGetValue(key, out var portfolios) && portfolios.Remove(portfolioId) && portfolios.Count == 0)
        {
            index.Remove(key);
        }
    }

    private sealed record Held(ImmutableArray<Asset> Assets, ImmutableArray<string> Instruments);

    /// <summary>Whom of those known here a step concerns.</summary>
    private sealed record Audience(PriceTick Step, HashSet<string> Concerned);
}
