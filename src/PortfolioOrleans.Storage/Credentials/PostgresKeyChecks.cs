using PortfolioOrleans.Storage.Databases;

namespace PortfolioOrleans.Storage.Credentials;

/// <summary>Table key_check.</summary>
internal sealed class PostgresKeyChecks(PostgresDatabase database) : IKeyChecks
{
    public async Task<IReadOnlyDictionary<string, byte[]>> ListAsync(CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(
            Scope.Service, row => (Id: row.GetString(0), Proof: row.GetFieldValue<byte[]>(1)), new Sql("SELECT key_id, proof FROM key_check"), cancellationToken);
        return rows.ToDictionary(row => row.Id, row => row.Proof);
    }

    public Task AddAsync(string keyId, ReadOnlyMemory<byte> proof, CancellationToken cancellationToken) => database.RepeatAsync(
        Scope.Service, _ => true,
        [new Sql("INSERT INTO key_check (key_id, proof) VALUES ($1, $2) ON CONFLICT DO NOTHING", keyId, proof.ToArray())],
        cancellationToken);
}
