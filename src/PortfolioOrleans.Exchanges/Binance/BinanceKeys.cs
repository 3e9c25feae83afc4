using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Binance;

/// <summary>What apiRestrictions says a key may do; a right that is not mentioned is not given.</summary>
internal sealed record KeyRestrictions(
    bool Read, bool Withdraw, bool SpotTrade, bool Futures, bool Margin, bool Options, bool PortfolioMargin, bool FixTrade, bool? IpRestricted,
    DateTimeOffset? CreatedAt);

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
            body.Time("createTime"));

        bool May(string right) => body.Flag(right) ?? false;
    }

    /// <summary>The account's own id, from the account message; null where it has none.</summary>
    public static string? ReadAccountUid(WireNode root) => root.Object().Text("uid");

    public static KeyRights ToRights(KeyRestrictions key, string? accountUid) => new(
        key.Read,
        key.SpotTrade || key.Futures || key.Margin || key.Options || key.PortfolioMargin || key.FixTrade,
        key.Withdraw,
        key.IpRestricted,
        accountUid);
}
