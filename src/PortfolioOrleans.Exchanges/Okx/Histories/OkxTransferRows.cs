using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Exchanges.Okx.Histories;

/// <summary>Deposits and withdrawals as transactions, under the ids that the flows have.</summary>
internal static class OkxTransferRows
{
    /// <summary>Waiting, or held back by the venue: it may still arrive.</summary>
    public static bool IsOpen(OkxDepositRow row) => !row.IsCredited;

    /// <summary>Neither sent nor given up.</summary>
    public static bool IsOpen(OkxWithdrawalRow row) => row.State is not (2 or -1 or -2);

    public static IEnumerable<Transaction> ToTransactions(OkxDepositRow row) => !row.IsCredited ? [] :
    [
        new(
            $"deposit:{row.Id}",
            TransactionKind.Deposit,
            row.At,
            WalletKind.Funding,
            [new Leg(LegKind.Principal, new Money(row.Amount, row.Asset))],
            Reference: row.TransactionId),
    ];

    public static IEnumerable<Transaction> ToTransactions(OkxWithdrawalRow row) => !row.IsDone ? [] :
    [
        new(
            $"withdrawal:{row.Id}",
            TransactionKind.Withdrawal,
            row.At,
            WalletKind.Funding,
            [
                new Leg(LegKind.Principal, new Money(-row.Amount, row.Asset)),
                .. row.Fee == 0m ? ImmutableArray<Leg>.Empty : [new Leg(LegKind.Fee, new Money(-row.Fee, row.FeeAsset))],
            ],
            Reference: row.TransactionId),
    ];
}
