using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Gateway.Json;

namespace PortfolioOrleans.Gateway.Ledger.Import;

/// <summary>
/// Our own columns: those of an export, and received_amount, received_asset, sent_amount, sent_asset, fee_amount, fee_asset instead of legs for whoever writes one by
/// hand. Only kind, time and an id (external_id or id) have to be there.
/// </summary>
internal sealed class OwnFormat : IImportFormat
{
    public string Name => "portfolio";

    public bool Reads(IReadOnlySet<string> columns) =>
        columns.Contains("kind") && columns.Contains("time") && (columns.Contains("id") || columns.Contains("external_id"));

    public IEnumerable<ImportedRow> Read(CsvTable table) => table.Rows.Select(row => ImportedRow.Read(row.Number, () => TransactionReading.Read(RequestOf(row))));

    private static NewTransactionRequest RequestOf(CsvRow row) => new(
        Word<TransactionKind>(row, "kind") ?? throw new TransactionFaultException("kind", "kind is missing."),
        UtcTime.TryParse(row["time"], out var time) ? time : VenueTime.Parse("time", row["time"]),
        Text(row, "external_id"),
        Text(row, "account_id"),
        Word<WalletKind>(row, "wallet") ?? WalletKind.Spot,
        AmountOf(row, "received"),
        AmountOf(row, "sent"),
        AmountOf(row, "fee"),
        row.Optional("legs") is { } legs ? LegText.Parse(legs) : null,
        Text(row, "symbol"),
        Text(row, "instrument"),
        Word<TradeSide>(row, "side"),
        row.OptionalAmount("quantity"),
        row.OptionalAmount("price"),
        Word<PositionSide>(row, "position_side"),
        Flag(row, "is_maker"),
        Text(row, "order_id"),
        Word<WalletKind>(row, "counterpart"),
        Text(row, "reference"),
        Text(row, "corrects"),
        Text(row, "reason"),
        Flag(row, "void") ?? false,
        Text(row, "id"));

    private static string? Text(CsvRow row, string column) => row.Optional(column) is { } text ? CsvText.Plain(text) : null;

    private static AmountRequest? AmountOf(CsvRow row, string side) => row.OptionalAmount($"{side}_amount") is { } amount and not 0m
        ? new AmountRequest(amount, row[$"{side}_asset"])
        : null;

    private static T? Word<T>(CsvRow row, string column)
        where T : struct, Enum
    {
        if (row.Optional(column) is not { } word)
        {
            return null;
        }

        foreach (var value in Enum.GetValues<T>())
        {
            if (CsvText.Word(value).Equals(word, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        throw new TransactionFaultException(column, $"{column} must be one of {string.Join(", ", Enum.GetValues<T>().Select(value => CsvText.Word(value)))}.");
    }

    private static bool? Flag(CsvRow row, string column) => row[column].ToLowerInvariant() switch
    {
        "" => null,
        "true" => true,
        "false" => false,
        _ => throw new TransactionFaultException(column, $"{column} must be true or false."),
    };
}
