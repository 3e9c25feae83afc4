using System.Text;
using CsvHelper;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Gateway.Ledger.Import;

/// <summary>A csv file as rows with named cells. Byte order marks, quotes and blanks around a cell are no part of it.</summary>
internal sealed class CsvTable
{
    /// <summary>Exports begin with a few lines about themselves.</summary>
    private const int LatestHeader = 5;
    private const int LongestRow = 64 * 1024;

    private CsvTable(IReadOnlyList<string> preamble, IReadOnlyList<CsvRow> rows)
    {
        Preamble = preamble;
        Rows = rows;
    }

    /// <summary>Cells before the header.</summary>
    public IReadOnlyList<string> Preamble { get; }

    public IReadOnlyList<CsvRow> Rows { get; }

    /// <summary>The file, and the format that its header is of.</summary>
    /// <exception cref="TransactionFaultException">It is no csv file, or no format knows it.</exception>
    public static (CsvTable Table, IImportFormat Format) Parse(ReadOnlyMemory<byte> file, IReadOnlyList<IImportFormat> formats)
    {
        var rows = ReadRows(file);
        for (var i = 0; i < Math.Min(rows.Count, LatestHeader); i++)
        {
            var header = rows[i].Cells;
            var columns = header.Where(name => name.Length > 0).ToHashSet(StringComparer.OrdinalIgnoreCase);
            if (formats.FirstOrDefault(format => format.Reads(columns)) is { } known)
            {
                var places = header.Index().Where(cell => cell.Item.Length > 0).DistinctBy(cell => cell.Item, StringComparer.OrdinalIgnoreCase)
                    .ToDictionary(cell => cell.Item, cell => cell.Index, StringComparer.OrdinalIgnoreCase);
                return (
                    new CsvTable(
                        [.. rows.Take(i).SelectMany(row => row.Cells)],
                        [.. rows.Skip(i + 1).Where(row => row.Cells.Any(cell => cell.Length > 0)).Select(row => new CsvRow(row.Number, places, row.Cells))]),
                    known);
            }
        }

        throw new TransactionFaultException("", $"The file's header is not one that is known; known are {string.Join(", ", formats.Select(format => format.Name))}.");
    }

    private static List<(int Number, string[] Cells)> ReadRows(ReadOnlyMemory<byte> file)
    {
        string text;
        try
        {
            text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(file.Span);
        }
        catch (DecoderFallbackException)
        {
            throw new TransactionFaultException("", "The file is not UTF-8.");
        }

        var firstLine = text.AsSpan(0, text.IndexOf('\n') is >= 0 and var end ? end : text.Length);
        var options = new CsvReaderOptions
        {
            Separator = firstLine.Contains(',') || !firstLine.Contains(';') ? ',' : ';',
            HasHeader = false,
            TrackLineNumbers = true,
            MalformedData = CsvMalformedDataHandling.Throw,
            MaxRecordSize = LongestRow,
        };
        List<(int, string[])> rows = [];
        try
        {
            using var reader = CsvReader.FromText(text, options);
            while (reader.Read())
            {
                var cells = new string[reader.FieldCount];
                for (var i = 0; i < cells.Length; i++)
                {
                    cells[i] = reader[i].ToString().Replace("\ufeff", "", StringComparison.Ordinal).Trim();
                }

                rows.Add(((int)reader.LineNumber, cells));
            }
        }
        catch (CsvFormatException)
        {
            throw new TransactionFaultException("", $"The file cannot be read as csv behind row {(rows.Count == 0 ? 0 : rows[^1].Item1)}.");
        }

        return rows;
    }
}

/// <summary>One row of it.</summary>
internal sealed class CsvRow(int number, IReadOnlyDictionary<string, int> places, string[] cells)
{
    /// <summary>The line of the file, 1 being its first.</summary>
    public int Number => number;

    /// <summary>The cell under a column; "" where there is none.</summary>
    public string this[string column] => places.TryGetValue(column, out var place) && place < cells.Length ? cells[place] : "";

    /// <summary>The cell under the first of several columns that the file has.</summary>
    public string Any(params ReadOnlySpan<string> columns)
    {
        foreach (var column in columns)
        {
            if (places.ContainsKey(column))
            {
                return this[column];
            }
        }

        return "";
    }

    public string? Optional(string column) => this[column] is { Length: > 0 } text ? text : null;

    /// <exception cref="TransactionFaultException">It is no number that a decimal can hold to its last digit.</exception>
    public decimal Amount(string column) => AmountOf(column, this[column]);

    public decimal? OptionalAmount(string column) => Optional(column) is { } text ? AmountOf(column, text) : null;

    /// <exception cref="TransactionFaultException">It is no asset's code.</exception>
    public Asset Asset(string column) => Domain.Values.Asset.TryParse(this[column], out var asset)
        ? asset
        : throw new TransactionFaultException(column, $"{column} must be an asset's code.");

    /// <param name="text">Thousands may have commas between them.</param>
    /// <exception cref="TransactionFaultException">It is no number that a decimal can hold to its last digit.</exception>
    public static decimal AmountOf(string column, string text) => Exact.Parse(text.Replace(",", "", StringComparison.Ordinal)) is { } amount
        ? amount
        : throw new TransactionFaultException(column, $"{column} must be a number of at most 28 digits; a longer one is not rounded.");
}
