using PortfolioOrleans.Gateway.Requests;

namespace PortfolioOrleans.Gateway.Ledger;

/// <summary>Json, or csv for a spreadsheet.</summary>
internal static class LedgerFormat
{
    public const string CsvType = "text/csv; charset=utf-8";

    public static readonly QueryParameter<bool> Parameter =
        LedgerParameters.Choice("format", "json, or csv for a spreadsheet. Default: json.", false, ("json", false), ("csv", true));

    public static bool IsCsv(HttpContext context) => Parameter.Read(context);

    /// <summary>Begins a file that a browser keeps under a name.</summary>
    public static void BeginCsv(HttpResponse response, string fileName)
    {
        response.ContentType = CsvType;
        response.Headers.ContentDisposition = $"attachment; filename=\"{fileName}\"";
    }
}
