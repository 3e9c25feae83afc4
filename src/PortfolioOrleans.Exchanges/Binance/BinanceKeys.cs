using System.Collections.Immutable;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Binance;

/// <summary>What apiRestrictions says a key may do; a right that is not mentioned is not given.</summary>
/// <param name="InternalTransfer">To other customers of Binance, at once: a withdrawal that leaves no chain behind.</param>
/// <param name="UniversalTransfer">Between the owner's wallets and sub-accounts.</param>
internal sealed record KeyRestrictions(
    bool Read, bool Withdraw, bool SpotTrade, bool Futures, bool Margin, bool Options, bool PortfolioMargin, bool FixTrade, bool? IpRestricted,
    DateTimeOffset? CreatedAt, bool InternalTransfer = false, bool UniversalTransfer = false);

/// <summary>The account behind a key.</summary>
/// <param name="Uid">Its own id; null where the venue does not say.</param>
/// <param name="Assets">Free and locked only: what is frozen or on its way out is in the wallet's own message.</param>
internal sealed record SpotAccount(string? Uid, string? Kind, bool? CanTrade, ImmutableArray<WalletAsset> Assets);

internal static class BinanceKeys
{
    public static KeyRestrictions Read(WireNode root)
    {
        var body = root.Object();
        return new KeyRestrictions(
            body.Flag("enableReading") ?? throw new WireException("enableReading", "is missing"),
            May("enableWithdrawals"),
            May("enableSpotAndMarginTrading"),
            May("enableFutures"),
            May("enableMargin"),
            May("enableVanillaOptions"),
            May("enablePortfolioMarginTrading"),
            May("enableFixApiTrade"),
            body.Flag("ipRestrict"),
            body.Time("createTime"),
            May("enableInternalTransfer"),
            May("permitsUniversalTransfer"));

        bool May(string right) => body.Flag(right) ?? false;
    }

    public static SpotAccount ReadAccount(WireNode root)
    {
        var body = root.Object();
        return new SpotAccount(body.Text("uid"), body.Text("accountType"), body.Flag("canTrade"), body.Rows("balances", BinanceWallets.ReadAsset));
    }

    public static KeyRights ToRights(KeyRestrictions key, string? accountUid) => new(
        key.Read,
        key.SpotTrade || key.Futures || key.Margin || key.Options || key.PortfolioMargin || key.FixTrade || key.UniversalTransfer,
        key.Withdraw || key.InternalTransfer,
        key.IpRestricted,
        accountUid);
}
