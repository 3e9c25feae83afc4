using PortfolioOrleans.VenueSimulator;
using PortfolioOrleans.VenueSimulator.Control;
using VenueFault = PortfolioOrleans.VenueSimulator.Control.FaultKind;

namespace PortfolioOrleans.Exchanges.Tests.Conformance;

/// <summary>What the simulator is told, to make a trouble happen at one of its venues.</summary>
internal static class SimulatedTroubles
{
    /// <summary>What lies behind these needs a permission of its own at Binance; a key may always read its own rights.</summary>
    private static readonly string[] BinanceWallets = ["/sapi/v3/asset/", "/sapi/v1/asset/", "/sapi/v1/simple-earn/", "/sapi/v1/margin/", "/sapi/v1/capital/", "/fapi/", "/dapi/"];

    public static IEnumerable<FaultOrder> Orders(SimulatedVenue venue, Trouble trouble) => trouble == Trouble.NoPermission
        ? (venue == SimulatedVenue.Binance ? BinanceWallets : ["/"]).Select(path => Of(venue, VenueFault.Forbidden) with { Path = path })
        : [Order(venue, trouble)];

    private static FaultOrder Order(SimulatedVenue venue, Trouble trouble) => trouble switch
    {
        Trouble.ServerError => Of(venue, VenueFault.HttpStatus) with { Status = 500 },
        Trouble.Maintenance => Of(venue, VenueFault.Maintenance),
        Trouble.ConnectionCut => Of(venue, VenueFault.Cut),
        Trouble.WebPage => Of(venue, VenueFault.Malformed) with { Spoil = SpoilKind.Html },
        Trouble.EmptyBody => Of(venue, VenueFault.Malformed) with { Spoil = SpoilKind.Empty },
        Trouble.TruncatedBody => Of(venue, VenueFault.Malformed) with { Spoil = SpoilKind.Truncated },
        Trouble.WrongTypes => Of(venue, VenueFault.Malformed) with { Spoil = SpoilKind.WrongTypes },
        Trouble.HugeNumbers => Of(venue, VenueFault.Malformed) with { Spoil = SpoilKind.HugeNumbers },
        Trouble.NotNumbers => Of(venue, VenueFault.Malformed) with { Spoil = SpoilKind.NotNumbers },
        Trouble.RateLimited => Of(venue, VenueFault.HttpStatus) with { Status = 429, RetryAfter = 30 },
        Trouble.Banned => Of(venue, VenueFault.HttpStatus) with { Status = 418, RetryAfter = 120 },
        Trouble.RevokedKey => Of(venue, VenueFault.RevokedKey),
        _ => throw new ArgumentOutOfRangeException(nameof(trouble), trouble, null),
    };

    private static FaultOrder Of(SimulatedVenue venue, VenueFault kind) => new() { Kind = kind, Venue = venue };
}
