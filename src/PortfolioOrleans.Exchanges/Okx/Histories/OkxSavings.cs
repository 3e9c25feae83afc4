using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Okx.Histories;

/// <summary>One hour of one currency in simple earn.</summary>
/// <param name="Amount">What was lent.</param>
/// <param name="Earnings">What it earned, and what was lent on from then.</param>
internal sealed record OkxLendingRow(Asset Asset, decimal Amount, decimal Earnings, DateTimeOffset At);

internal static class OkxSavings
{
    public static ImmutableArray<OkxLendingRow> ReadLending(WireNode root) => OkxEnvelope.Rows(root, row =>
        new OkxLendingRow(row.Asset("ccy"), row.Amount("amt"), row.Amount("earnings"), row.RequiredTime("ts")));

    public static IEnumerable<Transaction> ToTransactions(OkxLendingRow row) => row.Earnings == 0m ? [] :
    [
        new(
            FormattableString.Invariant($"savings:{row.Asset}:{row.At.ToUnixTimeMilliseconds()}"),
            TransactionKind.Reward,
            row.At,
            WalletKind.Earn,
            [new Leg(LegKind.Principal, new Money(row.Earnings, row.Asset))]),
    ];
}
