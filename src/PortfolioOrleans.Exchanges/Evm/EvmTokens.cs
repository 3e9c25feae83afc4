using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Numerics;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Tokens;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Evm;

/// <param name="Contract">Lower case.</param>
internal sealed record EvmToken(string Contract, string Symbol, int Decimals, Asset Asset)
{
    /// <exception cref="WireException">It is more than can be held.</exception>
    public decimal Amount(BigInteger raw) => TokenAmount.Require(raw, Decimals, Asset.Code);
}

/// <summary>
/// The tokens that count: the verified ones that stand on the chain, and those the service was told of. Others can be put into any wallet by anybody.
/// What a contract says of itself never changes and is asked once. Safe for concurrent use.
/// </summary>
internal sealed class EvmTokens(EvmChain chain, EvmOptions options)
{
    private const string Symbol = "95d89b41";
    private const string Decimals = "313ce567";
    private const int MostDecimals = 77;

    private readonly ImmutableArray<(string Contract, string? Symbol, int? Decimals, bool IsMeant)> _listed = Listed(chain, options);
    private readonly ConcurrentDictionary<string, EvmToken> _known = new(StringComparer.Ordinal);
    private volatile IReadOnlyList<EvmToken>? _all;

    /// <summary>All of them, in the order of the list.</summary>
    /// <exception cref="WireException">A token the service was told of does not say its decimals, and neither did whoever told.</exception>
    public async Task<IReadOnlyList<EvmToken>> AllAsync(EvmReading reading)
    {
        if (_all is { } known)
        {
            return known;
        }

        var answers = await reading.CallAsync([.. _listed.SelectMany(token => new[] { new EvmCall(token.Contract, Abi.Call(Symbol)), new EvmCall(token.Contract, Abi.Call(Decimals)) })]);
        var all = new List<EvmToken>();
        foreach (var (token, i) in _listed.Select((token, i) => (token, i)))
        {
            var decimals = token.Decimals ?? (answers[(2 * i) + 1] is { } said ? Abi.Small(said, 0) : null);
            if (decimals is not (>= 0 and <= MostDecimals))
            {
                if (token.IsMeant)
                {
                    throw new WireException(token.Contract, "does not say its decimals; they have to be set with the token");
                }

                continue; // A verified token that does not stand on this chain.
            }

            var symbol = token.Symbol ?? (answers[2 * i] is { } text ? Abi.Text(text) : null) ?? "?";
            var one = new EvmToken(token.Contract, symbol, decimals.Value, TokenCodes.Of(new TokenKey(chain.Chain, token.Contract), symbol));
            _known[one.Contract] = one;
            all.Add(one);
        }

        _all = all;
        return all;
    }

    /// <summary>Null for a token that is not on the list.</summary>
    public EvmToken? Find(string contract) => _known.GetValueOrDefault(contract);

    public Asset AssetOf(string contract) => Find(contract)?.Asset ?? TokenCodes.Of(new TokenKey(chain.Chain, contract), null);

    /// <summary>What is listed, with the codes they have without having been asked.</summary>
    public IEnumerable<Asset> Codes => _listed.Select(token => TokenCodes.Of(new TokenKey(chain.Chain, token.Contract), Find(token.Contract)?.Symbol ?? token.Symbol));

    private static ImmutableArray<(string, string?, int?, bool)> Listed(EvmChain chain, EvmOptions options)
    {
        var meant = options.Tokens.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(token => token.Split('/'))
            .Select(parts => (
                parts[0].ToLowerInvariant(), parts.ElementAtOrDefault(1),
                parts.Length > 2 ? int.Parse(parts[2], System.Globalization.CultureInfo.InvariantCulture) : (int?)null, true))
            .ToImmutableArray();
        var verified = VerifiedTokens.All
            .Where(token => token.Key.Chain == chain.Chain && !token.Key.IsNative)
            .Select(token => (token.Key.Contract, (string?)token.Asset.Code, (int?)null, false));
        return [.. meant.Concat(verified).DistinctBy(token => token.Item1)];
    }
}
