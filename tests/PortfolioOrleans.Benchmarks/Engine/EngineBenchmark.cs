using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans;
using Orleans.Hosting;

namespace PortfolioOrleans.Benchmarks.Engine;

/// <summary>What the grain engine costs: co-hosted calls a second, and bytes an idle activation.</summary>
internal static class EngineBenchmark
{
    private const int Grains = 1_000;
    private const int Callers = 100;
    private const int Idle = 100_000;
    private const int Rounds = 5;

    /// <summary>Takes the seconds a round lasts, 3 unless said.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var seconds = args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 3;
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.UseOrleans(silo => silo.UseLocalhostClustering());
        using var host = builder.Build();
        await host.StartAsync();
        var client = host.Services.GetRequiredService<IClusterClient>();

        var grains = Enumerable.Range(0, Grains).Select(key => client.GetGrain<ITrivialGrain>(key)).ToArray();
        await CallAllAsync(grains);
        var best = 0.0;
        for (var round = 1; round <= Rounds; round++)
        {
            var rate = await MeasureAsync(grains, TimeSpan.FromSeconds(seconds));
            best = Math.Max(best, rate);
            Say($"round {round}: {rate:N0} calls/s");
        }

        Say($"best of {Rounds}: {best:N0} calls/s, {Grains:N0} grains, {Callers} callers, {Environment.ProcessorCount} processors");

        var before = LiveBytes();
        await CallAllAsync([.. Enumerable.Range(Grains, Idle).Select(key => client.GetGrain<ITrivialGrain>(key))]);
        Say($"an idle activation: {(LiveBytes() - before) / Idle:N0} bytes, measured over {Idle:N0}");
        await host.StopAsync();
        return 0;
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

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
