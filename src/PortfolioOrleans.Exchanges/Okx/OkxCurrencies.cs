using System.Collections.Immutable;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Okx;

/// <summary>One asset on one chain.</summary>
/// <param name="Contract">As OKX writes it; null for a chain's own coin.</param>
/// <param name="IsMain">True on the chain that OKX calls its main one.</param>
internal sealed record OkxCurrencyRow(Asset Asset, string? Name, string? Contract, bool IsMain);

internal static class OkxCurrencies
{
    public static ImmutableArray<OkxCurrencyRow> ReadRows(WireNode root) => OkxEnvelope.Rows(root, row =>
        new OkxCurrencyRow(row.Asset("ccy"), row.Text("name"), row.Text("ctAddr"), row.Flag("mainNet") ?? false));

    /// <summary>One for each asset. OKX says neither sectors nor smallest units: withdrawals are rounded more coarsely than chains are.</summary>
    public static ImmutableArray<AssetInfo> ToAssets(ImmutableArray<OkxCurrencyRow> rows) =>
    [
        .. rows.GroupBy(row => row.Asset).Select(chains => new AssetInfo(
            chains.Key, chains.Select(chain => chain.Name).FirstOrDefault(name => name is not null), Contract: ContractOf([.. chains]))),
    ];

    /// <summary>An address in hexadecimal, of the main chain or of the only one: others tell letters by case, which this one must not.</summary>
    private static string? ContractOf(ImmutableArray<OkxCurrencyRow> chains)
    {
        var contract = chains.Length == 1 ? chains[0].Contract : chains.FirstOrDefault(chain => chain.IsMain)?.Contract;
        return contract is not null && contract.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? contract.ToLowerInvariant() : null;
    }
}
