using System.Collections.Concurrent;
using System.Collections.Immutable;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Http;

namespace PortfolioOrleans.Exchanges.Okx;

/// <summary>
/// Options' instruments: thousands, and listed only family by family, so that a family is read once somebody holds one of it. Safe for concurrent use.
/// </summary>
internal sealed class OkxOptionLists(VenueClient client, OkxEndpoints endpoints, TimeSpan maxAge, TimeProvider clock)
{
    /// <summary>OKX has a handful; more are a venue's nonsense and not worth requests.</summary>
    private const int MostFamilies = 64;

    private readonly ConcurrentDictionary<string, InstrumentCatalog> _families = new(StringComparer.Ordinal);

    /// <summary>The instruments of these ids, as far as their families can be read.</summary>
    public async Task<ImmutableDictionary<string, Instrument>> FindAsync(IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        var found = ImmutableDictionary.CreateBuilder<string, Instrument>(StringComparer.Ordinal);
        foreach (var family in ids.Distinct(StringComparer.Ordinal).GroupBy(OkxNames.OptionFamily, StringComparer.Ordinal))
        {
            if (CatalogOf(family.Key) is not { } catalog
                || await catalog.GetKnowingAsync(family, cancellationToken) is not ExchangeReply<InstrumentList>.Answer { Value: var list })
            {
                continue;
            }

            foreach (var id in family)
            {
                if (list.Find(id) is { } instrument)
                {
                    found[id] = instrument;
                }
            }
        }

        return found.ToImmutable();
    }

    /// <summary>What was last read of it, without asking.</summary>
    public Instrument? Peek(string id) => _families.GetValueOrDefault(OkxNames.OptionFamily(id))?.Last?.Find(id);

    private InstrumentCatalog? CatalogOf(string family) => _families.TryGetValue(family, out var known)
        ? known
        : _families.Count < MostFamilies ? _families.GetOrAdd(family, Open) : null;

    private InstrumentCatalog Open(string family) => new(token => LoadAsync(family, token), maxAge, clock);

    private async Task<ExchangeReply<ImmutableArray<Instrument>>> LoadAsync(string family, CancellationToken cancellationToken)
    {
        var call = new VenueCall(endpoints.Instruments, Query.Of(("instType", "OPTION"), ("instFamily", family)));
        return (await client.SendAsync(call, OkxInstruments.ReadRows, cancellationToken)).Select(OkxInstruments.ToInstruments);
    }
}
