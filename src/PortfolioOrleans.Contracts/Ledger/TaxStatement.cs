using System.Collections.Immutable;
using PortfolioOrleans.Domain.CostBasis;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Contracts.Ledger;

/// <summary>A UTC year's disposals, lot by lot, its income and results of derivatives. Amounts are in <paramref name="Currency"/>.</summary>
/// <param name="Holding">Where short ends and long begins, in words.</param>
/// <param name="Disposals">In order of time.</param>
/// <param name="Income">Interest, rewards, airdrops, rebates; expenses below zero.</param>
/// <param name="Derivatives">Profit, funding and commissions of derivatives.</param>
/// <param name="Fees">Paid and in no cost and no proceeds; below zero.</param>
/// <param name="Lots">Which lots a disposal took.</param>
[GenerateSerializer, Immutable, Alias("ledger.tax")]
public sealed record TaxStatement(
    [property: Id(0)] int Year,
    [property: Id(1)] CostMethod Method,
    [property: Id(2)] Asset Currency,
    [property: Id(3)] string Holding,
    [property: Id(4)] ImmutableArray<TaxDisposal> Disposals,
    [property: Id(5)] LedgerFigure Income,
    [property: Id(6)] LedgerFigure Derivatives,
    [property: Id(7)] LedgerFigure Fees,
    [property: Id(8)] TaxSums Short,
    [property: Id(9)] TaxSums Long,
    [property: Id(10)] TaxSums All,
    [property: Id(11)] LedgerDoubts Doubts,
    [property: Id(12)] LotScope Lots = LotScope.Wallet);

/// <summary>What of one lot was disposed of at once.</summary>
/// <param name="LotId">The line of its acquisition; null where it is missing.</param>
/// <param name="Cost">Fees of acquiring included.</param>
[GenerateSerializer, Immutable, Alias("ledger.tax-disposal")]
public sealed record TaxDisposal(
    [property: Id(0)] string LineId,
    [property: Id(1)] string? LotId,
    [property: Id(2)] string AccountId,
    [property: Id(3)] Asset Asset,
    [property: Id(4)] DisposalReason Why,
    [property: Id(5)] decimal Quantity,
    [property: Id(6)] DateTimeOffset? AcquiredAt,
    [property: Id(7)] DateTimeOffset DisposedAt,
    [property: Id(8)] decimal Proceeds,
    [property: Id(9)] decimal Fee,
    [property: Id(10)] decimal Cost,
    [property: Id(11)] decimal Gain,
    [property: Id(12)] bool IsLong,
    [property: Id(13)] CostOrigin Origin,
    [property: Id(14)] bool IsPriced);

/// <summary>Sums of columns. The gain is that of the gains and the losses.</summary>
/// <param name="Losses">Below zero.</param>
[GenerateSerializer, Immutable, Alias("ledger.tax-sums")]
public sealed record TaxSums(
    [property: Id(0)] decimal Proceeds,
    [property: Id(1)] decimal Fees,
    [property: Id(2)] decimal Cost,
    [property: Id(3)] decimal Gains,
    [property: Id(4)] decimal Losses,
    [property: Id(5)] decimal Gain);
