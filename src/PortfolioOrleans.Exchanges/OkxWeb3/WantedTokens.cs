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

    private readonly Lock _oneAtATime = new();
    private readonly Dictionary<TokenKey, (Asset Asset, long Turn)> _wanted = [];
    private long _turn;

    public void Want(IEnumerable<(TokenKey Key, Asset Asset)> tokens)
    {
        lock (_oneAtATime)
        {
            _turn++;
            foreach (var (key, asset) in tokens)
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
