namespace PortfolioOrleans.Domain.Values;

/// <summary>
/// What can be held and priced: a coin, a token, a fiat currency. The code is the venue's own text, compared to the letter:
/// codes may be numeric ("1000SATS"), mixed case ("stETH") or not ASCII, and an unknown one is as good as a known one.
/// The default value is no asset at all and prints as "".
/// </summary>
public readonly record struct Asset : IComparable<Asset>
{
    private const int LongestCode = 64;

    private readonly string? _code;

    private Asset(string code) => _code = code;

    public static Asset Usd { get; } = new("USD");

    public static Asset Usdt { get; } = new("USDT");

    public static Asset Usdc { get; } = new("USDC");

    public static Asset Btc { get; } = new("BTC");

    public string Code => _code ?? "";

    public bool IsNone => _code is null;

    /// <exception cref="FormatException">The text is blank, longer than 64 characters, or holds a control character.</exception>
    public static Asset Parse(string text) => TryParse(text, out var asset)
        ? asset
        : throw new FormatException($"\"{text}\" is not an asset code: it must be 1 to {LongestCode} characters, none of them a control character.");

    public static bool TryParse(string? text, out Asset asset)
    {
        asset = default;
        var code = text?.Trim();
        if (string.IsNullOrEmpty(code) || code.Length > LongestCode || HasControl(code))
        {
            return false;
        }

        asset = new Asset(code);
        return true;
    }

    public int CompareTo(Asset other) => string.CompareOrdinal(Code, other.Code);

    public override string ToString() => Code;

    /// <summary>Written out, since codes are read by the thousand.</summary>
    private static bool HasControl(ReadOnlySpan<char> code)
    {
        foreach (var character in code)
        {
            if (char.IsControl(character))
            {
                return true;
            }
        }

        return false;
    }
}
