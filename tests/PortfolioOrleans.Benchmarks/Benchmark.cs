namespace PortfolioOrleans.Benchmarks;

/// <summary>Something that can be measured by name.</summary>
/// <param name="What">What it measures, in a line.</param>
/// <param name="Usual">How long one measurement takes when it is asked for by name.</param>
/// <param name="Short">How long when all are run.</param>
/// <param name="RunAsync">Measures, each measurement taking so long, and prints.</param>
internal sealed record Benchmark(string Name, string What, TimeSpan Usual, TimeSpan Short, Func<TimeSpan, Task> RunAsync);
