using PortfolioOrleans.VenueSimulator.Accounts;
using PortfolioOrleans.VenueSimulator.Markets;

namespace PortfolioOrleans.VenueSimulator.Binance;

/// <summary>
/// Listen keys: one for each account at each of USD-M, COIN-M and portfolio margin, valid for an hour from the last time somebody asked for it or kept
/// it alive.
/// </summary>
internal static class BinanceListenKeys
{
    private static readonly TimeSpan Validity = TimeSpan.FromMinutes(60);

    private static readonly (string Api, string Path)[] Apis = [("fapi", "/fapi/v1/listenKey"), ("dapi", "/dapi/v1/listenKey"), ("papi", "/papi/v1/listenKey")];

    public static IEnumerable<string> Paths => Apis.Select(api => api.Path);

    public static IReadOnlyList<BinanceEndpoint> Endpoints { get; } =
    [
        .. Apis.SelectMany(api => new BinanceEndpoint[]
        {
            new("POST", api.Path, BinanceAccess.Keyed, Budget(api.Api), _ => 1, call => Start(call, api.Api)),
            new("PUT", api.Path, BinanceAccess.Keyed, Budget(api.Api), _ => 1, call => KeepAlive(call, api.Api)),
            new("DELETE", api.Path, BinanceAccess.Keyed, Budget(api.Api), _ => 1, call => End(call, api.Api)),
        }),
    ];

    private static string Budget(string api) => api == "papi" ? "papi" : "fapi";

    private static object Start(BinanceCall call, string api)
    {
        var (account, now) = (call.Account, call.Context.Now);
        var held = account.ListenKeys.GetValueOrDefault(api);
        var key = held is null || held.Until <= now ? Walk.Letters(call.Context.Seed, $"listen/{api}/{account.Id}/{call.Context.VenueMs}", 64) : held.Key;
        account.ListenKeys[api] = new ListenKey(key, now + Validity);
        return new { listenKey = key };
    }

    private static object KeepAlive(BinanceCall call, string api) =>
        call.Account.ListenKeys.GetValueOrDefault(api) is { } held && held.Until > call.Context.Now
            ? Start(call, api)
            : throw new BinanceRefusal(-1125, "This listenKey does not exist.");

    /// <summary>Ends it for everybody who listens with it.</summary>
    private static object End(BinanceCall call, string api)
    {
        call.Account.ListenKeys.Remove(api);
        return new { };
    }
}
