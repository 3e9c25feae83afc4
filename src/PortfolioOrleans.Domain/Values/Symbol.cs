namespace PortfolioOrleans.Domain.Values;

/// <summary>A pair: one unit of <paramref name="Base"/> is priced in <paramref name="Quote"/>. A venue's own spelling of it stays in that venue's folder.</summary>
public readonly record struct Symbol(Asset Base, Asset Quote) : IComparable<Symbol>
{
    /// <summary>Reads "BTC-USDT". The last hyphen divides, so that a base may hold one.</summary>
    /// <exception cref="FormatException">There is no hyphen, or one side of it is not an asset code.</exception>
    public static Symbol Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);

        var divide = text.LastIndexOf('-');
        return divide > 0
            ? new Symbol(Asset.Parse(text[..divide]), Asset.Parse(text[(divide + 1)..]))
            : throw new FormatException($"\"{text}\" is not a symbol: it must read BASE-QUOTE, as in BTC-USDT.");
    }

    public int CompareTo(Symbol other)
    {
        var byBase = Base.CompareTo(other.Base);
        return byBase != 0 ? byBase : Quote.CompareTo(other.Quote);
    }

    public override string ToString() => $"{Base}-{Quote}";
}
