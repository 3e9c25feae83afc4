using System.Collections.Frozen;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Exchanges.Binance;

/// <summary>
/// "LDUSDT" in a spot wallet is a receipt for USDT in Simple Earn. "LDO" is a coin. Only the venue's own list of assets tells them apart.
/// </summary>
internal static class EarnReceipt
{
    private const string Prefix = "LD";

    /// <summary>Receipts that are not called after their asset.</summary>
    private static readonly FrozenDictionary<string, string> Renamed = new Dictionary<string, string>
    {
        ["LDSHIB2"] = "SHIB",
        ["LDBAKET"] = "BAKE",
        ["LDERD"] = "EGLD",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static bool MayBe(Asset asset) => asset.Code.Length > Prefix.Length && asset.Code.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>What the receipt stands for; null where it is a coin of its own, or where nobody knows.</summary>
    public static Asset? UnderlyingOf(Asset asset, IReadOnlySet<Asset> known)
    {
        if (!MayBe(asset) || known.Contains(asset))
        {
            return null;
        }

        var code = Renamed.GetValueOrDefault(asset.Code, asset.Code[Prefix.Length..]);
        return Asset.TryParse(code, out var underlying) && known.Contains(underlying) ? underlying : null;
    }
}
