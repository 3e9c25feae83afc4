using System.Collections.Immutable;
using Npgsql;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Storage.Batching;
using PortfolioOrleans.Storage.Databases;

namespace PortfolioOrleans.Storage.Holdings;

/// <summary>Tables wallets, balances, positions and external_flows.</summary>
internal sealed class PostgresHoldingStore : IHoldingStore, IAsyncDisposable
{
    private const string Flows = "SELECT id, asset, change, at, counts FROM external_flows";

    private readonly PostgresDatabase _database;
    private readonly TimeProvider _clock;
    private readonly GroupCommit<HoldingsSave, string, bool> _saves;

    public PostgresHoldingStore(PostgresDatabase database, TimeProvider clock)
    {
        _database = database;
        _clock = clock;
        _saves = new GroupCommit<HoldingsSave, string, bool>(save => save.AccountId, save => save.Bytes, SaveAllAsync);
    }

    public async Task SaveAsync(
        string userId, string accountId, ImmutableArray<WalletHoldings> wallets, ImmutableArray<CountedFlow> flows, CancellationToken cancellationToken)
    {
        HoldingRules.Check(userId, accountId, wallets, flows);
        try
        {
            await _saves.WriteAsync(new HoldingsSave(userId, accountId, wallets, flows), cancellationToken);
        }
        catch (KeyNotFoundException)
        {
            throw HoldingRules.Missing(userId, accountId);
        }
    }

    public async Task<ImmutableArray<WalletHoldings>> LoadAsync(string accountId, CancellationToken cancellationToken)
    {
        // One statement, so that wallets and what is in them are of one moment.
        var parts = await _database.ReadAsync(Scope.Service, WalletRows.Read, new Sql(WalletRows.Select, accountId), cancellationToken);
        return
        [
            .. parts
                .GroupBy(part => (part.Wallet, part.AsOf))
                .OrderBy(wallet => wallet.Key.Wallet)
                .Select(wallet => new WalletHoldings(
                    wallet.Key.Wallet,
                    [.. wallet.Where(part => part.Balance is not null).OrderBy(part => part.Place).Select(part => part.Balance!)],
                    [.. wallet.Where(part => part.Position is not null).OrderBy(part => part.Place).Select(part => part.Position!)],
                    wallet.Key.AsOf,
                    Fault: null)),
        ];
    }

    public async Task<ImmutableArray<Money>> LoadNetDepositsAsync(string accountId, CancellationToken cancellationToken)
    {
        var counted = await _database.ReadAsync(
            Scope.Service, ReadFlow, new Sql($"{Flows} WHERE account_id = $1 AND counts ORDER BY at, id", accountId), cancellationToken);
        return HoldingRules.NetDeposits(counted.Select(flow => flow.Flow));
    }

    public async Task<ImmutableArray<CountedFlow>> LoadFlowsAsync(string accountId, DateTimeOffset since, CancellationToken cancellationToken) =>
    [
        .. await _database.ReadAsync(
            Scope.Service, ReadFlow,
            new Sql($"{Flows} WHERE account_id = $1 AND at >= $2 ORDER BY at, id", accountId, StoredTime.AtOrAfter(since)), cancellationToken),
    ];

    public async Task<ImmutableArray<ExternalFlow>> LoadNewlyKnownFlowsAsync(
        string accountId, DateTimeOffset knownSince, CancellationToken cancellationToken)
    {
        var flows = await _database.ReadAsync(
            Scope.Service, ReadFlow,
            new Sql($"{Flows} WHERE account_id = $1 AND counts AND recorded_at >= $2 ORDER BY recorded_at DESC, at DESC, id DESC", accountId, StoredTime.AtOrAfter(knownSince)),
            cancellationToken);
        return [.. flows.Select(counted => counted.Flow)];
    }

    public ValueTask DisposeAsync() => _saves.DisposeAsync();

    private async Task<IReadOnlyList<bool>> SaveAllAsync(IReadOnlyList<HoldingsSave> saves)
    {
        // The accounts are locked by a statement of their own: the next one then sees all that another service saved before.
        var accounts = saves.Select(save => save.AccountId).Order(StringComparer.Ordinal).ToArray();
        await _database.RepeatAsync(
            Scope.Service, row => row.GetString(0),
            [
                new Sql("SELECT id FROM accounts WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE", [accounts]),
                WalletRows.Replace(saves),
                FlowRows(saves),
            ],
            CancellationToken.None, GroupCommit.RowByRow);
        return new bool[saves.Count];
    }

    private Sql FlowRows(IReadOnlyList<HoldingsSave> saves)
    {
        var rows = saves.SelectMany(save => save.Flows, (save, counted) => new
        {
            save.AccountId,
            save.UserId,
            counted.Flow.Id,
            Asset = counted.Flow.Change.Asset.Code,
            Change = counted.Flow.Change.Amount,
            At = StoredTime.Of(counted.Flow.At),
            counted.Counts,
            RecordedAt = StoredTime.Of(_clock.GetUtcNow()),
        });
        return new Sql(
            "INSERT INTO external_flows SELECT * FROM json_populate_recordset(NULL::external_flows, $1::json) ON CONFLICT DO NOTHING", RowJson.Of(rows));
    }

    private static CountedFlow ReadFlow(NpgsqlDataReader row) => new(
        new ExternalFlow(row.GetString(0), new Money(row.GetDecimal(2), Asset.Parse(row.GetString(1))), row.GetFieldValue<DateTimeOffset>(3)),
        row.GetBoolean(4));
}

/// <summary>One caller's save.</summary>
internal sealed record HoldingsSave(
    string UserId, string AccountId, ImmutableArray<WalletHoldings> Wallets, ImmutableArray<CountedFlow> Flows)
{
    private const int BytesARow = 200;

    public int Bytes => BytesARow * (1 + Flows.Length + Wallets.Sum(wallet => wallet.Balances.Length + wallet.Positions.Length));
}
