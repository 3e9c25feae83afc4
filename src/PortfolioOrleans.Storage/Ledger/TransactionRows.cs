using System.Collections.Immutable;
using Npgsql;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Storage.Databases;

namespace PortfolioOrleans.Storage.Ledger;

/// <summary>A transaction as a row: its legs are three arrays side by side, its trade is columns that are null without one.</summary>
internal static class TransactionRows
{
    public const string Columns =
        "account_id, id, kind, at, wallet, counterpart, reference, leg_kinds, leg_assets, leg_changes, " +
        "instrument, base, quote, side, quantity, price, position_side, is_maker, order_id, recorded_at, corrects, reason, is_void";

    // The ids decide which transactions are new; all else follows from them. The planner takes "given" for a hundred rows whatever it holds, so that it joins
    // by hash: a condition on it would bring that down to one, and a loop over a page times a page.
    private const string AppendAll = """
        WITH given AS MATERIALIZED (
            SELECT * FROM json_populate_recordset(NULL::transactions, $1::json)
        ), fresh AS (
            INSERT INTO transaction_ids (account_id, id, user_id)
            SELECT account_id, id, user_id FROM given
            ON CONFLICT DO NOTHING
            RETURNING account_id, id
        ), added AS (
            INSERT INTO transactions
            SELECT given.* FROM given JOIN fresh USING (account_id, id)
            RETURNING account_id, user_id, leg_assets, base, quote
        ), assets AS (
            INSERT INTO transaction_assets (account_id, asset, user_id)
            SELECT DISTINCT account_id, asset, user_id FROM added, unnest(leg_assets || ARRAY[base, quote]) AS asset WHERE asset IS NOT NULL
            ON CONFLICT DO NOTHING
        ), marks AS (
            INSERT INTO history_marks
            SELECT row.* FROM json_populate_recordset(NULL::history_marks, $2::json) row
            JOIN accounts a ON a.id = row.account_id AND a.user_id = row.user_id
            ON CONFLICT (account_id, history) DO UPDATE SET (cursor, is_complete, done, of_about, oldest, at) =
                ROW (excluded.cursor, excluded.is_complete, excluded.done, excluded.of_about, excluded.oldest, excluded.at)
        )
        SELECT account_id, count(*) FROM added GROUP BY account_id
        """;

    /// <summary>Answers with how many of each account were new; an account without any is not among the rows.</summary>
    public static Sql Append(IReadOnlyList<LedgerAppend> appends) => new(
        AppendAll,
        RowJson.Of(appends.SelectMany(append => append.Lines, (append, line) => new
        {
            line.AccountId,
            line.Transaction.Id,
            append.UserId,
            line.Transaction.Kind,
            line.Transaction.At,
            line.Transaction.Wallet,
            line.Transaction.Counterpart,
            line.Transaction.Reference,
            LegKinds = line.Transaction.Legs.Select(leg => leg.Kind),
            LegAssets = line.Transaction.Legs.Select(leg => leg.Change.Asset.Code),
            LegChanges = line.Transaction.Legs.Select(leg => leg.Change.Amount),
            line.Transaction.Trade?.Instrument,
            Base = line.Transaction.Trade?.Symbol.Base.Code,
            Quote = line.Transaction.Trade?.Symbol.Quote.Code,
            line.Transaction.Trade?.Side,
            line.Transaction.Trade?.Quantity,
            line.Transaction.Trade?.Price,
            PositionSide = line.Transaction.Trade?.Position,
            line.Transaction.Trade?.IsMaker,
            line.Transaction.Trade?.OrderId,
            append.RecordedAt,
            line.Corrects,
            line.Reason,
            line.IsVoid,
        })),
        RowJson.Of(appends.Where(append => append.Mark is not null).Select(append => new
        {
            append.AccountId,
            append.Mark!.History,
            append.UserId,
            append.Mark.Cursor,
            append.Mark.IsComplete,
            append.Mark.Done,
            append.Mark.OfAbout,
            append.Mark.Oldest,
            append.Mark.At,
        })));

    /// <exception cref="RowUnreadableException">It holds what this program cannot.</exception>
    public static StoredTransaction Read(NpgsqlDataReader row)
    {
        var accountId = row.GetString(0);
        var id = row.GetString(1);
        try
        {
            var transaction = new Transaction(
                id,
                Enum.Parse<TransactionKind>(row.GetString(2)),
                row.GetFieldValue<DateTimeOffset>(3),
                Enum.Parse<WalletKind>(row.GetString(4)),
                ReadLegs(row),
                row.IsDBNull(10) ? null : ReadTrade(row),
                row.IsDBNull(5) ? null : Enum.Parse<WalletKind>(row.GetString(5)),
                row.IsDBNull(6) ? null : row.GetString(6));
            return new StoredTransaction(
                accountId,
                transaction,
                row.GetFieldValue<DateTimeOffset>(19),
                row.IsDBNull(20) ? null : row.GetString(20),
                row.IsDBNull(21) ? null : row.GetString(21),
                !row.IsDBNull(22) && row.GetBoolean(22));
        }
        catch (Exception error) when (error is OverflowException or InvalidCastException or ArgumentException or FormatException)
        {
            throw new RowUnreadableException($"The transaction \"{id}\" of account \"{accountId}\" cannot be read: {error.Message}");
        }
    }

    private static ImmutableArray<Leg> ReadLegs(NpgsqlDataReader row)
    {
        var kinds = row.GetFieldValue<string[]>(7);
        var assets = row.GetFieldValue<string[]>(8);
        var changes = row.GetFieldValue<decimal[]>(9);
        return [.. kinds.Select((kind, i) => new Leg(Enum.Parse<LegKind>(kind), new Money(changes[i], Asset.Parse(assets[i]))))];
    }

    private static Trade ReadTrade(NpgsqlDataReader row) => new(
        row.GetString(10),
        new Symbol(Asset.Parse(row.GetString(11)), Asset.Parse(row.GetString(12))),
        Enum.Parse<TradeSide>(row.GetString(13)),
        row.GetDecimal(14),
        row.GetDecimal(15),
        row.IsDBNull(16) ? null : Enum.Parse<PositionSide>(row.GetString(16)),
        row.IsDBNull(17) ? null : row.GetBoolean(17),
        row.IsDBNull(18) ? null : row.GetString(18));
}

/// <summary>One caller's append to one account, its times cut and its ids distinct.</summary>
internal sealed record LedgerAppend(
    string UserId, string AccountId, ImmutableArray<LedgerLine> Lines, HistoryMark? Mark, DateTimeOffset RecordedAt)
{
    private const int BytesARow = 600;

    public int Bytes => (BytesARow * (1 + Lines.Length)) + (Mark?.Cursor.Length ?? 0);
}
