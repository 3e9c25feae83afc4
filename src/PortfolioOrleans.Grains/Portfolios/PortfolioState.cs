using System.Collections.Immutable;
using PortfolioOrleans.Contracts.Ledger;
using PortfolioOrleans.Contracts.Portfolios;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Domain.Valuation;
using PortfolioOrleans.Grains.Accounts;

namespace PortfolioOrleans.Grains.Portfolios;

/// <summary>
/// All that a portfolio grain owns. Replaced, never edited; property names are a schema, since old states are read back by them.
/// </summary>
/// <param name="Accounts">Ids of its accounts, oldest first.</param>
/// <param name="Snapshot">The last valuation; null before the first.</param>
/// <param name="Track">What the complete valuations add up to; null before the first.</param>
/// <param name="Flows">Up to where flows have been counted.</param>
/// <param name="LastRowAt">Time of the last periodic row of history; null before the first.</param>
/// <param name="Today">The day of the last valuation; null before the first.</param>
/// <param name="Realized">What the ledger last said was realised on its day; null until it was first read.</param>
[GenerateSerializer, Immutable, Alias("state.portfolio")]
internal sealed record PortfolioState(
    [property: Id(0)] ImmutableArray<string> Accounts,
    [property: Id(1)] PortfolioSnapshot? Snapshot,
    [property: Id(2)] EquityTrack? Track,
    [property: Id(3)] FlowBaseline Flows,
    [property: Id(4)] DateTimeOffset? LastRowAt,
    [property: Id(5)] PortfolioDay? Today = null,
    [property: Id(6)] RealizedDay? Realized = null)
{
    /// <summary>What the engine makes for a grain that was never saved.</summary>
    public PortfolioState()
        : this([], null, null, FlowBaseline.Empty, null)
    {
    }

    /// <summary>
    /// The state after valuing these accounts at these prices. An incomplete valuation is kept as the snapshot and changes no peak, no flow and no daily
    /// figure.
    /// </summary>
    public PortfolioState Valued(
        string portfolioId, IReadOnlyCollection<AccountHoldings> accounts, PriceTable prices, ValuationRules rules, DateTimeOffset at, IReadOnlySet<string>? withoutLedger = null)
    {
        // A clock that was set back must not stop valuations.
        var now = Track is { } last && at < last.AsOf ? last.AsOf : at;
        var valuation = Valuer.Value(accounts, prices, rules, now);
        var (track, flows, flow) = Observed(accounts, valuation, prices);
        var (version, sequence) = (Snapshot?.Version ?? 0, Snapshot?.Sequence ?? 0);

        return this with
        {
            Track = track,
            Flows = flows,
            Today = PortfolioDay.Next(Today, Snapshot?.Currency == valuation.Currency ? Track : null, valuation, flow, EnteredWithLedger(flows, withoutLedger)),
            Snapshot = SnapshotMaker.Make(portfolioId, version + 1, sequence + PortfolioEvent.EachValuation, valuation, track, Realized, Snapshot?.Currency == valuation.Currency ? Snapshot : null),
        };
    }

    /// <summary>Of what flowed up to the next baseline, wallets that came to be seen and those that are gone, of accounts whose past a ledger tells.</summary>
    private decimal EnteredWithLedger(FlowBaseline next, IReadOnlySet<string>? withoutLedger)
    {
        if (ReferenceEquals(next, Flows))
        {
            return 0m;
        }

        return Told(next, Flows) - Told(Flows, next);

        decimal Told(FlowBaseline here, FlowBaseline there) => here.SourceEquity
            .Where(source => !there.SourceEquity.ContainsKey(source.Key) && withoutLedger?.Contains(AccountIds.VenueOf(source.Key.Split('/')[0])) != true)
            .Sum(source => source.Value);
    }

    private (EquityTrack? Track, FlowBaseline Flows, decimal Flow) Observed(
        IReadOnlyCollection<AccountHoldings> accounts, PortfolioValuation valuation, PriceTable prices)
    {
        if (!valuation.Complete)
        {
            return (Track, Flows, 0m);
        }

        if (Snapshot is { } snapshot && snapshot.Currency != valuation.Currency)
        {
            // Peaks in another currency are other numbers; they start anew.
            var (all, restarted) = FlowBaseline.Empty.CountUpTo(accounts, valuation, prices);
            return (EquityTrack.Start(valuation.Equity, all, valuation.At), restarted, all);
        }

        var (flow, next) = Flows.CountUpTo(accounts, valuation, prices);
        return (Track is { } track
            ? track.Observe(valuation.Equity, track.NetFlowTotal + flow, valuation.At)
            : EquityTrack.Start(valuation.Equity, flow, valuation.At), next, flow);
    }
}
