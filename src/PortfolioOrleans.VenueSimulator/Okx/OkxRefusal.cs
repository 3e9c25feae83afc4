using PortfolioOrleans.VenueSimulator.Traffic;

namespace PortfolioOrleans.VenueSimulator.Okx;

/// <summary>A request that OKX turns down, with its code and words; ends the handling of that request.</summary>
/// <param name="status">The HTTP status; many of OKX's errors come with 200.</param>
internal sealed class OkxRefusal(string code, string message, int status) : Exception(message)
{
    public string Code => code;

    public int Status => status;

    public VenueResponse Response => VenueResponse.Of(status, new { msg = Message, code, data = Array.Empty<object>() });

    public static OkxRefusal TooMany() => new("50011", "Too Many Requests", 429);

    public static OkxRefusal Empty(string name) => new("50014", $"Parameter {name} cannot be empty.", 400);

    public static OkxRefusal Either(string one, string other) => new("50015", $"Either parameter {one} or {other} is required.", 400);

    public static OkxRefusal Wrong(string name) => new("51000", $"Parameter {name} error", 400);

    public static OkxRefusal UnknownInstrument() => new("51001", "Instrument ID, Instrument ID code, or Spread ID doesn't exist.", 200);

    public static OkxRefusal Unauthorized(string code, string message) => new(code, message, 401);

    public static OkxRefusal Unavailable() => new("50001", "Service temporarily unavailable. Try again later.", 503);
}
