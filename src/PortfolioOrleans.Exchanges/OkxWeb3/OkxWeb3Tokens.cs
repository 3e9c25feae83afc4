using PortfolioOrleans.Domain.Exposure;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;

namespace PortfolioOrleans.Exchanges.OkxWeb3;

internal static class OkxWeb3Tokens
{
    /// <summary>
    /// A token's sector is that of its code, and where the code says nothing, that of the coin it calls itself, if OKX recognizes it as that; a stranger's
    /// word for what it is counts for nothing.
    /// </summary>
    /// <param name="info">What OKX says of the token; null where it said nothing.</param>
    public static AssetInfo ToInfo(OkxWeb3TokenRow row, OkxWeb3TokenInfoRow? info)
    {
        var isBelieved = !row.IsSetAside && info is { IsRecognized: true };
        var sector = Sectors.Of(row.Asset) is var own and not Sectors.Unclassified ? own
            : isBelieved && Asset.TryParse(info!.Symbol, out var coin) && Sectors.Of(coin) is var claimed and not Sectors.Unclassified ? claimed
            : null;
        return new AssetInfo(
            row.Asset, info?.Name ?? row.Symbol, sector, row.Key.IsNative ? null : row.Key.Contract, info?.Decimals, IsRisky: row.IsSetAside);
    }
}
