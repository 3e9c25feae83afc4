using CsvHelper;
using PortfolioOrleans.Contracts.Ledger;
using PortfolioOrleans.Gateway.Access;

namespace PortfolioOrleans.Gateway.Ledger;

/// <summary>The disposals of a tax report as a file; without amounts for those who may not see them.</summary>
internal sealed class TaxCsv(TaxStatement tax) : IResult
{
    private static readonly string[] Columns =
    [
        "id", "lot_id", "account_id", "asset", "reason", "quantity", "acquired_at", "disposed_at", "proceeds", "fee", "cost", "gain", "long_term", "cost_origin", "priced",
    ];

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var withheld = Caller.Of(httpContext) is { AmountsWithheld: true };
        LedgerFormat.BeginCsv(httpContext.Response, $"tax-{tax.Year}-{tax.Method}.csv".ToLowerInvariant());
        await using var csv = CsvWriter.Create(httpContext.Response.Body, CsvWriterOptions.Default, leaveOpen: true);
        await csv.WriteRecordAsync(Columns, httpContext.RequestAborted);
        foreach (var row in tax.Disposals)
        {
            string?[] cells =
            [
                CsvText.Cell(row.LineId), CsvText.Cell(row.LotId), CsvText.Cell(row.AccountId), CsvText.Cell(row.Asset.Code), CsvText.Word(row.Why), Amount(row.Quantity), CsvText.Time(row.AcquiredAt),
                CsvText.Time(row.DisposedAt), Amount(row.Proceeds), Amount(row.Fee), Amount(row.Cost), Amount(row.Gain), CsvText.Word(row.IsLong), CsvText.Word(row.Origin),
                CsvText.Word(row.IsPriced),
            ];
            await csv.WriteRecordAsync([.. cells.Select(cell => cell ?? "")], httpContext.RequestAborted);
        }

        string Amount(decimal amount) => withheld ? "" : CsvText.Amount(amount);
    }
}
