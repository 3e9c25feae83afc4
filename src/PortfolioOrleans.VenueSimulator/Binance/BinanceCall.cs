using System.Globalization;
using PortfolioOrleans.VenueSimulator.Accounts;
using PortfolioOrleans.VenueSimulator.Markets;
using PortfolioOrleans.VenueSimulator.Traffic;

namespace PortfolioOrleans.VenueSimulator.Binance;

/// <summary>One request being answered: who asks, when, and with which parameters.</summary>
internal sealed class BinanceCall(VenueContext context, BinanceParameters parameters, Account? account)
{
    private static readonly string[] KnownIntervals =
        ["1s", "1m", "3m", "5m", "15m", "30m", "1h", "2h", "4h", "6h", "8h", "12h", "1d", "3d", "1w", "1M"];

    public VenueContext Context => context;

    public BinanceParameters Parameters => parameters;

    /// <summary>Only where the endpoint wants a key.</summary>
    public Account Account => account!;

    public string? Text(string name) => parameters.Text(name);

    /// <exception cref="BinanceRefusal">-1102.</exception>
    public string Required(string name) => parameters.Text(name) ?? throw BinanceRefusal.Missing(name);

    public bool Flag(string name) => string.Equals(parameters.Text(name), "true", StringComparison.OrdinalIgnoreCase);

    /// <exception cref="BinanceRefusal">-1100.</exception>
    public long? Number(string name) => parameters.Text(name) is not { } text ? null
        : text.Length <= 19 && text.All(char.IsAsciiDigit) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw BinanceRefusal.IllegalCharacters(name, "^[0-9]{1,20}$");

    /// <exception cref="BinanceRefusal">-1100, or -1130 outside 1 to <paramref name="most"/>.</exception>
    public int Limit(string name, int usual, int most) =>
        Number(name) is not { } limit ? usual : limit >= 1 && limit <= most ? (int)limit : throw BinanceRefusal.Invalid(name);

    /// <exception cref="BinanceRefusal">-1100.</exception>
    public DateTimeOffset? Time(string name) => Number(name) is not { } ms ? null
        : ms <= 253402300799999 ? DateTimeOffset.FromUnixTimeMilliseconds(ms)
        : throw BinanceRefusal.IllegalCharacters(name, "^[0-9]{1,20}$");

    /// <exception cref="BinanceRefusal">-1102 or -1121.</exception>
    public Market Symbol(bool spot) => MarketOf(Required("symbol"), spot);

    /// <summary>One market, several, or null for all.</summary>
    /// <exception cref="BinanceRefusal">-1121, or -1128 when both ways of naming are used.</exception>
    public IReadOnlyList<Market>? Symbols(bool spot)
    {
        var one = parameters.Text("symbol");
        var many = parameters.Text("symbols");
        if (one is not null && many is not null)
        {
            throw BinanceRefusal.BadCombination();
        }

        if (one is not null)
        {
            return [MarketOf(one, spot)];
        }

        return many is null ? null : [.. parameters.Names("symbols").Select(name => MarketOf(name, spot))];
    }

    /// <exception cref="BinanceRefusal">-1102 or -1120.</exception>
    public string Interval() => Required("interval") is var interval && KnownIntervals.Contains(interval)
        ? interval
        : throw new BinanceRefusal(-1120, "Invalid interval.");

    private static Market MarketOf(string symbol, bool spot) => symbol.Length is > 0 and <= 20 && symbol.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c))
        ? MarketCatalog.Find(SimulatedVenue.Binance, spot, symbol) ?? throw BinanceRefusal.UnknownSymbol()
        : throw BinanceRefusal.IllegalCharacters("symbol", "^[A-Z0-9-_.]{1,20}$");
}
