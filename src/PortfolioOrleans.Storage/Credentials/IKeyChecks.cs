namespace PortfolioOrleans.Storage.Credentials;

/// <summary>What the database remembers of the master keys it was used with (table key_check).</summary>
public interface IKeyChecks
{
    /// <summary>The proof of each key, by its id.</summary>
    Task<IReadOnlyDictionary<string, byte[]>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Remembers a key. One that is there already stays as it is.</summary>
    Task AddAsync(string keyId, ReadOnlyMemory<byte> proof, CancellationToken cancellationToken);
}
