using System.Collections.Concurrent;

namespace PortfolioOrleans.Exchanges.Binance;

/// <summary>Something known of each account until it is read again. Forgotten as a whole when there are too many: it is then read once more. Safe for concurrent use.</summary>
internal sealed class AccountPages<T>
    where T : class
{
    private const int ManyAccounts = 4_096;

    private readonly ConcurrentDictionary<string, T> _pages = new(StringComparer.Ordinal);

    public T? Find(ExchangeCredentials credentials) => _pages.GetValueOrDefault(credentials.Fingerprint);

    public void Forget(ExchangeCredentials credentials) => _pages.TryRemove(credentials.Fingerprint, out _);

    public void Set(ExchangeCredentials credentials, T page)
    {
        if (_pages.Count >= ManyAccounts && !_pages.ContainsKey(credentials.Fingerprint))
        {
            _pages.Clear();
        }

        _pages[credentials.Fingerprint] = page;
    }
}
