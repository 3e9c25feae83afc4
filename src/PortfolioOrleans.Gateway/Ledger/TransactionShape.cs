using System.Collections.Immutable;
using PortfolioOrleans.Domain.Ledger;

namespace PortfolioOrleans.Gateway.Ledger;

/// <summary>Which legs a kind of transaction has. The books could keep others, but what a person means by them nobody could say.</summary>
internal static class TransactionShape
{
    /// <exception cref="TransactionFaultException">The legs are not of the kind.</exception>
    public static void Check(TransactionKind kind, ImmutableArray<Leg> legs)
    {
        var principal = legs.Where(leg => leg.Kind == LegKind.Principal).ToList();
        var (comesIn, goesOut) = (principal.Exists(leg => leg.Change.Amount > 0m), principal.Exists(leg => leg.Change.Amount < 0m));
        Require(legs.All(leg => leg.Change.Amount != 0m), kind, "has no amount of zero");
        switch (kind)
        {
            case TransactionKind.Buy or TransactionKind.Sell or TransactionKind.Convert or TransactionKind.Dust:
                Require(comesIn && goesOut, kind, "has something received and something sent");
                break;
            case TransactionKind.FuturesTrade or TransactionKind.Liquidation:
                Require(principal.Count == 0, kind, "has a realised profit, a fee, and nothing else");
                break;
            case TransactionKind.Funding or TransactionKind.Interest or TransactionKind.Adjustment:
                Require(comesIn || goesOut, kind, "has something received or sent");
                break;
            case TransactionKind.Fee:
                Require(legs.Length > 0 && legs.All(leg => leg.Change.Amount < 0m), kind, "has a fee, or something sent");
                break;
            case TransactionKind.Withdrawal or TransactionKind.FiatWithdrawal or TransactionKind.TransferOut or TransactionKind.Repay:
                Require(goesOut && !comesIn, kind, "has something sent and nothing received");
                break;
            default:
                Require(comesIn && !goesOut, kind, "has something received and nothing sent");
                break;
        }
    }

    private static void Require(bool holds, TransactionKind kind, string rule)
    {
        if (!holds)
        {
            throw new TransactionFaultException("legs", $"A transaction of the kind {kind} {rule}.");
        }
    }
}
