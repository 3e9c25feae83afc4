using System.Collections.Immutable;
using System.Text.Json;
using CsvHelper;
using PortfolioOrleans.Gateway.Access;
using PortfolioOrleans.Gateway.Json;
using PortfolioOrleans.Gateway.Requests;
using PortfolioOrleans.Storage.Ledger;

namespace PortfolioOrleans.Gateway.Ledger;

/// <summary>Gives the whole ledger away: every line with every digit, corrected ones and corrections too, so that an import of it is the same ledger.</summary>
internal static class ExportEndpoint
{
    private static readonly string[] Columns =
    [
        "id", "account_id", "kind", "time", "wallet", "counterpart", "reference", "symbol", "instrument", "side", "quantity", "price", "position_side", "is_maker",
        "order_id", "legs", "corrects", "reason", "void", "recorded_at",
    ];

    public static void MapExport(this IEndpointRouteBuilder portfolio) => portfolio.MapGet("/transactions/export", Export).RequireScope(Scopes.Read)
        .Takes(LedgerFormat.Parameter)
        .Produces<ExportAnswer>(StatusCodes.Status200OK, "application/json");

    /// <summary>Every line of the ledger in the order of recording, as a file that an import reads.</summary>
    public static IResult Export(HttpContext context, Subject subject, ITransactionStore ledger) =>
        new Exported(ledger, subject.UserId, LedgerFormat.IsCsv(context));

    private sealed class Exported(ITransactionStore ledger, string userId, bool isCsv) : IResult
    {
        private const int PageSize = 5_000;
        private const int FlushBytes = 32 * 1024;

        public async Task ExecuteAsync(HttpContext httpContext)
        {
            // The first page before the first byte: a database that cannot be asked is still told as a problem.
            var page = await ReadAsync(RecordedPlace.From(DateTimeOffset.UnixEpoch), httpContext.RequestAborted);
            await (isCsv ? WriteCsvAsync(httpContext, page) : WriteJsonAsync(httpContext, page));
        }

        private Task<ImmutableArray<StoredTransaction>> ReadAsync(RecordedPlace after, CancellationToken cancellationToken) =>
            ledger.ListRecordedAsync(userId, after, PageSize, cancellationToken);

        private async Task WriteJsonAsync(HttpContext context, ImmutableArray<StoredTransaction> first)
        {
            context.Response.ContentType = Answer.ContentType;
            context.Response.Headers.ContentDisposition = "attachment; filename=\"transactions.json\"";
            await using var json = new Utf8JsonWriter(context.Response.BodyWriter, new JsonWriterOptions { SkipValidation = true });
            json.WriteStartObject();
            json.WriteStartArray("transactions");
            await EachAsync(
                first,
                async row =>
                {
                    JsonSerializer.Serialize(json, TransactionAnswer.Of(row), ApiJson.For(context));
                    if (json.BytesPending > FlushBytes)
                    {
                        await json.FlushAsync(context.RequestAborted);
                    }
                },
                context.RequestAborted);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        private async Task WriteCsvAsync(HttpContext context, ImmutableArray<StoredTransaction> first)
        {
            LedgerFormat.BeginCsv(context.Response, "transactions.csv");
            await using var csv = CsvWriter.Create(context.Response.Body, CsvWriterOptions.Default, leaveOpen: true);
            await csv.WriteRecordAsync(Columns, context.RequestAborted);
            await EachAsync(
                first, async row => await csv.WriteRecordAsync([.. CellsOf(row).Select(cell => cell ?? "")], context.RequestAborted), context.RequestAborted);
        }

        private async Task EachAsync(ImmutableArray<StoredTransaction> page, Func<StoredTransaction, ValueTask> writeAsync, CancellationToken cancellationToken)
        {
            while (true)
            {
                foreach (var row in page)
                {
                    await writeAsync(row);
                }

                if (page.Length < PageSize)
                {
                    return;
                }

                page = await ReadAsync(new RecordedPlace(page[^1].RecordedAt, page[^1].AccountId, page[^1].Transaction.Id), cancellationToken);
            }
        }

        private static string?[] CellsOf(StoredTransaction row)
        {
            var (transaction, trade) = (row.Transaction, row.Transaction.Trade);
            return
            [
                CsvText.Cell(transaction.Id), CsvText.Cell(row.AccountId), CsvText.Word(transaction.Kind), CsvText.Time(transaction.At), CsvText.Word(transaction.Wallet),
                CsvText.Word(transaction.Counterpart), CsvText.Cell(transaction.Reference), CsvText.Cell(trade?.Symbol.ToString()), CsvText.Cell(trade?.Instrument),
                CsvText.Word(trade?.Side), CsvText.Amount(trade?.Quantity), CsvText.Amount(trade?.Price), CsvText.Word(trade?.Position), CsvText.Word(trade?.IsMaker),
                CsvText.Cell(trade?.OrderId), LegText.Of(transaction.Legs), CsvText.Cell(row.Corrects), CsvText.Cell(row.Reason), CsvText.Word(row.IsVoid),
                CsvText.Time(row.RecordedAt),
            ];
        }
    }
}

/// <summary>The whole ledger.</summary>
/// <param name="Transactions">In the order of recording.</param>
internal sealed record ExportAnswer(IReadOnlyList<TransactionAnswer> Transactions);
