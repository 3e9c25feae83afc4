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
    public Market Symbol(bool spot) => MarketOf(Required("symbol"), spot ? MarketKind.Spot : MarketKind.Linear);

    /// <exception cref="BinanceRefusal">-1102 or -1121.</exception>
    public Market CoinSymbol() => MarketOf(Required("symbol"), MarketKind.Inverse);

    /// <summary>The times asked for, in a list that shows at most so much at once.</summary>
    /// <param name="usual">How far back without times, and from the one time that is given.</param>
    /// <exception cref="BinanceRefusal">-1127 for more, or what <paramref name="refusal"/> says.</exception>
    public (DateTimeOffset Start, DateTimeOffset End) Window(TimeSpan usual, TimeSpan widest, string words, Func<BinanceRefusal>? refusal = null)
    {
        var (start, end) = (Time("startTime"), Time("endTime"));
        if (end < start)
        {
            throw BinanceRefusal.Invalid("startTime");
        }

        if (end - start > widest)
        {
            throw refusal?.Invoke() ?? BinanceRefusal.TooLong(words);
        }

        return (start, end) switch
        {
            ({ } from, { } to) => (from, to),
            ({ } from, null) => (from, from + usual),
            (null, { } to) => (to - usual, to),
            _ => (context.VenueTime - usual, context.VenueTime),
        };
    }

    /// <summary>One page by the parameters current and size, and how many rows there are in all.</summary>
    /// <exception cref="BinanceRefusal">-1130 for a size above 100.</exception>
    public (int Total, List<T> Rows) Page<T>(IEnumerable<T> rows)
    {
        var (page, size) = (Limit("current", 1, int.MaxValue), Limit("size", 10, 100));
        var all = rows.ToList();
        return (all.Count, [.. all.Skip((int)Math.Min(((long)page - 1) * size, int.MaxValue)).Take(size)]);
    }

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
            return [MarketOf(one, spot ? MarketKind.Spot : MarketKind.Linear)];
        }

        return many is null ? null : [.. parameters.Names("symbols").Select(name => MarketOf(name, spot ? MarketKind.Spot : MarketKind.Linear))];
    }

    /// <exception cref="BinanceRefusal">-1102 or -1120.</exception>
    public string Interval() => Required("interval") is var interval && KnownIntervals.Contains(interval)
        ? interval
        : throw new BinanceRefusal(-1120, "Invalid interval.");

    private Market MarketOf(string symbol, MarketKind kind)
    {
        if (symbol.Length is 0 or > 20 || !symbol.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c is '-' or '_' or '.'))
        {
            throw BinanceRefusal.IllegalCharacters("symbol", "^[A-Z0-9-_.]{1,20}$");
        }

        return MarketCatalog.Find(SimulatedVenue.Binance, kind == MarketKind.Spot, symbol) is { } market && market.Kind == kind && context.Lists(market)
            ? market
            : throw BinanceRefusal.UnknownSymbol();
    }
}
