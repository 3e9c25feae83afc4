using Npgsql;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Storage.Databases;

namespace PortfolioOrleans.Storage.Holdings;

/// <summary>A wallet as rows: one of its own, one for each balance, one for each position.</summary>
internal static class WalletRows
{
    /// <summary>Wallets joined with what is in them; a wallet with nothing in it is one row.</summary>
    public const string Select = """
        SELECT w.wallet, w.as_of, b.place, b.asset, b.free, b.locked, b.total,
            NULL::integer, NULL, NULL, NULL, NULL, NULL::numeric AS contracts, NULL, NULL::numeric AS contract_size, NULL, NULL::numeric AS entry_price,
            NULL::numeric AS mark_price, NULL::numeric AS stated_pnl, NULL::numeric AS leverage, NULL::numeric AS liquidation_price, NULL,
            NULL::numeric AS realized_pnl, NULL::boolean, NULL::timestamptz, NULL::timestamptz, NULL
        FROM wallets w
        LEFT JOIN balances b USING (account_id, wallet)
        WHERE w.account_id = $1
        UNION ALL
        SELECT w.wallet, w.as_of, NULL, NULL, NULL, NULL, NULL,
            p.place, p.instrument, p.base, p.quote, p.side, p.contracts, p.contract_kind, p.contract_size, p.settlement, p.entry_price, p.mark_price,
            p.stated_pnl, p.leverage, p.liquidation_price, p.margin_mode, p.realized_pnl, p.adds_to_equity, p.opened_at, p.updated_at, p.venue_id
        FROM wallets w
        JOIN positions p USING (account_id, wallet)
        WHERE w.account_id = $1
        """;

    // A newer reading that is stored keeps its wallet out of "taken", and with it all its rows. Rows that did not change are not written.
    // The two minutes are VenueTime.LongestWay: what is stored from further ahead is of a clock that the venue has put right since.
    private const string ReplaceAll = """
        WITH balance AS MATERIALIZED (
            SELECT * FROM json_populate_recordset(NULL::balances, $2::json)
        ), position AS MATERIALIZED (
            SELECT * FROM json_populate_recordset(NULL::positions, $3::json)
        ), taken AS (
            INSERT INTO wallets AS stored
            SELECT * FROM json_populate_recordset(NULL::wallets, $1::json)
            ON CONFLICT (account_id, wallet) DO UPDATE SET as_of = excluded.as_of
            WHERE coalesce(stored.as_of, '-infinity') <= coalesce(excluded.as_of, '-infinity')
                OR stored.as_of - excluded.as_of > interval '2 minutes'
            RETURNING account_id, wallet
        ), fewer_balances AS (
            DELETE FROM balances stored USING taken
            WHERE stored.account_id = taken.account_id AND stored.wallet = taken.wallet AND NOT EXISTS (
                SELECT FROM balance i WHERE (i.account_id, i.wallet, i.place) = (stored.account_id, stored.wallet, stored.place))
        ), fewer_positions AS (
            DELETE FROM positions stored USING taken
            WHERE stored.account_id = taken.account_id AND stored.wallet = taken.wallet AND NOT EXISTS (
                SELECT FROM position i WHERE (i.account_id, i.wallet, i.place) = (stored.account_id, stored.wallet, stored.place))
        ), kept_balances AS (
            INSERT INTO balances AS stored
            SELECT i.* FROM balance i JOIN taken USING (account_id, wallet)
            ON CONFLICT (account_id, wallet, place) DO UPDATE SET (asset, free, locked, total) =
                ROW (excluded.asset, excluded.free, excluded.locked, excluded.total)
            WHERE stored::text <> excluded::text
        )
        INSERT INTO positions AS stored
        SELECT i.* FROM position i JOIN taken USING (account_id, wallet)
        ON CONFLICT (account_id, wallet, place) DO UPDATE SET (
            instrument, base, quote, side, contracts, contract_kind, contract_size, settlement, entry_price, mark_price, stated_pnl, leverage,
            liquidation_price, margin_mode, realized_pnl, adds_to_equity, opened_at, updated_at, venue_id) = ROW (
            excluded.instrument, excluded.base, excluded.quote, excluded.side, excluded.contracts, excluded.contract_kind, excluded.contract_size,
            excluded.settlement, excluded.entry_price, excluded.mark_price, excluded.stated_pnl, excluded.leverage, excluded.liquidation_price,
            excluded.margin_mode, excluded.realized_pnl, excluded.adds_to_equity, excluded.opened_at, excluded.updated_at, excluded.venue_id)
        WHERE stored::text <> excluded::text
        """;

    public static WalletPart Read(NpgsqlDataReader row) => new(
        Enum.Parse<WalletKind>(row.GetString(0)),
        row.GetFieldValue<DateTimeOffset?>(1),
        row.IsDBNull(2) ? row.IsDBNull(7) ? 0 : row.GetInt32(7) : row.GetInt32(2),
        row.IsDBNull(2)
            ? null
            : AssetBalance.Restore(Asset.Parse(row.GetString(3)), row.GetDecimal(4), row.GetDecimal(5), row.GetDecimal(6)),
        row.IsDBNull(7) ? null : ReadPosition(row));

    public static Sql Replace(IReadOnlyList<HoldingsSave> saves)
    {
        var wallets = saves.SelectMany(save => save.Wallets, (save, wallet) => (Save: save, Wallet: wallet)).ToArray();
        return new Sql(
            ReplaceAll,
            RowJson.Of(wallets.Select(from => new
            {
                from.Save.AccountId,
                from.Wallet.Wallet,
                from.Save.UserId,
                AsOf = StoredTime.Of(from.Wallet.AsOf),
            })),
            RowJson.Of(wallets.SelectMany(from => from.Wallet.Balances.Select((balance, place) => new
            {
                from.Save.AccountId,
                from.Wallet.Wallet,
                Place = place,
                from.Save.UserId,
                Asset = balance.Asset.Code,
                balance.Free,
                balance.Locked,
                balance.Total,
            }))),
            RowJson.Of(wallets.SelectMany(from => from.Wallet.Positions.Select((position, place) => new
            {
                from.Save.AccountId,
                from.Wallet.Wallet,
                Place = place,
                from.Save.UserId,
                position.Instrument,
                Base = position.Symbol.Base.Code,
                Quote = position.Symbol.Quote.Code,
                position.Side,
                position.Contracts,
                ContractKind = position.Terms.Kind,
                ContractSize = position.Terms.Size,
                Settlement = position.Terms.Settlement.Code,
                position.EntryPrice,
                position.MarkPrice,
                position.StatedPnl,
                position.Leverage,
                position.LiquidationPrice,
                position.MarginMode,
                position.RealizedPnl,
                position.AddsToEquity,
                OpenedAt = StoredTime.Of(position.OpenedAt),
                UpdatedAt = StoredTime.Of(position.UpdatedAt),
                position.VenueId,
            }))));
    }

    private static Position ReadPosition(NpgsqlDataReader row) => new(
        Instrument: row.GetString(8),
        Symbol: new Symbol(Asset.Parse(row.GetString(9)), Asset.Parse(row.GetString(10))),
        Side: Enum.Parse<PositionSide>(row.GetString(11)),
        Contracts: row.GetDecimal(12),
        Terms: new ContractTerms(Enum.Parse<ContractKind>(row.GetString(13)), row.GetDecimal(14), Asset.Parse(row.GetString(15))),
        EntryPrice: row.GetFieldValue<decimal?>(16),
        MarkPrice: row.GetFieldValue<decimal?>(17),
        StatedPnl: row.GetFieldValue<decimal?>(18),
        Leverage: row.GetFieldValue<decimal?>(19),
        LiquidationPrice: row.GetFieldValue<decimal?>(20),
        MarginMode: row.IsDBNull(21) ? null : Enum.Parse<MarginMode>(row.GetString(21)),
        RealizedPnl: row.GetFieldValue<decimal?>(22),
        AddsToEquity: row.GetBoolean(23),
        OpenedAt: row.GetFieldValue<DateTimeOffset?>(24),
        UpdatedAt: row.GetFieldValue<DateTimeOffset>(25),
        VenueId: row.IsDBNull(26) ? null : row.GetString(26));
}

/// <summary>A row of a wallet: a balance, a position, or neither where the wallet is empty.</summary>
internal sealed record WalletPart(WalletKind Wallet, DateTimeOffset? AsOf, int Place, AssetBalance? Balance, Position? Position);
