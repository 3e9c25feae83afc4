using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Binance.Histories;

/// <summary>Government money from or to a bank. Which of both, only the request says.</summary>
/// <param name="Indicated">What the user asked for.</param>
/// <param name="Amount">What came of it.</param>
internal sealed record FiatOrderRow(
    string OrderNo, Asset Currency, decimal Indicated, decimal Amount, decimal Fee, string? Method, string? Status, DateTimeOffset CreatedAt, DateTimeOffset? UpdatedAt)
{
    public bool IsDone => FiatStatus.IsDone(Status);
}

/// <summary>Coins bought with, or sold for, government money. Which of both, only the request says.</summary>
/// <param name="Source">What was given: money in a purchase, the fee in it; coins in a sale.</param>
/// <param name="Obtained">What was had for it: coins in a purchase, money in a sale, the fee already taken off.</param>
/// <param name="Fee">In money.</param>
internal sealed record FiatPaymentRow(
    string OrderNo, Asset Currency, Asset Crypto, decimal Source, decimal Obtained, decimal Fee, string? Status, string? Method, DateTimeOffset CreatedAt, DateTimeOffset? UpdatedAt)
{
    public bool IsDone => FiatStatus.IsDone(Status);

    /// <summary>Paid from, or to, the money in the spot wallet, not a card or a bank.</summary>
    public bool IsFromWallet => Method?.Contains("Cash Balance", StringComparison.OrdinalIgnoreCase) ?? false;
}

internal static class FiatStatus
{
    /// <summary>Three words mean that it is done; "Expired", "Failed", "Processing" and whatever else do not.</summary>
    public static bool IsDone(string? status) => status?.ToUpperInvariant() is "SUCCESSFUL" or "FINISHED" or "COMPLETED";
}

internal static class BinanceFiat
{
    /// <summary>Without rows there may be no list at all.</summary>
    public static ImmutableArray<FiatOrderRow> ReadOrders(WireNode root) => root.Object().Rows("data", row => new FiatOrderRow(
        row.RequiredText("orderNo"),
        row.Asset("fiatCurrency"),
        row.Number("indicatedAmount") is { } indicated ? indicated : row.RequiredAmount("amount"),
        row.RequiredAmount("amount"),
        row.Amount("totalFee"),
        row.Text("method"),
        row.Text("status"),
        row.RequiredTime("createTime"),
        row.Time("updateTime")));

    public static ImmutableArray<FiatPaymentRow> ReadPayments(WireNode root) => root.Object().Rows("data", row => new FiatPaymentRow(
        row.RequiredText("orderNo"),
        row.Asset("fiatCurrency"),
        row.Asset("cryptoCurrency"),
        row.RequiredAmount("sourceAmount"),
        row.RequiredAmount("obtainAmount"),
        row.Amount("totalFee"),
        row.Text("status"),
        row.Text("paymentMethod"),
        row.RequiredTime("createTime"),
        row.Time("updateTime")));

    /// <summary>A deposit enters as what came of it; a withdrawal leaves as what was asked for, the fee in it.</summary>
    public static IEnumerable<Transaction> ToTransactions(FiatOrderRow row, bool isIn)
    {
        if (!row.IsDone || row.Amount == 0m)
        {
            return [];
        }

        var (principal, fee) = isIn
            ? row.Indicated - row.Amount == row.Fee ? (row.Indicated, row.Fee) : (row.Amount, 0m)
            : (row.Fee - row.Indicated, row.Fee);
        return
        [
            new Transaction(
                $"fiat-order:{row.OrderNo}",
                isIn ? TransactionKind.FiatDeposit : TransactionKind.FiatWithdrawal,
                row.UpdatedAt ?? row.CreatedAt,
                WalletKind.Spot,
                Legs(new(LegKind.Principal, new Money(principal, row.Currency)), row.Currency, fee),
                Reference: row.OrderNo),
        ];
    }

    /// <summary>
    /// A purchase by card is two things: money that came from the card, and coins bought with it. So the cost is known, and the wallet holds what it holds.
    /// </summary>
    public static IEnumerable<Transaction> ToTransactions(FiatPaymentRow row, bool isBuy)
    {
        if (!row.IsDone)
        {
            yield break;
        }

        var at = row.UpdatedAt ?? row.CreatedAt;
        var money = isBuy ? row.Source : row.Obtained;
        var (coins, gross) = isBuy ? (row.Obtained, row.Source - row.Fee) : (row.Source, row.Obtained + row.Fee);
        if (!row.IsFromWallet && money != 0m)
        {
            yield return new Transaction(
                $"fiat-payment:{row.OrderNo}:money",
                isBuy ? TransactionKind.FiatDeposit : TransactionKind.FiatWithdrawal,
                at,
                WalletKind.Spot,
                [new(LegKind.Principal, new Money(isBuy ? money : -money, row.Currency))],
                Reference: row.OrderNo);
        }

        var direction = isBuy ? 1m : -1m;
        yield return new Transaction(
            $"fiat-payment:{row.OrderNo}",
            isBuy ? TransactionKind.Buy : TransactionKind.Sell,
            at,
            WalletKind.Spot,
            [
                new(LegKind.Principal, new Money(direction * coins, row.Crypto)),
                .. Legs(new(LegKind.Principal, new Money(-direction * gross, row.Currency)), row.Currency, row.Fee),
            ],
            coins > 0m && gross > 0m
                ? new Trade(
                    $"{row.Crypto}{row.Currency}", new Symbol(row.Crypto, row.Currency), isBuy ? TradeSide.Buy : TradeSide.Sell, coins, gross / coins, OrderId: row.OrderNo)
                : null,
            Reference: row.OrderNo);
    }

    private static ImmutableArray<Leg> Legs(Leg principal, Asset currency, decimal fee) =>
        fee == 0m ? [principal] : [principal, new(LegKind.Fee, new Money(-fee, currency))];
}
