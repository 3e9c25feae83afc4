using System.Collections.Immutable;
using PortfolioOrleans.Domain.Exposure;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Binance;

/// <summary>One coin of capital/config/getall.</summary>
/// <param name="IsTrading">False once it can no longer be traded.</param>
/// <param name="IsFiat">Government money.</param>
/// <param name="Contract">Its address on the network it is moved on by default; null for a coin, or where none is said.</param>
internal sealed record CoinRow(Asset Asset, string? Name, bool IsTrading, bool IsFiat, string? Contract);

internal static class BinanceAssets
{
    public static ImmutableArray<CoinRow> Read(WireNode root) => root.Rows(row => new CoinRow(
        row.Asset("coin"),
        row.Text("name"),
        row.Flag("trading") ?? true,
        row.Flag("isLegalMoney") ?? false,
        row.Rows("networkList", network => (IsDefault: network.Flag("isDefault") ?? false, Contract: network.Text("contractAddress")))
            .FirstOrDefault(network => network.IsDefault).Contract?.ToLowerInvariant()));

    /// <summary>Government money is never traded as a coin, and not delisted for that.</summary>
    public static AssetInfo ToInfo(CoinRow row) => new(
        row.Asset, row.Name, row.IsFiat ? Sectors.Fiat : null, row.Contract, IsDelisted: row is { IsTrading: false, IsFiat: false });
}
