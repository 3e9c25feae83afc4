using PortfolioOrleans.Benchmarks.Engine;

return args switch
{
    ["engine", .. var rest] => await EngineBenchmark.RunAsync(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: engine [seconds]   calls a second to trivial grains, and the memory of idle ones");
    return 2;
}
