using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Okx;

/// <summary>The account behind a key.</summary>
/// <param name="Level">1 spot, 2 futures, 3 multi-currency margin, 4 portfolio margin.</param>
/// <param name="PositionMode">net_mode or long_short_mode.</param>
/// <param name="Permissions">read_only, trade, withdraw; every key may read.</param>
/// <param name="Addresses">The addresses the key is bound to, separated by commas; null where it is bound to none.</param>
internal sealed record OkxAccountConfig(
    string? Level, string? PositionMode, string[] Permissions, string? Addresses, string? Uid, string? MainUid);

internal static class OkxKeys
{
    public static OkxAccountConfig Read(WireNode root) => OkxEnvelope.Row(root, row => new OkxAccountConfig(
        row.Text("acctLv"),
        row.Text("posMode"),
        row.Text("perm")?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [],
        row.Text("ip"),
        row.Text("uid"),
        row.Text("mainUid")));

    public static KeyRights ToRights(OkxAccountConfig config) => new(
        CanRead: true, // It just did.
        config.Permissions.Contains("trade"),
        config.Permissions.Contains("withdraw"),
        config.Addresses is not null,
        config.Uid);
}
