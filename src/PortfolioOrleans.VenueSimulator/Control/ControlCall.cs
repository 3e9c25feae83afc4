using System.Globalization;
using System.Text.Json;

namespace PortfolioOrleans.VenueSimulator.Control;

/// <summary>One request to the control API.</summary>
internal sealed record ControlCall(string Method, string[] Segments, Func<string, string?> Query, string Body, JsonSerializerOptions Json)
{
    /// <summary>Method and path, for matching: "GET", "control", "accounts" ...</summary>
    public string[] Route => [Method, .. Segments];

    /// <exception cref="ControlException">bad_json: the body is not what the route takes.</exception>
    public T Read<T>()
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(Body.Length == 0 ? "{}" : Body, Json) ?? throw new ControlException("bad_json", "The body is null.");
        }
        catch (JsonException e)
        {
            throw new ControlException("bad_json", $"The body does not fit: {e.Message}");
        }
    }

    /// <exception cref="ControlException">unknown_venue.</exception>
    public SimulatedVenue Venue => Enum.TryParse<SimulatedVenue>(Query("venue"), ignoreCase: true, out var venue) && Enum.IsDefined(venue)
        ? venue
        : throw new ControlException("unknown_venue", $"Say ?venue=binance, okx, okxweb3 or evm; '{Query("venue")}' is none of them.");

    /// <summary>Null: not said.</summary>
    public SimulatedVenue? VenueOrNone => Query("venue") is null ? null : Venue;

    /// <exception cref="ControlException">bad_value.</exception>
    public int? Number(string name) => Query(name) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw new ControlException("bad_value", $"{name} is a whole number; '{text}' is not.");

    /// <exception cref="ControlException">bad_value.</exception>
    public DateTimeOffset? At => Query("at") is not { } text ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at
        : throw new ControlException("bad_value", $"'{text}' is no time; write it like 2026-01-02T03:04:05Z.");
}
