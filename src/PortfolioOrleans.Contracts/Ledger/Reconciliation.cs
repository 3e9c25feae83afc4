using System.Collections.Immutable;
using PortfolioOrleans.Domain.Reconciliation;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Contracts.Ledger;

/// <summary>What a venue says is owned of an asset in an account, all its wallets together.</summary>
/// <param name="Total">Negative for a debt.</param>
/// <param name="AsOf">When it said so, UTC.</param>
[GenerateSerializer, Immutable, Alias("ledger.held-balance")]
public sealed record HeldBalance(
    [property: Id(0)] string AccountId, [property: Id(1)] Asset Asset, [property: Id(2)] decimal Total, [property: Id(3)] DateTimeOffset AsOf);

/// <summary>The ledger against the venue, for one asset of one account.</summary>
/// <param name="Difference">Ledger less venue; zero where they agree.</param>
/// <param name="Causes">Likely ones, the likeliest first.</param>
[GenerateSerializer, Immutable, Alias("ledger.reconciled")]
public sealed record ReconciledRow(
    [property: Id(0)] string AccountId,
    [property: Id(1)] Asset Asset,
    [property: Id(2)] decimal Ledger,
    [property: Id(3)] decimal Venue,
    [property: Id(4)] decimal Difference,
    [property: Id(5)] DateTimeOffset AsOf,
    [property: Id(6)] ImmutableArray<DifferenceCause> Causes);

/// <param name="LineIds">Lines worth looking at.</param>
[GenerateSerializer, Immutable, Alias("ledger.difference-cause")]
public sealed record DifferenceCause(
    [property: Id(0)] CauseKind Kind, [property: Id(1)] string Explanation, [property: Id(2)] ImmutableArray<string> LineIds);
