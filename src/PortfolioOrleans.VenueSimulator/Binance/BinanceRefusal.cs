using PortfolioOrleans.VenueSimulator.Traffic;

namespace PortfolioOrleans.VenueSimulator.Binance;

/// <summary>A request that Binance turns down, with its code and words; ends the handling of that request.</summary>
internal sealed class BinanceRefusal(int code, string message, int status = 400) : Exception(message)
{
    public int Code => code;

    public int Status => status;

    /// <summary>When to come back, for refusals by rate.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public VenueResponse Response => VenueResponse.Of(status, new { code, msg = Message }) is var response && RetryAfter is { } pause
        ? response.With("Retry-After", $"{Math.Ceiling(pause.TotalSeconds)}")
        : response;

    public static BinanceRefusal Missing(string name) => new(-1102, $"Mandatory parameter '{name}' was not sent, was empty/null, or malformed.");

    public static BinanceRefusal IllegalCharacters(string name, string range) =>
        new(-1100, $"Illegal characters found in parameter '{name}'; legal range is '{range}'.");

    public static BinanceRefusal Invalid(string name) => new(-1130, $"Data sent for parameter '{name}' is not valid.");

    public static BinanceRefusal UnknownSymbol() => new(-1121, "Invalid symbol.");

    public static BinanceRefusal BadCombination() => new(-1128, "Combination of optional parameters invalid.");

    public static BinanceRefusal TooLong(string window) => new(-1127, $"More than {window} between startTime and endTime.");

    /// <summary>Simple earn's own words for a window of more than 30 days.</summary>
    public static BinanceRefusal EarnTooLong() => new(-6021, "Query time range cannot exceed 30 days.");

    /// <param name="limit">What a minute allows.</param>
    public static BinanceRefusal TooMuchWeight(int limit, TimeSpan retryAfter) => new(
        -1003,
        $"Too much request weight used; current limit is {limit} request weight per 1 MINUTE. Please use WebSocket Streams for live updates to avoid polling the API.",
        429)
    {
        RetryAfter = retryAfter,
    };

    /// <param name="retryAfter">Null leaves the header out; the text says it all the same.</param>
    public static BinanceRefusal Banned(DateTimeOffset until, TimeSpan? retryAfter) => new(
        -1003,
        $"Way too much request weight used; IP banned until {WireJson.Ms(until)}. Please use WebSocket Streams for live updates to avoid bans.",
        418)
    {
        RetryAfter = retryAfter,
    };

    public static BinanceRefusal KeyFormat() => new(-2014, "API-key format invalid.", 401);

    public static BinanceRefusal KeyRejected() => new(-2015, "Invalid API-key, IP, or permissions for action.", 401);

    public static BinanceRefusal BadSignature() => new(-1022, "Signature for this request is not valid.");
}
