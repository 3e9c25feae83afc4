using System.Globalization;
using System.Numerics;
using PortfolioOrleans.Exchanges.Okx;
using PortfolioOrleans.Exchanges.Tokens;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.OkxWeb3;

/// <summary>One side of a quoted exchange.</summary>
/// <param name="DollarPrice">Of one unit, null where OKX has none.</param>
internal sealed record OkxWeb3QuoteSide(TokenKey Key, string? Symbol, int Decimals, decimal? DollarPrice);

/// <summary>What one token would bring in another just now.</summary>
/// <param name="FromRaw">In the smallest unit, as all raw amounts; up to 256 bits.</param>
/// <param name="PriceImpactPct">Below zero for a loss against the present price.</param>
/// <param name="GasUnits">Of the chain's gas, not of any coin.</param>
/// <param name="NetworkFeeDollars">About what the network would take, in dollars.</param>
internal sealed record OkxWeb3Quote(
    string Chain, OkxWeb3QuoteSide From, OkxWeb3QuoteSide To, BigInteger FromRaw, BigInteger ToRaw, decimal? PriceImpactPct, decimal? GasUnits,
    decimal? NetworkFeeDollars)
{
    /// <summary>What is given, in units people count in; null where it fits no number.</summary>
    public decimal? FromAmount => TokenAmount.From(FromRaw, From.Decimals);

    public decimal? ToAmount => TokenAmount.From(ToRaw, To.Decimals);
}

internal static class OkxWeb3Quotes
{
    private const int MostDecimals = 77;
    private const int LongestRaw = 78;

    public static OkxWeb3Quote Read(WireNode root) => OkxEnvelope.Row(root, row => new OkxWeb3Quote(
        OkxWeb3Wallet.Chain(row),
        Side(row, "fromToken"),
        Side(row, "toToken"),
        Raw(row, "fromTokenAmount"),
        Raw(row, "toTokenAmount"),
        row.Figure("priceImpactPercent"),
        row.Figure("estimateGasFee"),
        row.Figure("tradeFee")));

    private static OkxWeb3QuoteSide Side(WireNode row, string name)
    {
        var element = JsonMember.Find(row.Element, name) ?? throw new WireException(name, "is missing");
        try
        {
            var side = new WireNode(element).Object();
            return new OkxWeb3QuoteSide(
                new TokenKey(OkxWeb3Wallet.Chain(row), ChainAddress.Contract(side.Text("tokenContractAddress"))),
                side.Text("tokenSymbol"),
                side.RequiredNumber("decimal") is >= 0m and <= MostDecimals and var decimals ? (int)decimals : throw new WireException("decimal", "is no number of digits"),
                side.Price("tokenUnitPrice"));
        }
        catch (WireException inner)
        {
            throw inner.Under(name);
        }
    }

    private static BigInteger Raw(WireNode row, string name) => row.RequiredText(name) is { Length: <= LongestRaw } text
        && BigInteger.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var raw)
        ? raw
        : throw new WireException(name, "is not a whole number");
}
