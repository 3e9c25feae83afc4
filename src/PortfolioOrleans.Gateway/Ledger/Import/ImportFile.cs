using PortfolioOrleans.Gateway.Requests;

namespace PortfolioOrleans.Gateway.Ledger.Import;

/// <summary>A file that somebody sends: json as an export is, or csv of one of the known shapes, told apart by what it holds.</summary>
internal static class ImportFile
{
    /// <summary>Ours first: it has columns that no venue's file has.</summary>
    public static IReadOnlyList<IImportFormat> Formats { get; } =
        [new OwnFormat(), new BinanceTradesFormat(), new BinanceStatementFormat(), new OkxBillsFormat(), new OkxFundingFormat()];

    /// <param name="account">Where lines lie that name no account.</param>
    /// <exception cref="TransactionFaultException">It is no file that is known.</exception>
    /// <exception cref="Problems.ProblemException">It is json and not of the shape.</exception>
    public static (string Format, IReadOnlyList<ImportedRow> Rows) Read(ReadOnlyMemory<byte> file, string? account)
    {
        var (name, rows) = IsJson(file.Span) ? ("json", ReadJson(file)) : ReadCsv(file);
        return (name, [.. rows.Select(row => row.Line is { Account: null } line ? row with { Line = line with { Account = account } } : row)]);
    }

    private static bool IsJson(ReadOnlySpan<byte> file)
    {
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        return (file.StartsWith(mark) ? file[3..] : file).TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..];
    }

    private static IEnumerable<ImportedRow> ReadJson(ReadOnlyMemory<byte> file) => StrictJson.Read<ImportRequest>(file).Transactions
        .Select((given, index) => ImportedRow.Read(index + 1, () => TransactionReading.Read(given)))
        .ToList();

    private static (string, IEnumerable<ImportedRow>) ReadCsv(ReadOnlyMemory<byte> file)
    {
        var (table, format) = CsvTable.Parse(file, Formats);
        return (format.Name, format.Read(table).OrderBy(row => row.Row).ToList());
    }
}

/// <summary>Lines to add, as GET .../transactions/export answers them.</summary>
internal sealed record ImportRequest(IReadOnlyList<NewTransactionRequest> Transactions);
