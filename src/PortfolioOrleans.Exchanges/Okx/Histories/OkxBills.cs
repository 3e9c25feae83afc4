using System.Collections.Frozen;
using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Okx.Histories;

/// <summary>One change of the trading account.</summary>
/// <param name="Change">Of the currency's cash, fee and profit in it.</param>
/// <param name="After">The cash then; null where it is not said.</param>
/// <param name="Fee">Below zero where it was charged.</param>
/// <param name="Interest">A cost, though above zero.</param>
/// <param name="TradeId">Set where it is a fill.</param>
/// <param name="From">6 the funding account, 18 the trading account; null but for transfers.</param>
internal sealed record OkxBillRow(
    string Id,
    Asset Asset,
    decimal Change,
    decimal? After,
    string? Type,
    string? SubType,
    decimal? Fee,
    decimal? Pnl,
    decimal? Interest,
    string? InstrumentType,
    string? Instrument,
    string? MarginMode,
    string? OrderId,
    string? TradeId,
    string? From,
    string? To,
    DateTimeOffset At)
{
    /// <summary>
    /// An isolated contract's money is the position's, and the cash changes by the margin it takes or gives back: then only what the row says of profit and fee is
    /// won or lost.
    /// </summary>
    public bool IsIsolatedContract => MarginMode == "isolated" && InstrumentType is "SWAP" or "FUTURES" or "OPTION";
}

/// <summary>What the trading account's bills say that no other history does. A type nobody knows is a correction: its money is not lost.</summary>
internal static class OkxBills
{
    /// <summary>Small conversions are in their own history for so long; before, the bills are all there is.</summary>
    public static readonly TimeSpan EasyConvertReach = TimeSpan.FromDays(7);

    /// <summary>Types that are fills where they have a trade's id: forced ones, and those agreed elsewhere than in the order book.</summary>
    private static readonly FrozenSet<string> Fills = "4 5 9 11 13 14 24 29 30 32".Split(' ').ToFrozenSet(StringComparer.Ordinal);

    public static ImmutableArray<OkxBillRow> ReadRows(WireNode root) => OkxEnvelope.Rows(root, row => new OkxBillRow(
        row.RequiredText("billId"),
        row.Asset("ccy"),
        row.Number("balChg") ?? 0m,
        row.Number("bal"),
        row.Text("type"),
        row.Text("subType"),
        row.Number("fee"),
        row.Number("pnl"),
        row.Number("interest"),
        row.Text("instType"),
        row.Text("instId"),
        row.Text("mgnMode"),
        row.Text("ordId"),
        row.Text("tradeId"),
        row.Text("from"),
        row.Text("to"),
        row.RequiredTime("ts")));

    /// <param name="first">When the account's first walk through the bills began.</param>
    public static IEnumerable<Transaction> ToTransactions(OkxBillRow row, DateTimeOffset first)
    {
        if (IsSaidElsewhere(row, first))
        {
            yield break;
        }

        var (kind, counterpart) = KindOf(row);
        var legs = LegsOf(row, kind);
        if (!legs.IsEmpty)
        {
            yield return new Transaction($"bill:{row.Id}", kind, row.At, WalletKind.Trading, legs, Trade: null, counterpart, row.OrderId);
        }
    }

    private static bool IsSaidElsewhere(OkxBillRow row, DateTimeOffset first) => row.Type switch
    {
        "2" => true, // Fills.
        "6" => true, // Between cash and an isolated position: what is owned stays the same.
        "27" => true, // Conversions.
        "28" => row.At >= first - EasyConvertReach,
        { } type => row.TradeId is not null && Fills.Contains(type),
        null => false,
    };

    private static (TransactionKind Kind, WalletKind? Counterpart) KindOf(OkxBillRow row) => row.Type switch
    {
        "1" => (Moved(row), (row.Change > 0m ? row.From : row.To) is "6" ? WalletKind.Funding : null),
        // To and from bots, structured products: the user's own, but no wallet that is read.
        "12" or "26" => (Moved(row), null),
        "3" or "5" or "9" or "34" => (TransactionKind.Liquidation, null),
        "13" or "14" or "24" or "32" => (TransactionKind.FuturesTrade, null),
        "4" or "11" or "29" or "30" => (TransactionKind.Convert, null),
        "28" => (TransactionKind.Dust, null),
        "7" => (TransactionKind.Interest, null),
        "8" => (TransactionKind.Funding, null),
        "15" or "16" or "22" or "33" => (row.Change > 0m ? TransactionKind.Borrow : TransactionKind.Repay, null),
        "250" or "251" => (row.Change > 0m ? TransactionKind.Rebate : TransactionKind.Fee, null),
        "381" => (TransactionKind.Reward, null),
        _ => (row.SubType is "381" ? TransactionKind.Reward : row.SubType is "372" ? TransactionKind.Airdrop : TransactionKind.Adjustment, null),
    };

    private static TransactionKind Moved(OkxBillRow row) => row.Change > 0m ? TransactionKind.TransferIn : TransactionKind.TransferOut;

    private static ImmutableArray<Leg> LegsOf(OkxBillRow row, TransactionKind kind)
    {
        var fee = row.Fee ?? 0m;
        return kind switch
        {
            TransactionKind.Liquidation or TransactionKind.FuturesTrade =>
            [
                .. Leg(row, LegKind.RealizedPnl, row.IsIsolatedContract ? row.Pnl ?? 0m : row.Change - fee),
                .. Leg(row, LegKind.Fee, fee),
            ],
            TransactionKind.Funding => Leg(row, LegKind.Principal, row.IsIsolatedContract ? row.Pnl ?? row.Change : row.Change),
            TransactionKind.Interest => Leg(row, LegKind.Principal, row.Change == 0m ? -Math.Abs(row.Interest ?? 0m) : row.Change),
            _ => Leg(row, LegKind.Principal, row.Change),
        };
    }

    private static ImmutableArray<Leg> Leg(OkxBillRow row, LegKind kind, decimal change) =>
        change == 0m ? [] : [new Leg(kind, new Money(change, row.Asset))];
}
