using System.Globalization;
using PortfolioOrleans.Contracts.Ledger;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Gateway.Access;
using PortfolioOrleans.Gateway.Json;
using PortfolioOrleans.Gateway.Problems;
using PortfolioOrleans.Gateway.Requests;
using PortfolioOrleans.Storage.Ledger;

namespace PortfolioOrleans.Gateway.Ledger;

/// <summary>The ledger itself: what happened as it is known now, every line as it was recorded, and lines that people give.</summary>
internal static class TransactionEndpoints
{
    private static readonly QueryParameter<string?> AccountId = QueryParameter.Text("account_id", "Of this account alone.", longest: 200);

    public static void MapTransactions(this IEndpointRouteBuilder portfolio)
    {
        QueryParameter[] range = [LedgerParameters.Symbol, LedgerParameters.From, LedgerParameters.To];
        portfolio.MapGet("/trade-history", TradeHistory).Takes([.. range, .. LedgerParameters.View, .. Paging.Parameters]);
        portfolio.MapGet("/transactions", List).Takes([AccountId, .. range, .. Paging.Parameters]);
        portfolio.MapPost("/transactions", Add).RequireScope(Scopes.Write)
            .Produces<TransactionAnswer>(StatusCodes.Status201Created)
            .Refuses(
                ProblemTable.InvalidTransaction, ProblemTable.AccountNotFound, ProblemTable.TransactionNotFound, ProblemTable.TransactionIdTaken);
    }

    /// <summary>Fills and all else that happened, newest first, corrections applied, with what each realised.</summary>
    public static async Task<Answer<PageAnswer<HistoryLineAnswer>>> TradeHistory(
        HttpContext context, Subject subject, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var query = new LineQuery(
            LedgerParameters.ReadView(context, canExplain: false), Paging.Limit.Read(context), LedgerParameters.Symbol.Read(context), LedgerParameters.From.Read(context),
            LedgerParameters.To.Read(context), Paging.Cursor.Read(context) is { } cursor ? PlaceOf(cursor) : null);
        var page = await grains.GetGrain<ILedgerGrain>(subject.PortfolioId).GetLinesAsync(query, cancellationToken);
        return Answer.Of(new PageAnswer<HistoryLineAnswer>(
            [.. page.Lines.Select(HistoryLineAnswer.Of)],
            page.HasMore ? CursorOf(page.Lines[^1].AccountId, page.Lines[^1].Transaction) : null));
    }

    /// <summary>Every line as it was recorded, corrected ones and corrections too; newest first.</summary>
    public static async Task<Answer<PageAnswer<TransactionAnswer>>> List(
        HttpContext context, Subject subject, ITransactionStore ledger, CancellationToken cancellationToken)
    {
        var limit = Paging.Limit.Read(context);
        var before = Paging.Cursor.Read(context) is { } cursor ? PlaceOf(cursor) : null;
        var filter = new TransactionFilter(
            AccountId.Read(context), LedgerParameters.From.Read(context), LedgerParameters.To.Read(context), LedgerParameters.Symbol.Read(context),
            Before: before is null ? null : new TransactionPlace(before.At, before.AccountId, before.LineId), Limit: limit + 1);
        var rows = await ledger.ListAsync(subject.UserId, filter, cancellationToken);
        return Answer.Of(new PageAnswer<TransactionAnswer>(
            [.. rows.Take(limit).Select(TransactionAnswer.Of)],
            rows.Length > limit ? CursorOf(rows[limit - 1].AccountId, rows[limit - 1].Transaction) : null));
    }

    /// <summary>
    /// Adds a line: what happened where no venue tells of it, or a correction of an earlier one. The same external_id again adds nothing and is answered with the line
    /// that is there, and 200.
    /// </summary>
    public static async Task<Answer<TransactionAnswer>> Add(
        HttpContext context, Subject subject, Body<NewTransactionRequest> body, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var given = Read(body.Value);
        var recorded = await grains.GetGrain<ILedgerGrain>(subject.PortfolioId)
            .RecordAsync([given], new RecordRules(DryRun: false, NamesMayBeNew: false), cancellationToken);
        var line = recorded.Lines[0];
        if (line.Outcome == LineOutcome.Wrong)
        {
            throw new ProblemException(new Problem(KindOf(line.Fault), line.Detail) { Field = FieldOf(line.Fault) });
        }

        context.Response.StatusCode = line.Outcome == LineOutcome.Added ? StatusCodes.Status201Created : StatusCodes.Status200OK;
        return Answer.Of(TransactionAnswer.Of(line.AccountId!, given.Transaction, given.Corrects, given.Reason, given.IsVoid, line.RecordedAt!.Value));
    }

    private static GivenLine Read(NewTransactionRequest given)
    {
        if (given.Id is not null)
        {
            throw new ProblemException(new Problem(ProblemTable.InvalidTransaction, "id is made of external_id here.") { Field = "id" });
        }

        try
        {
            return TransactionReading.Read(given);
        }
        catch (TransactionFaultException fault)
        {
            throw new ProblemException(new Problem(ProblemTable.InvalidTransaction, fault.Message) { Field = fault.Member });
        }
    }

    private static ProblemKind KindOf(LineFault fault) => fault switch
    {
        LineFault.NoSuchAccount => ProblemTable.AccountNotFound,
        LineFault.IdTaken => ProblemTable.TransactionIdTaken,
        LineFault.NothingToCorrect => ProblemTable.TransactionNotFound,
        _ => ProblemTable.InvalidTransaction,
    };

    private static string? FieldOf(LineFault fault) => fault switch
    {
        LineFault.NoSuchAccount => "account_id",
        LineFault.IdTaken => "external_id",
        LineFault.NothingToCorrect => "corrects",
        _ => null,
    };

    private static string CursorOf(string accountId, Transaction last) =>
        Paging.Encode($"{last.At.UtcTicks.ToString(CultureInfo.InvariantCulture)}\n{last.Kind}\n{accountId}\n{last.Id}");

    private static LinePlace PlaceOf(string cursor) =>
        cursor.Split('\n', 4) is [var ticks, var kind, var account, var id]
        && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at <= DateTimeOffset.MaxValue.UtcTicks
        && Enum.TryParse<TransactionKind>(kind, out var known) && Enum.IsDefined(known)
            ? new LinePlace(new DateTimeOffset(at, TimeSpan.Zero), known, account, id)
            : throw new ProblemException(Problem.OfQuery(Paging.Cursor.Name, Paging.Cursor.Allowed));
}
