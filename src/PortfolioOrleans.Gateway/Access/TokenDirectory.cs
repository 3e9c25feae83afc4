using System.Buffers.Binary;
using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PortfolioOrleans.Storage;
using PortfolioOrleans.Storage.Tokens;

namespace PortfolioOrleans.Gateway.Access;

/// <summary>
/// Finds tokens by their text. What the database said is believed for a short time, and for a long one while the database cannot be asked, so that an
/// outage shuts nobody out who was in. Knows hashes only.
/// </summary>
internal sealed partial class TokenDirectory(
    ITokenStore store, IOptions<GatewayOptions> options, TimeProvider clock, ILogger<TokenDirectory> log)
{
    private readonly GatewayOptions _options = options.Value;
    private readonly ConcurrentDictionary<TokenHash, Confirmed> _confirmed = new();
    private readonly ConcurrentDictionary<TokenHash, DateTimeOffset> _unknownUntil = new();
    private readonly ConcurrentDictionary<TokenHash, Lazy<Task<ApiToken?>>> _asked = new(); // Look-ups under way.

    /// <summary>How many unknown tokens are remembered now.</summary>
    public int Remembered => _unknownUntil.Count;

    /// <summary>The token of this text, expired and revoked ones included; null if there is none.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be asked, and did not confirm the token lately.</exception>
    public async ValueTask<ApiToken?> FindAsync(string text, CancellationToken cancellationToken)
    {
        var bytes = NewApiToken.HashOf(text);
        var hash = TokenHash.Of(bytes);
        var now = clock.GetUtcNow();
        if (_confirmed.TryGetValue(hash, out var held) && now < held.AskAgainAt)
        {
            GatewayMetrics.TokenFound("cached");
            return held.Token;
        }

        if (_unknownUntil.TryGetValue(hash, out var until) && now < until)
        {
            GatewayMetrics.TokenFound("unknown");
            return null;
        }

        try
        {
            var found = await AskAsync(hash, bytes, cancellationToken);
            Keep(hash, found, now);
            return found;
        }
        catch (Exception outage) when (outage is StorageUnavailableException or TimeoutException)
        {
            if (held is null || now - held.At > _options.TokenOutageTime)
            {
                throw outage as StorageUnavailableException ?? new StorageUnavailableException("The database does not answer.", outage);
            }

            // Not every request of an outage should wait for the database in vain.
            _confirmed[hash] = held with { AskAgainAt = now + _options.TokenCacheTime };
            GatewayMetrics.TokenFound("outage");
            LogOutage(held.Token.Id);
            return held.Token;
        }
    }

    /// <summary>Makes this process ask again at once; others do within <see cref="GatewayOptions.TokenCacheTime"/>.</summary>
    public void Forget(string tokenId)
    {
        foreach (var (hash, held) in _confirmed)
        {
            if (held.Token.Id == tokenId)
            {
                _confirmed.TryRemove(hash, out _);
            }
        }
    }

    /// <summary>Requests that come at once with one token ask for it once, and none of them can call that off for the others.</summary>
    private async Task<ApiToken?> AskAsync(TokenHash hash, byte[] bytes, CancellationToken cancellationToken)
    {
        var asked = _asked.GetOrAdd(hash, _ => new Lazy<Task<ApiToken?>>(() => store.FindAsync(bytes, CancellationToken.None)));
        try
        {
            return await asked.Value.WaitAsync(_options.TokenPatience, clock, cancellationToken);
        }
        finally
        {
            // Also when patience has run out: whoever comes next does not wait for a look-up that hangs.
            _asked.TryRemove(KeyValuePair.Create(hash, asked));
        }
    }

    private void Keep(TokenHash hash, ApiToken? found, DateTimeOffset now)
    {
        if (found is not null)
        {
            _unknownUntil.TryRemove(hash, out _);
            _confirmed[hash] = new Confirmed(found, now, now + _options.TokenCacheTime);
            GatewayMetrics.TokenFound("asked");
            return;
        }

        _confirmed.TryRemove(hash, out _);
        if (_unknownUntil.Count >= _options.UnknownTokens)
        {
            _unknownUntil.Clear(); // Someone is guessing; forgetting costs a look-up each.
        }

        _unknownUntil[hash] = now + _options.UnknownTokenCacheTime;
        GatewayMetrics.TokenFound("unknown");
    }

    [LoggerMessage(LogLevel.Warning, "The database cannot be asked about token {TokenId}; what it said last stands.")]
    private partial void LogOutage(string tokenId);

    /// <param name="At">When the database said so.</param>
    private sealed record Confirmed(ApiToken Token, DateTimeOffset At, DateTimeOffset AskAgainAt);

    /// <summary>A SHA-256 that can be a key.</summary>
    private readonly record struct TokenHash(UInt128 High, UInt128 Low)
    {
        public static TokenHash Of(ReadOnlySpan<byte> hash) =>
            new(BinaryPrimitives.ReadUInt128BigEndian(hash), BinaryPrimitives.ReadUInt128BigEndian(hash[16..]));
    }
}
