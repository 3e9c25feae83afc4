namespace PortfolioOrleans.VenueSimulator.Binance;

internal enum BinanceAccess
{
    Public,

    /// <summary>The key header alone.</summary>
    Keyed,

    /// <summary>Key, timestamp and signature.</summary>
    Signed,
}

/// <param name="Budget">"api", "fapi" (COIN-M shares it), "papi", "sapi_ip" or "sapi_uid".</param>
/// <param name="Weight">Depends on the parameters.</param>
/// <param name="Answer">What to send as JSON.</param>
internal sealed record BinanceEndpoint(
    string Method, string Path, BinanceAccess Access, string Budget, Func<BinanceCall, int> Weight, Func<BinanceCall, object> Answer)
{
    /// <summary>The spot API refuses parameters it does not know; the others ignore them.</summary>
    public bool Strict => Budget == "api";

    public static BinanceEndpoint Get(string path, string budget, int weight, BinanceAccess access, Func<BinanceCall, object> answer) =>
        new("GET", path, access, budget, _ => weight, answer);

    public static BinanceEndpoint Get(string path, string budget, Func<BinanceCall, int> weight, BinanceAccess access, Func<BinanceCall, object> answer) =>
        new("GET", path, access, budget, weight, answer);

    public static BinanceEndpoint Post(string path, string budget, int weight, BinanceAccess access, Func<BinanceCall, object> answer) =>
        new("POST", path, access, budget, _ => weight, answer);
}
