namespace PortfolioOrleans.Exchanges.Okx;

/// <summary>Which of OKX's companies the account is with. Keys, hosts and instruments belong to it.</summary>
public enum OkxRegion
{
    Global,

    /// <summary>The European Economic Area.</summary>
    Europe,

    UnitedStates,
}

/// <summary>Each region's own hosts; a host of another region answers that it does not know the key.</summary>
internal static class OkxHosts
{
    public static Uri Rest(OkxRegion region) => new(region switch
    {
        OkxRegion.Europe => "https://eea.okx.com",
        OkxRegion.UnitedStates => "https://us.okx.com",
        _ => "https://www.okx.com",
    });

    /// <summary>The demo environment shares the REST host, but has streams of its own.</summary>
    public static Uri Streams(OkxRegion region, bool demo) => new((region, demo) switch
    {
        (OkxRegion.Europe, false) => "wss://wseea.okx.com:8443",
        (OkxRegion.Europe, true) => "wss://wseeapap.okx.com:8443",
        (OkxRegion.UnitedStates, false) => "wss://wsus.okx.com:8443",
        (OkxRegion.UnitedStates, true) => "wss://wsuspap.okx.com:8443",
        (_, false) => "wss://ws.okx.com:8443",
        (_, true) => "wss://wspap.okx.com:8443",
    });
}
