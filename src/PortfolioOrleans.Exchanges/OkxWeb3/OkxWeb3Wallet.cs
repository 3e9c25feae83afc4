using System.Collections.Immutable;
using System.Globalization;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Okx;
using PortfolioOrleans.Exchanges.Tokens;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.OkxWeb3;

/// <summary>One token an address holds.</summary>
/// <param name="Amount">In the units people count in; null for a token of no standing that claims more units than any asset has.</param>
/// <param name="Raw">In the smallest unit, as text; samples show it at odds with the amount, which is what counts.</param>
/// <param name="DollarPrice">By OKX, null where it has none.</param>
/// <param name="IsRisk">OKX takes it for spam or worse.</param>
internal sealed record OkxWeb3TokenRow(TokenKey Key, string? Symbol, decimal? Amount, string? Raw, decimal? DollarPrice, bool IsRisk)
{
    public Asset Asset { get; } = TokenCodes.Of(Key, Symbol);

    /// <summary>Neither counted nor a reason to mistrust the rest: what strangers can send to anybody must not be able to break a portfolio.</summary>
    public bool IsSetAside => IsRisk || Amount is null;
}

internal static class OkxWeb3Wallet
{
    private const int LongestChain = 12;

    /// <summary>What an address is worth in dollars by OKX's own count, scams left out where they were asked to be; null where it holds nothing.</summary>
    public static decimal? ReadTotal(WireNode root) =>
        OkxEnvelope.Rows(root, row => row.Figure("totalValue")) is [var total, ..] ? total : null;

    public static ImmutableArray<OkxWeb3TokenRow> ReadTokens(WireNode root) =>
        [.. OkxEnvelope.Rows(root, account => account.Rows("tokenAssets", ReadToken)).SelectMany(rows => rows)];

    /// <summary>What counts, one row for each code: the same coin on several chains is one holding.</summary>
    public static ImmutableArray<AssetBalance> ToBalances(ImmutableArray<OkxWeb3TokenRow> rows) => Sums(rows.Where(row => !row.IsSetAside));

    /// <summary>What is set aside, one row for each code; a row that claims an impossible amount is shown with the largest that can be.</summary>
    public static ImmutableArray<AssetBalance> ToSetAside(ImmutableArray<OkxWeb3TokenRow> rows) => Sums(rows.Where(row => row.IsSetAside));

    /// <summary>The chain's number in digits, which codes are made of.</summary>
    public static string Chain(WireNode row) => row.RequiredText("chainIndex") is var chain && chain.Length <= LongestChain && chain.All(char.IsAsciiDigit)
        ? chain
        : throw new WireException("chainIndex", "is not a chain's number");

    public static TokenKey Key(WireNode row) => new(Chain(row), ChainAddress.Contract(row.Text("tokenContractAddress")?.Trim()));

    private static ImmutableArray<AssetBalance> Sums(IEnumerable<OkxWeb3TokenRow> rows) =>
    [
        .. rows
            .GroupBy(row => row.Asset)
            .Select(same => AssetBalance.Of(same.Key, same.Aggregate(0m, (sum, row) => sum + (row.Amount ?? WireNode.Largest))))
            .Where(balance => !balance.IsZero),
    ];

    private static OkxWeb3TokenRow ReadToken(WireNode row)
    {
        var key = Key(row);
        return new OkxWeb3TokenRow(
            key,
            row.Text("symbol"),
            VerifiedTokens.Find(key) is null ? Claimed(row) : row.RequiredAmount("balance"),
            row.Text("rawBalance"),
            row.Price("tokenPrice"),
            row.Flag("isRiskToken") ?? false);
    }

    /// <summary>
    /// Anybody can make a token with any number of units and digits; only what is no number at all makes the answer unreadable, and what no decimal holds is rounded.
    /// </summary>
    private static decimal? Claimed(WireNode row) =>
        double.TryParse(row.Text("balance"), NumberStyles.Float, CultureInfo.InvariantCulture, out var claimed) && claimed > (double)WireNode.Largest && double.IsFinite(claimed)
            ? null
            : row.Figure("balance") is >= 0m and var amount ? amount
            : row.RequiredAmount("balance");
}
