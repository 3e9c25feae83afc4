using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Exchanges.Okx;

/// <summary>
/// What an instrument's id says by itself, for those that no list has: contracts that have expired, pairs that were delisted. Where there is a list, it is
/// asked first.
/// </summary>
internal static class OkxNames
{
    /// <summary>The id's first two parts; the whole id in <paramref name="otherwise"/> where it has none. "BTC-USD_UM-XPERP" is on BTC-USD.</summary>
    public static Symbol Symbol(string instrument, Asset otherwise)
    {
        var parts = instrument.Split('-');
        return parts.Length >= 2 && Asset.TryParse(parts[0], out var underlying) && Asset.TryParse(parts[1].Split('_')[0], out var quote)
            ? new Symbol(underlying, quote)
            : new Symbol(Asset.Parse(instrument), otherwise);
    }

    /// <summary>A contract in dollars that no stablecoin stands for settles in the coin itself.</summary>
    public static Asset Settlement(Symbol symbol) => symbol.Quote == Asset.Usd ? symbol.Base : symbol.Quote;

    /// <summary>"BTC-USD" of "BTC-USD-260327-92000-C": OKX lists options by it.</summary>
    public static string OptionFamily(string instrument)
    {
        var parts = instrument.Split('-');
        return parts.Length >= 2 ? $"{parts[0]}-{parts[1]}" : instrument;
    }
}
