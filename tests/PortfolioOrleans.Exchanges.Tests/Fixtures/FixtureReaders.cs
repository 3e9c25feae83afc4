using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Tests.Fixtures;

/// <summary>
/// Which path is read by which parser of the adapters, and how what it reads is called in the fixtures. A path that no venue's part knows is not offered.
/// </summary>
internal static class FixtureReaders
{
    public static Func<WireNode, Said>? Find(Fixture fixture) => OkxFixtures.Find(fixture)
        ?? BinanceFixtures.Find(fixture)
        ?? (fixture.Kind == "rest" ? OkxWeb3FixtureReaders.Find(fixture.Path) : null);

    public static string Side(PositionSide side) => side == PositionSide.Long ? "long" : "short";

    public static string? Mode(MarginMode? mode) => mode?.ToString().ToLowerInvariant();
}
