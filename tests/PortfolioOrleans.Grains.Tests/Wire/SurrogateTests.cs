using System.Collections.Immutable;
using System.Reflection;
using PortfolioOrleans.Contracts;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges;
using PortfolioOrleans.Exchanges.Gate;

namespace PortfolioOrleans.Grains.Tests.Wire;

/// <summary>What crosses the wire in another shape arrives as what it was, to the last member.</summary>
public sealed class SurrogateTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);
    private static readonly ExchangeFault Fault = new(FaultKind.RateLimited, "-1003 too much", TimeSpan.FromSeconds(7));
    private static readonly Drawdown Fallen = Drawdown.Start(100m, Noon).Observe(80m, 5m, Noon.AddHours(1)).Observe(90m, 0m, Noon.AddHours(3));

    private static readonly Position Short = new(
        "BTC-USD-SWAP", Symbol.Parse("BTC-USD"), PositionSide.Short, 12m, new ContractTerms(ContractKind.Inverse, 100m, Asset.Btc), 50_000m, 49_000m, 0.1m, 10m, 61_000m,
        MarginMode.Isolated, -0.02m, AddsToEquity: true, Noon, Noon.AddHours(1), "pos-7");

    private static readonly PoolPosition Share = new(
        "v3-7", "uniswap-v3", "0xpool", [new PoolSide(Asset.Btc, 1m, 2m, 3m)], Counts: true, InRange: true, 50_000m, 40_000m, 60_000m,
        new PoolAgainstHolding(Asset.Usdt, 90m, 100m, 5m, -10d), "why");

    // Each differs from the default in every member, so that a forgotten one shows.
    private static readonly object[] Values =
    [
        Asset.Btc,
        Symbol.Parse("BTC-USDT"),
        new Money(1.23m, Asset.Usdt),
        AssetBalance.Restore(Asset.Btc, 1m, 2m, 4m),
        Short.Terms,
        Short,
        new WalletHoldings(WalletKind.Trading, [AssetBalance.Of(Asset.Btc, 1m)], [Short], Noon, "does not answer"),
        Share,
        Share.Sides[0],
        Share.Holding!,
        new AssetSector(Asset.Btc, "Meme"),
        new AccountDetails([Share], [AssetBalance.Of(Asset.Btc, 1m)], [new AssetSector(Asset.Btc, "Meme")], Noon, "does not answer"),
        Fallen,
        EquityTrack.Start(100m, 10m, Noon).Observe(80m, 12m, Noon.AddDays(1)),
        new FlowBaseline(
            ImmutableDictionary<string, decimal>.Empty.Add("fake-1/Spot", 5m),
            ImmutableDictionary<string, ImmutableArray<Money>>.Empty.Add("fake-1", [new Money(2m, Asset.Btc)])),
        new RequestCost("api.host", "api", 20, 6_000, TimeSpan.FromMinutes(1), RequestPriority.Live),
        Fault,
        new Admission(Fault, TimeSpan.FromMilliseconds(250)),
        new RequestOutcome("api.host", "api", 40, Fault),
    ];

    /// <summary>Every converter that this product registers.</summary>
    public static TheoryData<string> Converters => [.. All.Select(converter => converter.Name)];

    private static IEnumerable<Type> All => new[] { typeof(Names).Assembly, typeof(GrainsRegistration).Assembly }
        .SelectMany(assembly => assembly.GetTypes())
        .Where(type => type.GetCustomAttribute<RegisterConverterAttribute>() is not null);

    [Theory]
    [MemberData(nameof(Converters))]
    public void What_arrives_is_what_was_sent(string name)
    {
        var converter = All.Single(type => type.Name == name);
        var shape = converter.GetInterfaces().Single(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IConverter<,>));
        var sent = Values.Single(value => value.GetType() == shape.GetGenericArguments()[0]);

        var arrived = typeof(SurrogateTests).GetMethod(nameof(ThereAndBack), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(shape.GetGenericArguments())
            .Invoke(null, [Activator.CreateInstance(converter), sent]);

        Assert.Equivalent(sent, arrived, strict: true);
    }

    private static TValue ThereAndBack<TValue, TSurrogate>(IConverter<TValue, TSurrogate> converter, TValue value)
        where TSurrogate : struct => converter.ConvertFromSurrogate(converter.ConvertToSurrogate(value));
}
