using PortfolioOrleans.Storage.Credentials;

namespace PortfolioOrleans.Storage.Memory;

internal sealed class MemoryKeyChecks(MemoryDatabase database) : IKeyChecks
{
    private readonly Dictionary<string, byte[]> _proofs = [];

    public Task<IReadOnlyDictionary<string, byte[]>> ListAsync(CancellationToken cancellationToken) =>
        database.RunAsync<IReadOnlyDictionary<string, byte[]>>(
            () => _proofs.ToDictionary(proof => proof.Key, proof => proof.Value.ToArray()), cancellationToken);

    public Task AddAsync(string keyId, ReadOnlyMemory<byte> proof, CancellationToken cancellationToken) =>
        database.RunAsync(() => _proofs.TryAdd(keyId, proof.ToArray()), cancellationToken);
}
