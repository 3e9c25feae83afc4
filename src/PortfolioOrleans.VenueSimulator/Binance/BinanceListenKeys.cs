using PortfolioOrleans.VenueSimulator.Markets;

namespace PortfolioOrleans.VenueSimulator.Binance;

/// <summary>/fapi listen keys: one for each account, valid for an hour from the last time somebody asked for it or kept it alive.</summary>
internal static class BinanceListenKeys
{
    private static readonly TimeSpan Validity = TimeSpan.FromMinutes(60);

    public const string Path = "/fapi/v1/listenKey";

    public static IReadOnlyList<BinanceEndpoint> Endpoints { get; } =
    [
        new("POST", Path, BinanceAccess.Keyed, "fapi", _ => 1, Start),
        new("PUT", Path, BinanceAccess.Keyed, "fapi", _ => 1, KeepAlive),
        new("DELETE", Path, BinanceAccess.Keyed, "fapi", _ => 1, End),
    ];

    private static object Start(BinanceCall call)
    {
        var account = call.Account;
        if (account.ListenKey is null || account.ListenKeyUntil <= call.Context.Now)
        {
            account.ListenKey = Walk.Letters(call.Context.Seed, $"listen/{account.Id}/{call.Context.VenueMs}", 64);
        }

        account.ListenKeyUntil = call.Context.Now + Validity;
        return new { listenKey = account.ListenKey };
    }

    private static object KeepAlive(BinanceCall call)
    {
        if (call.Account.ListenKey is null || call.Account.ListenKeyUntil <= call.Context.Now)
        {
            throw new BinanceRefusal(-1125, "This listenKey does not exist.");
        }

        return Start(call);
    }

    /// <summary>Ends it for everybody who listens with it.</summary>
    private static object End(BinanceCall call)
    {
        call.Account.ListenKey = null;
        return new { };
    }
}
