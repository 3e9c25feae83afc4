using System.Text.Json;

namespace PortfolioOrleans.VenueSimulator.Binance;

/// <summary>The parameters of a request, from the query and from a form body, decoded; remembers which were read.</summary>
internal sealed class BinanceParameters
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly HashSet<string> _read = ["timestamp", "recvWindow", "signature", "apiKey"];

    /// <exception cref="BinanceRefusal">-1101 for a name that comes twice, -1105 for an empty value.</exception>
    public static BinanceParameters Parse(string query, string body)
    {
        var parameters = new BinanceParameters();
        foreach (var pair in $"{query}&{body}".Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            parameters.Add(Uri.UnescapeDataString(parts[0]), parts.Length == 2 ? Uri.UnescapeDataString(parts[1].Replace('+', ' ')) : "");
        }

        return parameters;
    }

    public void Add(string name, string value)
    {
        if (value.Length == 0)
        {
            throw new BinanceRefusal(-1105, $"Parameter '{name}' was empty.");
        }

        if (!_values.TryAdd(name, value))
        {
            throw new BinanceRefusal(-1101, "Duplicate values for a parameter detected.");
        }
    }

    /// <summary>Null when it was not sent.</summary>
    public string? Text(string name)
    {
        _read.Add(name);
        return _values.GetValueOrDefault(name);
    }

    /// <summary>All, in the order of their names; that is the order in which the WebSocket API signs them.</summary>
    public IEnumerable<KeyValuePair<string, string>> Sorted => _values.OrderBy(pair => pair.Key, StringComparer.Ordinal);

    /// <summary>A JSON array of names, such as ["BTCUSDT","ETHUSDT"].</summary>
    /// <exception cref="BinanceRefusal">-1100 for anything else, -1151 for a name that comes twice.</exception>
    public string[] Names(string name)
    {
        var text = Text(name) ?? throw BinanceRefusal.Missing(name);
        try
        {
            var names = JsonSerializer.Deserialize<string[]>(text) ?? [];
            return names.Distinct(StringComparer.Ordinal).Count() == names.Length
                ? names
                : throw new BinanceRefusal(-1151, "Symbol is present multiple times in the list.");
        }
        catch (JsonException)
        {
            throw BinanceRefusal.IllegalCharacters(name, "^\\[(\"[A-Z0-9-_.]{1,20}\"(,\"[A-Z0-9-_.]{1,20}\"){0,}){0,1}\\]$");
        }
    }

    /// <exception cref="BinanceRefusal">-1104 when something was sent that the endpoint does not know.</exception>
    public void RequireAllRead()
    {
        var unread = _values.Keys.Count(name => !_read.Contains(name));
        if (unread > 0)
        {
            throw new BinanceRefusal(
                -1104, $"Not all sent parameters were read; read '{_values.Count - unread}' parameter(s) but was sent '{_values.Count}'.");
        }
    }
}
