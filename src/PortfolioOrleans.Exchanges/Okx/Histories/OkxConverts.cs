using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Okx.Histories;

/// <summary>One asset turned into another at a quoted rate.</summary>
/// <param name="Sold">What left, above zero.</param>
/// <param name="Bought">What came, above zero.</param>
/// <param name="IsDust">True for small remainders ("easy convert").</param>
/// <param name="State">fullyFilled or filled once it happened; running; rejected or failed.</param>
internal sealed record OkxConvertRow(string Id, Money Sold, Money Bought, WalletKind Wallet, bool IsDust, string? State, DateTimeOffset At)
{
    public bool IsDone => State is "fullyFilled" or "filled";

    public bool IsOpen => State is "running";
}

internal static class OkxConverts
{
    /// <summary>Conversions take place in the trading account; the rows do not say it.</summary>
    public static ImmutableArray<OkxConvertRow> ReadConverts(WireNode root) => OkxEnvelope.Rows(root, row =>
    {
        var ofBase = new Money(row.Amount("fillBaseSz"), row.Asset("baseCcy"));
        var ofQuote = new Money(row.Amount("fillQuoteSz"), row.Asset("quoteCcy"));
        var isSale = row.Text("side") == "sell";
        return new OkxConvertRow(
            $"convert:{row.RequiredText("tradeId")}",
            isSale ? ofBase : ofQuote,
            isSale ? ofQuote : ofBase,
            WalletKind.Trading,
            IsDust: false,
            row.Text("state"),
            row.RequiredTime("ts"));
    });

    /// <summary>Without ids: of one conversion each asset is there once.</summary>
    public static ImmutableArray<OkxConvertRow> ReadEasyConverts(WireNode root) => OkxEnvelope.Rows(root, row =>
    {
        var sold = new Money(row.Amount("fillFromSz"), row.Asset("fromCcy"));
        var bought = new Money(row.Amount("fillToSz"), row.Asset("toCcy"));
        var at = row.RequiredTime("uTime");
        return new OkxConvertRow(
            FormattableString.Invariant($"easy-convert:{at.ToUnixTimeMilliseconds()}:{sold.Asset}:{bought.Asset}"),
            sold,
            bought,
            row.Text("acct") == "6" ? WalletKind.Funding : WalletKind.Trading,
            IsDust: true,
            row.Text("status"),
            at);
    });

    public static IEnumerable<Transaction> ToTransactions(OkxConvertRow row) => !row.IsDone ? [] :
    [
        new(
            row.Id,
            row.IsDust ? TransactionKind.Dust : TransactionKind.Convert,
            row.At,
            row.Wallet,
            [new Leg(LegKind.Principal, -row.Sold), new Leg(LegKind.Principal, row.Bought)]),
    ];
}
