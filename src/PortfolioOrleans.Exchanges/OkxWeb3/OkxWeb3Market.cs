using System.Collections.Immutable;
using System.Text.Json;
using PortfolioOrleans.Exchanges.Okx;
using PortfolioOrleans.Exchanges.Tokens;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.OkxWeb3;

/// <param name="Dollars">US dollars for one unit; null where nothing trades.</param>
internal sealed record OkxWeb3PriceRow(TokenKey Key, decimal? Dollars, DateTimeOffset? At);

/// <summary>What a token traded at during one bar.</summary>
/// <param name="Volume">In units of the token.</param>
/// <param name="DollarVolume">In US dollars.</param>
/// <param name="IsClosed">False while the bar is under way.</param>
public sealed record TokenCandle(
    DateTimeOffset OpenedAt, decimal Open, decimal High, decimal Low, decimal Close, decimal Volume, decimal DollarVolume, bool IsClosed);

/// <param name="IsRecognized">OKX says that large exchanges list it, or that it was checked: its symbol is to be believed.</param>
internal sealed record OkxWeb3TokenInfoRow(TokenKey Key, string? Name, string? Symbol, int? Decimals, bool IsRecognized);

internal static class OkxWeb3Market
{
    public static ImmutableArray<OkxWeb3PriceRow> ReadPrices(WireNode root) =>
        OkxEnvelope.Rows(root, row => new OkxWeb3PriceRow(OkxWeb3Wallet.Key(row), row.Price("price"), row.Time("time")));

    /// <summary>Eight columns: time, open, high, low, close, volume, volume in dollars, whether the bar is closed. Newest first, as served.</summary>
    public static ImmutableArray<TokenCandle> ReadCandles(WireNode root) => WireCells.Rows(root, "data", cells => new TokenCandle(
        cells.RequiredTime(0), cells.RequiredNumber(1), cells.RequiredNumber(2), cells.RequiredNumber(3), cells.RequiredNumber(4), cells.RequiredNumber(5),
        cells.RequiredNumber(6), cells.RequiredNumber(7) == 1m));

    public static ImmutableArray<OkxWeb3TokenInfoRow> ReadTokenInfo(WireNode root) => OkxEnvelope.Rows(root, row => new OkxWeb3TokenInfoRow(
        OkxWeb3Wallet.Key(row),
        row.Text("tokenName"),
        row.Text("tokenSymbol"),
        row.Number("decimal") is >= 0m and <= 255m and var decimals ? (int)decimals : null,
        IsRecognized(row)));

    /// <summary>The body of what asks about several tokens: a list, even for one.</summary>
    public static string Body(IEnumerable<TokenKey> keys) =>
        JsonSerializer.Serialize(keys.Select(key => new { chainIndex = key.Chain, tokenContractAddress = key.Contract }));

    private static bool IsRecognized(WireNode row) =>
        JsonMember.Find(row.Element, "tagList") is { } tags && JsonMember.Find(tags, "communityRecognized") is { ValueKind: JsonValueKind.True };
}
