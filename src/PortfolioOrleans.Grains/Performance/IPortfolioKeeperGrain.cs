using System.Collections.Immutable;
using Orleans.Concurrency;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Grains.Performance;

/// <summary>Looks after a portfolio's past: lets old rows grow coarser, has past prices filled, closes gaps. Key: the portfolio id.</summary>
[Alias("portfolio-keeper")]
internal interface IPortfolioKeeperGrain : IGrainWithStringKey
{
    /// <summary>The portfolio lives, and holds these. Told with every row that it writes; answers at once, the work is done in the background when it is due.</summary>
    [OneWay, Alias("keep")]
    Task KeepAsync(Asset currency, ImmutableArray<HeldAsset> held);
}

/// <param name="Venue">Where it is held.</param>
[GenerateSerializer, Immutable, Alias("portfolio-keeper.held")]
internal readonly record struct HeldAsset([property: Id(0)] string Venue, [property: Id(1)] Asset Asset);
