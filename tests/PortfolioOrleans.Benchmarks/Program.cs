using PortfolioOrleans.Benchmarks.Engine;
using PortfolioOrleans.Benchmarks.Ledger;

return args switch
{
    ["engine", .. var rest] => await EngineBenchmark.RunAsync(rest),
    ["ledger", .. var rest] => await LedgerBenchmark.RunAsync(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: engine [seconds]   calls a second to trivial grains, and the memory of idle ones\n       ledger             cost methods and metrics, against their targets");
    return 2;
}
