
namespace PortfolioOrleans.Benchmarks.Engine;

/// <summary>A grain that does nothing, so that what is measured is the call.</summary>
[Alias("benchmark.trivial")]
internal interface ITrivialGrain : IGrainWithIntegerKey
{
    [Alias("echo")]
    Task<int> EchoAsync(int value);
}

internal sealed class TrivialGrain : Grain, ITrivialGrain
{
    public Task<int> EchoAsync(int value) => Task.FromResult(value);
}
