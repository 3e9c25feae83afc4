using System.Collections.Immutable;
using PortfolioOrleans.Contracts.Ledger;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Gateway.Ledger.Import;

/// <summary>OKX, Funding account, bills: "id, Time, Type, Amount, Before Balance, After Balance, Symbol", a row for each change of a balance.</summary>
internal sealed class OkxFundingFormat : IImportFormat
{
    public string Name => "okx_funding";

    public bool Reads(IReadOnlySet<string> columns) =>
        columns.Contains("id") && columns.Contains("Type") && columns.Contains("Amount") && columns.Contains("Before Balance") && columns.Contains("After Balance")
        && columns.Contains("Symbol");

    public IEnumerable<ImportedRow> Read(CsvTable table)
    {
        var offset = OkxTimes.OffsetOf(table);
        return table.Rows.Select(row => ImportedRow.Read(row.Number, () => LineOf(row, offset)));
    }

    private static GivenLine LineOf(CsvRow row, TimeSpan offset)
    {
        var amount = ChangeOf(row);
        var comesIn = amount > 0m;
        var type = row["Type"].ToUpperInvariant();
        var (kind, counterpart) = type switch
        {
            _ when Says("UNIFIED TRADING") || Says("TRADING ACCOUNT") => (comesIn ? TransactionKind.TransferIn : TransactionKind.TransferOut, (WalletKind?)WalletKind.Trading),
            _ when Says("EARN") && (Says("SUBSCRI") || Says("PURCHASE") || Says("REDE")) || Says("SAVINGS") || Says("STAKING PURCHASE") =>
                (comesIn ? TransactionKind.TransferIn : TransactionKind.TransferOut, WalletKind.Earn),
            _ when Says("SUB-ACCOUNT") || Says("SUB ACCOUNT") || Says("DEPOSIT") || Says("WITHDRAW") || type is "RECEIVE" or "SEND" =>
                (comesIn ? TransactionKind.Deposit : TransactionKind.Withdrawal, null),
            _ when Says("REBATE") || Says("COMMISSION") || Says("REFERRAL") => (TransactionKind.Rebate, null),
            _ when Says("AIRDROP") => (TransactionKind.Airdrop, null),
            _ when Says("INTEREST") => (TransactionKind.Interest, null),
            _ when Says("REWARD") || Says("YIELD") => (TransactionKind.Reward, null),
            _ when Says("DISTRIBUTION") || Says("BONUS") || Says("COMPENSATION") || Says("CASHBACK") => (TransactionKind.Distribution, null),
            _ => throw new TransactionFaultException("Type", $"The type \"{row["Type"]}\" is not known."),
        };
        ImmutableArray<Leg> legs = [new(LegKind.Principal, new Money(amount, row.Asset("Symbol")))];
        TransactionShape.Check(kind, legs);
        return new GivenLine(
            null,
            new Transaction($"okx-bill:{row["id"]}", kind, VenueTime.Parse("Time", row["Time"], offset), WalletKind.Funding, legs, Counterpart: counterpart),
            IsNamedByContent: true);

        bool Says(string word) => type.Contains(word, StringComparison.Ordinal);
    }

    /// <summary>By which the balance moved: the amount may lack a sign, and a withdrawal's the fee.</summary>
    private static decimal ChangeOf(CsvRow row)
    {
        var amount = row.Amount("Amount");
        return row.OptionalAmount("Before Balance") is { } before && row.OptionalAmount("After Balance") is { } after && Math.Abs(after - before) >= Math.Abs(amount)
            ? after - before
            : amount;
    }
}
