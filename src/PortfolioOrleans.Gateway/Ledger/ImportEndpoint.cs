using System.Buffers;
using Microsoft.Extensions.Options;
using PortfolioOrleans.Contracts.Ledger;
using PortfolioOrleans.Contracts.Portfolios;
using PortfolioOrleans.Gateway.Access;
using PortfolioOrleans.Gateway.Json;
using PortfolioOrleans.Gateway.Ledger.Import;
using PortfolioOrleans.Gateway.Problems;
using PortfolioOrleans.Gateway.Requests;

namespace PortfolioOrleans.Gateway.Ledger;

/// <summary>Takes a file of lines into the ledger: all of it, or nothing.</summary>
internal static class ImportEndpoint
{
    private const int MostRows = 10_000;

    private static readonly QueryParameter<bool> DryRun =
        LedgerParameters.Flag("dry_run", "Whether only to say what would be added, what is there already and which row is wrong. Default: false.");

    private static readonly QueryParameter<string?> AccountId = QueryParameter.Text(
        "account_id", "Where lines lie that name no account: one of yours, or a name for a place of its own. Default: what is written down by hand.", longest: 200);

    public static void MapImport(this IEndpointRouteBuilder portfolio) => portfolio.MapPost("/transactions/import", Import).RequireScope(Scopes.Write)
        .Takes(DryRun, AccountId)
        .Refuses(ProblemTable.ImportRefused)
        .WithMetadata(new BodyShape(typeof(ImportRequest)));

    /// <summary>
    /// Adds the lines of a file, told by what it holds and not by its media type: our own csv or json as an export is, Binance's spot trade history and transaction history, OKX's trading history and funding bills. What
    /// is there already is not added again. Afterwards the accounts that the file tells of are held against their venues.
    /// </summary>
    public static async Task<Answer<ImportAnswer>> Import(
        HttpContext context, Subject subject, IGrainFactory grains, IOptions<GatewayOptions> options, CancellationToken cancellationToken)
    {
        var (dryRun, account) = (DryRun.Read(context), AccountId.Read(context));
        var (format, rows) = Read(await ReadBodyAsync(context.Request, options.Value.MaxImportBytes, cancellationToken), account);

        var lines = rows.Where(row => row.Line is not null).Select(row => row.Line!).ToList();
        var unreadable = rows.Count - lines.Count;
        var accounts = await grains.GetGrain<IPortfolioGrain>(subject.PortfolioId).GetAccountsAsync();
        var recorded = await grains.GetGrain<ILedgerGrain>(subject.PortfolioId)
            .RecordAsync([.. lines], new RecordRules(dryRun || unreadable > 0, NamesMayBeNew: true) { Balances = HeldBalances.Of(accounts) }, cancellationToken);

        var answers = Answers(rows, recorded);
        var wrong = answers.Where(row => row.Outcome == LineOutcome.Wrong).ToList();
        if (!dryRun && wrong.Count > 0)
        {
            throw new ProblemException(new Problem(
                ProblemTable.ImportRefused,
                $"{wrong.Count} of {answers.Count} are wrong, so nothing was added; row {wrong[0].Row}: {wrong[0].Reason} A dry run lists all of them."));
        }

        return Answer.Of(new ImportAnswer(
            format,
            dryRun,
            recorded.Applied,
            answers.Count(row => row.Outcome == LineOutcome.Added),
            answers.Count(row => row.Outcome == LineOutcome.Duplicate),
            wrong.Count,
            [.. wrong.Concat(answers.Where(row => row.Outcome != LineOutcome.Wrong)).Take(MostRows)],
            Math.Max(0, answers.Count - MostRows),
            ImportReconciliationAnswer.Of(recorded, accounts, tellsAmounts: Caller.Of(context) is not { AmountsWithheld: true })));
    }

    private static (string Format, IReadOnlyList<ImportedRow> Rows) Read(byte[] file, string? account)
    {
        try
        {
            return ImportFile.Read(file, account);
        }
        catch (TransactionFaultException fault)
        {
            throw new ProblemException(new Problem(ProblemTable.ImportRefused, fault.Message));
        }
    }

    private static List<ImportRowAnswer> Answers(IReadOnlyList<ImportedRow> rows, RecordedLines recorded)
    {
        var next = 0;
        return
        [
            .. rows.Select(row =>
            {
                if (row.Line is not { } line)
                {
                    return new ImportRowAnswer(row.Row, LineOutcome.Wrong, null, null, null, null, row.Fault);
                }

                var outcome = recorded.Lines[next++];
                return new ImportRowAnswer(
                    row.Row, outcome.Outcome, outcome.LineId, outcome.AccountId, line.Transaction.Kind, line.Transaction.At, outcome.Detail);
            }),
        ];
    }

    private static async Task<byte[]> ReadBodyAsync(HttpRequest request, int most, CancellationToken cancellationToken)
    {
        var read = request.ContentLength > most ? default : await request.BodyReader.ReadAtLeastAsync(most + 1, cancellationToken);
        if (request.ContentLength > most || read.Buffer.Length > most)
        {
            throw new ProblemException(new Problem(ProblemTable.BodyTooLarge, $"At most {most} bytes are taken; divide the file."));
        }

        var bytes = read.Buffer.ToArray();
        request.BodyReader.AdvanceTo(read.Buffer.End);
        return bytes;
    }
}
