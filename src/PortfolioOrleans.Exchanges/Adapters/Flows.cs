using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;

namespace PortfolioOrleans.Exchanges.Adapters;

/// <summary>What the walks through every venue's deposits and withdrawals have in common.</summary>
internal static class Flows
{
    /// <summary>A venue that answers the same page for ever is not read for ever.</summary>
    public static ExchangeFault PagesRepeat { get; } = new(FaultKind.Unreadable, "the history's pages repeat themselves");

    /// <summary>
    /// Both histories as one, oldest first. As of the first of them: what completed while the second was read may be in neither.
    /// </summary>
    public static ExchangeReply<ImmutableArray<ExternalFlow>> Join<TDeposit, TWithdrawal>(
        ExchangeReply<ImmutableArray<TDeposit>>.Answer deposits,
        ExchangeReply<ImmutableArray<TWithdrawal>> withdrawals,
        Func<TDeposit, IEnumerable<ExternalFlow>> received,
        Func<TWithdrawal, IEnumerable<ExternalFlow>> sent)
    {
        var flows = withdrawals.Select(rows => deposits.Value.SelectMany(received)
            .Concat(rows.SelectMany(sent))
            .OrderBy(flow => flow.At)
            .ThenBy(flow => flow.Id, StringComparer.Ordinal)
            .ToImmutableArray());
        return flows is ExchangeReply<ImmutableArray<ExternalFlow>>.Answer answer ? answer with { AsOf = deposits.AsOf } : flows;
    }
}
