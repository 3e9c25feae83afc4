using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;
using static PortfolioOrleans.Domain.Tests.Given;

namespace PortfolioOrleans.Domain.Tests.Ledger;

/// <summary>Ledger lines in as few words as a test wants.</summary>
internal static class Lines
{
    public static LedgerEntry Line(
        string id, TransactionKind kind, double day, IEnumerable<(decimal Amount, string Asset)> principal, (decimal Amount, string Asset)? fee = null,
        string account = "main", WalletKind wallet = WalletKind.Spot, WalletKind? counterpart = null, string? reference = null, Trade? trade = null) => LedgerEntry.Of(
        account,
        new Transaction(
            id,
            kind,
            Noon.AddDays(day),
            wallet,
            [
                .. principal.Select(leg => new Leg(LegKind.Principal, new Money(leg.Amount, Coin(leg.Asset)))),
                .. fee is var (amount, asset) ? new[] { new Leg(LegKind.Fee, new Money(amount, Coin(asset))) } : [],
            ],
            trade,
            counterpart,
            reference),
        Noon.AddDays(day));

    public static LedgerEntry Buys(string id, double day, decimal quantity, string asset, decimal paid, string with = "USD", (decimal, string)? fee = null) =>
        Line(id, TransactionKind.Buy, day, [(quantity, asset), (-paid, with)], fee);

    public static LedgerEntry Sells(string id, double day, decimal quantity, string asset, decimal received, string with = "USD", (decimal, string)? fee = null) =>
        Line(id, TransactionKind.Sell, day, [(-quantity, asset), (received, with)], fee);
}
