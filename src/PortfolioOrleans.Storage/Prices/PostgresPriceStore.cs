using Npgsql;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Storage.Databases;

namespace PortfolioOrleans.Storage.Prices;

/// <summary>Table daily_prices.</summary>
internal sealed class PostgresPriceStore(PostgresDatabase database) : IPriceStore
{
    private const string Columns = "asset, day, usd, source";

    // In one order, so that two batches with the same days wait for each other instead of for ever.
    private const string SaveAll = $"""
        INSERT INTO daily_prices AS held ({Columns})
        SELECT {Columns} FROM json_populate_recordset(NULL::daily_prices, $1::json) ORDER BY asset, day
        ON CONFLICT (asset, day) DO UPDATE SET usd = excluded.usd WHERE held.source = excluded.source AND held.usd <> excluded.usd
        """;

    public async Task SaveAsync(IReadOnlyCollection<DailyPrice> prices, CancellationToken cancellationToken)
    {
        PriceRules.Check(prices);
        if (prices.Count > 0)
        {
            var rows = RowJson.Of(prices.Select(price => new { Asset = price.Asset.Code, price.Day, price.Usd, price.Source }));
            await database.RepeatAsync(Scope.Service, Read, [new Sql(SaveAll, rows)], cancellationToken);
        }
    }

    public Task<DailyPrice?> FindAsync(Asset asset, DateOnly day, CancellationToken cancellationToken) => database.FindAsync(
        Scope.Service, Read,
        new Sql($"SELECT {Columns} FROM daily_prices WHERE asset = $1 AND day <= $2 ORDER BY day DESC LIMIT 1", asset.Code, day), cancellationToken);

    public async Task<IReadOnlyList<DailyPrice>> ListAsync(
        IReadOnlyCollection<Asset> assets, DateOnly from, DateOnly to, CancellationToken cancellationToken) => await database.ReadAsync(
        Scope.Service, Read,
        new Sql(
            $"SELECT {Columns} FROM daily_prices WHERE asset = ANY ($1) AND day >= $2 AND day <= $3 ORDER BY asset, day",
            assets.Select(asset => asset.Code).Where(StoredText.IsStorable).ToArray(), from, to),
        cancellationToken);

    private static DailyPrice Read(NpgsqlDataReader row) =>
        new(Asset.Parse(row.GetString(0)), row.GetFieldValue<DateOnly>(1), row.GetDecimal(2), row.GetString(3));
}
