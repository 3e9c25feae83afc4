using System.Collections.Immutable;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Http;

namespace PortfolioOrleans.Exchanges.Okx;

/// <summary>All instruments of OKX: pairs, swaps and futures as one list; options by family, as they are needed. Safe for concurrent use.</summary>
internal sealed class OkxInstrumentLists(VenueClient client, OkxEndpoints endpoints, TimeSpan maxAge, TimeProvider clock)
{
    private static readonly ImmutableArray<string> ListedTypes = ["SPOT", "SWAP", "FUTURES"];

    private readonly OkxOptionLists _options = new(client, endpoints, maxAge, clock);

    /// <summary>Everything but options.</summary>
    public InstrumentCatalog Main { get; } = new(token => LoadAsync(client, endpoints, token), maxAge, clock);

    /// <summary>
    /// What the lists know of these. Nothing is worth losing a position or a fill for: what no list has, or can be read, is missing here and is mapped as
    /// well as can be.
    /// </summary>
    /// <param name="searched">True to read the lists again for an unknown one, as for a position; past fills name many that expired.</param>
    public async Task<ImmutableDictionary<string, Instrument>> FindAsync(
        IReadOnlyCollection<(string Id, string? Type)> wanted, bool searched, CancellationToken cancellationToken)
    {
        var found = await _options.FindAsync(wanted.Where(one => one.Type == "OPTION").Select(one => one.Id), cancellationToken);
        var others = wanted.Where(one => one.Type != "OPTION").Select(one => one.Id).ToHashSet(StringComparer.Ordinal);
        if (others.Count == 0)
        {
            return found;
        }

        var reply = searched ? await Main.GetKnowingAsync(others, cancellationToken) : await Main.GetAsync(cancellationToken);
        return reply is ExchangeReply<InstrumentList>.Answer { Value: var list }
            ? found.SetItems(others.Select(list.Find).OfType<Instrument>().Select(instrument => KeyValuePair.Create(instrument.Id, instrument)))
            : found;
    }

    /// <summary>What was last read of it, without asking; null where that is nothing.</summary>
    public Instrument? Peek(string id, string? type) => type == "OPTION" ? _options.Peek(id) : Main.Last?.Find(id);

    private static async Task<ExchangeReply<ImmutableArray<Instrument>>> LoadAsync(
        VenueClient client, OkxEndpoints endpoints, CancellationToken cancellationToken)
    {
        var all = ImmutableArray.CreateBuilder<Instrument>();
        ExchangeReply<ImmutableArray<Instrument>>? last = null;
        foreach (var type in ListedTypes)
        {
            var call = new VenueCall(endpoints.Instruments, Query.Of(("instType", type)));
            last = (await client.SendAsync(call, OkxInstruments.ReadRows, cancellationToken)).Select(OkxInstruments.ToInstruments);
            if (last is not ExchangeReply<ImmutableArray<Instrument>>.Answer { Value: var some })
            {
                break;
            }

            all.AddRange(some);
        }

        return last!.Select(_ => all.ToImmutable());
    }
}
