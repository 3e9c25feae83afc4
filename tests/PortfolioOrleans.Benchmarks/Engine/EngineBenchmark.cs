using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Hosting;
using PortfolioOrleans.Benchmarks.Running;

namespace PortfolioOrleans.Benchmarks.Engine;

/// <summary>What the grain engine costs: co-hosted calls a second, and bytes an idle activation.</summary>
internal static class EngineBenchmark
{
    private const int Grains = 1_000;
    private const int Callers = 100;
    private const int Idle = 100_000;
    private const int Rounds = 5;

    public static async Task RunAsync(TimeSpan round)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.UseOrleans(silo => silo.UseLocalhostClustering(Ports.Free(), Ports.Free()));
        using var host = builder.Build();
        await host.StartAsync();
        var client = host.Services.GetRequiredService<IClusterClient>();

        var grains = Enumerable.Range(0, Grains).Select(key => client.GetGrain<ITrivialGrain>(key)).ToArray();
        await CallAllAsync(grains);
        var rates = new List<double>();
        for (var count = 0; count < Rounds; count++)
        {
            rates.Add(await MeasureAsync(grains, round));
        }

        Report.Line($"rounds: {string.Join(", ", rates.Select(rate => $"{rate / 1000:0}"))} thousand calls/s");
        Report.Figure($"best of {Rounds}, {Grains:N0} grains, {Callers} callers", rates.Max() / 1000, "thousand calls/s");

        var before = LiveBytes();
        foreach (var some in Enumerable.Range(Grains, Idle).Chunk(Grains))
        {
            await CallAllAsync([.. some.Select(key => client.GetGrain<ITrivialGrain>(key))]);
        }

        Report.Figure($"an idle activation, of {Idle:N0}", (double)(LiveBytes() - before) / Idle, "bytes");
        await host.StopAsync();
    }

    private static async Task<double> MeasureAsync(ITrivialGrain[] grains, TimeSpan duration)
    {
        var clock = Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, Callers).Select(async caller =>
        {
            await Task.Yield();
            var calls = 0;
            for (var index = caller; clock.Elapsed < duration; index++)
            {
                // The clock is read once for ten calls, so as not to measure it.
                for (var each = 0; each < 10; each++)
                {
                    calls += await grains[((index * 10) + each) % grains.Length].EchoAsync(1);
                }
            }

            return calls;
        }));
        return counts.Sum() / clock.Elapsed.TotalSeconds;
    }

    private static Task CallAllAsync(ITrivialGrain[] grains) => Task.WhenAll(grains.Select(grain => grain.EchoAsync(0)));

    private static long LiveBytes()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
