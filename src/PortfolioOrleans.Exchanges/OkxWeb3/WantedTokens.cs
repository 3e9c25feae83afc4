using System.Collections.Immutable;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Tokens;

namespace PortfolioOrleans.Exchanges.OkxWeb3;

/// <summary>
/// Which tokens somebody holds, and so wants priced: there are more on the chains than anyone could ask about. Known until others, wanted later, need the
/// room. Safe for concurrent use.
/// </summary>
internal sealed class WantedTokens
{
    /// <summary>Five requests' worth; more would not be priced within a minute on a trial plan anyway.</summary>
    private const int Most = 500;

    private const int MostShunned = 100_000;

    private readonly Lock _oneAtATime = new();
    private readonly Dictionary<TokenKey, (Asset Asset, long Turn)> _wanted = [];
    private readonly HashSet<TokenKey> _shunned = [];
    private long _turn;

    /// <summary>What was just read: these are held and count, those are held and do not, and are never priced, whoever wants it.</summary>
    public void Learn(IEnumerable<(TokenKey Key, Asset Asset)> counted, IReadOnlyCollection<TokenKey> setAside)
    {
        lock (_oneAtATime)
        {
            if (_shunned.Count + setAside.Count > MostShunned)
            {
                _shunned.Clear(); // They are learned again as wallets are read.
            }

            _shunned.UnionWith(setAside);
            foreach (var key in setAside)
            {
                _wanted.Remove(key);
            }

            var good = counted.ToList();
            _shunned.ExceptWith(good.Select(token => token.Key));
            Want(good);
        }
    }

    public void Want(IEnumerable<(TokenKey Key, Asset Asset)> tokens)
    {
        lock (_oneAtATime)
        {
            _turn++;
            foreach (var (key, asset) in tokens.Where(token => !_shunned.Contains(token.Key)))
            {
                _wanted[key] = (asset, _turn);
            }

            if (_wanted.Count > Most)
            {
                foreach (var (key, _) in _wanted.OrderBy(token => token.Value.Turn).Take(_wanted.Count - Most).ToList())
                {
                    _wanted.Remove(key);
                }
            }
        }
    }

    public ImmutableArray<(TokenKey Key, Asset Asset)> All
    {
        get
        {
            lock (_oneAtATime)
            {
                return [.. _wanted.Select(token => (token.Key, token.Value.Asset)).OrderBy(token => token.Asset)];
            }
        }
    }
}
