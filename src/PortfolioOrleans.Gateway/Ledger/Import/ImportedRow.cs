using PortfolioOrleans.Contracts.Ledger;

namespace PortfolioOrleans.Gateway.Ledger.Import;

/// <summary>What one row of a file says, or several that tell of one thing.</summary>
/// <param name="Row">The first of them: the line of the file, 1 being its first.</param>
/// <param name="Line">Null where it is wrong.</param>
/// <param name="Fault">Why it is wrong; null where it is not.</param>
internal sealed record ImportedRow(int Row, GivenLine? Line, string? Fault)
{
    public static ImportedRow Of(int row, GivenLine line) => new(row, line, null);

    public static ImportedRow Wrong(int row, string fault) => new(row, null, fault);

    /// <summary>Runs what reads it; a fault becomes the row's.</summary>
    public static ImportedRow Read(int row, Func<GivenLine> read)
    {
        try
        {
            return Of(row, read());
        }
        catch (TransactionFaultException fault)
        {
            return Wrong(row, fault.Message);
        }
    }
}

/// <summary>A shape of file that is known.</summary>
internal interface IImportFormat
{
    string Name { get; }

    /// <summary>Whether a file with this header is one.</summary>
    bool Reads(IReadOnlySet<string> columns);

    IEnumerable<ImportedRow> Read(CsvTable table);
}
