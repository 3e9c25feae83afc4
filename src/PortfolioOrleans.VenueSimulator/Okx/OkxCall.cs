using System.Globalization;
using PortfolioOrleans.VenueSimulator.Accounts;
using PortfolioOrleans.VenueSimulator.Markets;
using PortfolioOrleans.VenueSimulator.Traffic;

namespace PortfolioOrleans.VenueSimulator.Okx;

/// <summary>One request being answered: who asks, when, and with which parameters.</summary>
internal sealed class OkxCall(VenueContext context, IReadOnlyDictionary<string, string> parameters, Account? account)
{
    private static readonly string[] KnownTypes = ["SPOT", "MARGIN", "SWAP", "FUTURES", "OPTION"];

    public VenueContext Context => context;

    /// <summary>Only where the endpoint is private.</summary>
    public Account Account => account!;

    public static IReadOnlyDictionary<string, string> Parse(string query)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            parameters[Uri.UnescapeDataString(parts[0])] = parts.Length == 2 ? Uri.UnescapeDataString(parts[1]) : "";
        }

        return parameters;
    }

    /// <summary>Null when it is missing or empty.</summary>
    public string? Text(string name) => parameters.GetValueOrDefault(name) is { Length: > 0 } text ? text : null;

    /// <exception cref="OkxRefusal">50014.</exception>
    public string Required(string name) => Text(name) ?? throw OkxRefusal.Empty(name);

    /// <summary>Comma-separated; null when it is missing.</summary>
    /// <exception cref="OkxRefusal">51000 for more than 20.</exception>
    public HashSet<string>? List(string name) => Text(name)?.Split(',') switch
    {
        null => null,
        { Length: > 20 } => throw OkxRefusal.Wrong(name),
        var names => [.. names],
    };

    /// <exception cref="OkxRefusal">51000.</exception>
    public long? Number(string name) => Text(name) is not { } text ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw OkxRefusal.Wrong(name);

    /// <exception cref="OkxRefusal">50014 when it is required, 51000 for an unknown type.</exception>
    public string? Type(bool required = false)
    {
        var type = required ? Required("instType") : Text("instType");
        return type is null || KnownTypes.Contains(type) ? type : throw OkxRefusal.Wrong("instType");
    }

    /// <exception cref="OkxRefusal">50014 or 51001.</exception>
    public Market Instrument() => MarketCatalog.FindOkx(Required("instId")) is { } market && context.Lists(market) ? market : throw OkxRefusal.UnknownInstrument();

    /// <summary>Rows between the cursors, newest first: after = older than, before = newer than; begin and end are inclusive times.</summary>
    /// <param name="rows">Oldest first.</param>
    /// <param name="cursor">What after and before compare with.</param>
    /// <exception cref="OkxRefusal">51000.</exception>
    public IEnumerable<T> Page<T>(IEnumerable<T> rows, Func<T, long> cursor, Func<T, DateTimeOffset> at, int most = 100)
    {
        var (after, before, begin, end) = (Number("after"), Number("before"), Number("begin"), Number("end"));
        var limit = Number("limit") ?? 100;
        if (limit < 1 || limit > most)
        {
            throw OkxRefusal.Wrong("limit");
        }

        return rows
            .Where(row => (after is null || cursor(row) < after) && (before is null || cursor(row) > before))
            .Where(row => (begin is null || WireJson.Ms(at(row)) >= begin) && (end is null || WireJson.Ms(at(row)) <= end))
            .Reverse()
            .Take((int)limit);
    }
}
