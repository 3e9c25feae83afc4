using System.Collections.Immutable;
using System.Security.Cryptography;

namespace PortfolioOrleans.Storage.Credentials;

/// <summary>
/// The master keys in use: the first encrypts, all decrypt. They come from PORTFOLIO_MASTER_KEY, or else from the file "master.key" in the data folder,
/// which is made at the first start and at no other. The database keeps a proof of each, so that a wrong key is found at the start and not at the first
/// credential.
/// </summary>
public sealed class MasterKeys : IDisposable
{
    public const string Variable = "PORTFOLIO_MASTER_KEY";

    private readonly ImmutableArray<MasterKey> _keys;

    private MasterKeys(ImmutableArray<MasterKey> keys) => _keys = keys;

    internal MasterKey Current => _keys[0];

    internal IReadOnlyList<MasterKey> All => _keys;

    /// <summary>Finds the keys and holds them against the database.</summary>
    /// <param name="variable">The value of <see cref="Variable"/>: base64 of 32 bytes, or for a rotation several, as "new:base64,old:base64". Null or blank: the file.</param>
    /// <param name="folder">The data folder.</param>
    /// <exception cref="MasterKeyException">A key is malformed, readable by others, missing though the database knows one, or not the one it knows.</exception>
    /// <exception cref="StorageUnavailableException">The database cannot be asked now.</exception>
    public static async Task<MasterKeys> OpenAsync(string? variable, string folder, IKeyChecks checks, CancellationToken cancellationToken)
    {
        var known = await checks.ListAsync(cancellationToken);
        var keys = string.IsNullOrWhiteSpace(variable) ? new MasterKeys([FromFile(folder, known)]) : Parse(variable);
        try
        {
            keys.Verify(known);
            foreach (var key in keys._keys)
            {
                await checks.AddAsync(key.Id, key.Proof, cancellationToken);
            }

            return keys;
        }
        catch
        {
            keys.Dispose();
            throw;
        }
    }

    /// <summary>A new key that nobody will ever see again, for storage that keeps nothing.</summary>
    public static MasterKeys Ephemeral() => new([MasterKey.Generate()]);

    public void Dispose()
    {
        foreach (var key in _keys)
        {
            key.Dispose();
        }
    }

    public override string ToString() => string.Join(", ", _keys);

    internal MasterKey? Find(string id) => _keys.FirstOrDefault(key => key.Id == id);

    internal static MasterKeys Parse(string variable)
    {
        var keys = variable.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(text => MasterKey.Parse(text, Variable))
            .ToImmutableArray();
        return keys.Length > 0 && keys.DistinctBy(key => key.Id).Count() == keys.Length
            ? new MasterKeys(keys)
            : throw new MasterKeyException($"{Variable} must hold at least one key, and each id once.");
    }

    private static MasterKey FromFile(string folder, IReadOnlyDictionary<string, byte[]> known) => MasterKeyFile.Read(folder)
        ?? (known.Count == 0
            ? MasterKeyFile.Create(folder)
            : throw new MasterKeyException(
                $"The database was used with master key {Names(known.Keys)}, but {Variable} is not set and there is no {Path.Combine(folder, MasterKeyFile.Name)}. " +
                "Bring the key back; without it the stored credentials cannot be read."));

    private void Verify(IReadOnlyDictionary<string, byte[]> known)
    {
        foreach (var (id, proof) in known)
        {
            var key = Find(id) ?? throw new MasterKeyException(
                $"The database was used with master key {Names(known.Keys)}, but given is {Names(_keys.Select(given => given.Id))}. " +
                $"For a new key give both, the new one first: {Variable}=new:...,{id}:...");
            if (!CryptographicOperations.FixedTimeEquals(key.Proof, proof))
            {
                throw new MasterKeyException($"The master key \"{id}\" is not the one that the database was used with under this id.");
            }
        }
    }

    private static string Names(IEnumerable<string> ids) => string.Join(" and ", ids.Order(StringComparer.Ordinal).Select(id => $"\"{id}\""));
}
