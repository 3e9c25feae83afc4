using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Binance.Histories;

/// <summary>One row of a futures wallet's income.</summary>
/// <param name="TransactionId">Unique for each type and user only.</param>
/// <param name="Instrument">Null where it is about none.</param>
internal sealed record IncomeRow(
    string Type, decimal Amount, Asset Asset, string? Instrument, string TransactionId, string? TradeId, DateTimeOffset At)
{
    /// <summary>Fills say it already, more exactly.</summary>
    public bool IsInFills => Type is "REALIZED_PNL" or "COMMISSION";
}

internal static class BinanceIncome
{
    public static ImmutableArray<IncomeRow> Read(WireNode root) => root.Rows(row => new IncomeRow(
        row.RequiredText("incomeType"),
        row.RequiredNumber("income"),
        row.Asset("asset"),
        row.Text("symbol") is null ? null : row.Instrument("symbol"),
        row.RequiredText("tranId"),
        row.Text("tradeId"),
        row.RequiredTime("time")));

    /// <param name="history">"income" or "coin-income".</param>
    public static IEnumerable<Transaction> ToTransactions(IncomeRow row, string history, WalletKind wallet)
    {
        if (row.IsInFills || row.Amount == 0m)
        {
            return [];
        }

        var (kind, leg) = KindOf(row);

        // Both sides of an exchange carry one id.
        var side = kind == TransactionKind.Convert ? $":{row.Asset}" : "";
        return
        [
            new Transaction(
                $"{history}:{row.Type}:{row.TransactionId}{side}", kind, row.At, wallet, [new(leg, new Money(row.Amount, row.Asset))], Reference: row.TradeId ?? row.Instrument),
        ];
    }

    private static (TransactionKind Kind, LegKind Leg) KindOf(IncomeRow row) => row.Type switch
    {
        "FUNDING_FEE" => (TransactionKind.Funding, LegKind.Principal),
        "INSURANCE_CLEAR" or "OPTIONS_PREMIUM_FEE" or "POSITION_LIMIT_INCREASE_FEE" => (TransactionKind.Fee, LegKind.Fee),
        "AUTO_EXCHANGE" or "COIN_SWAP_DEPOSIT" or "COIN_SWAP_WITHDRAW" => (TransactionKind.Convert, LegKind.Principal),
        "DELIVERED_SETTELMENT" or "DELIVERED_SETTLEMENT" => (TransactionKind.Liquidation, LegKind.RealizedPnl),
        "FEE_RETURN" => (TransactionKind.Rebate, LegKind.Principal),
        "WELCOME_BONUS" or "CONTEST_REWARD" => (TransactionKind.Distribution, LegKind.Principal),
        _ when row.Type.EndsWith("TRANSFER", StringComparison.Ordinal) =>
            (row.Amount > 0m ? TransactionKind.TransferIn : TransactionKind.TransferOut, LegKind.Principal),
        _ when row.Type.EndsWith("REBATE", StringComparison.Ordinal) || row.Type.EndsWith("KICKBACK", StringComparison.Ordinal) =>
            (TransactionKind.Rebate, LegKind.Principal),
        _ when row.Type.EndsWith("REWARD", StringComparison.Ordinal) => (TransactionKind.Reward, LegKind.Principal),
        _ => (TransactionKind.Adjustment, LegKind.Principal),
    };
}
