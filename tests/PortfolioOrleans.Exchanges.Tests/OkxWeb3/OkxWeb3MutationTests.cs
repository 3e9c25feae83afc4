using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.OkxWeb3;
using PortfolioOrleans.Exchanges.Tests.Support;
using PortfolioOrleans.VenueSimulator;
using Xunit.Abstractions;

namespace PortfolioOrleans.Exchanges.Tests.OkxWeb3;

/// <summary>Whatever OKX Web3 sends, the adapter answers with a value or a fault, and what it answers with can be computed with.</summary>
[Collection(Fuzzing.OneAtATime)]
public sealed class OkxWeb3MutationTests(ITestOutputHelper output)
{
    private static readonly OkxWeb3Bench Bench = new();

    [Fact]
    public void Whatever_comes_is_a_value_or_a_fault()
    {
        var fuzzing = new Fuzzing(600, percent: 5);
        int answers = 0, faults = 0;
        for (var seed = 0; seed < fuzzing.Messages; seed++)
        {
            var fault = fuzzing.Read(() => Ask(seed));
            answers += fault is null ? 1 : 0;
            faults += fault is null ? 0 : 1;
            Assert.True(fault is null || fault.Detail.Length is > 0 and < 400, $"seed {seed}");
        }

        fuzzing.Finish(output, $"{answers} answers, {faults} faults");
        Assert.True(answers > 50 && faults > 50, $"{answers} answers, {faults} faults: both must be frequent for this to test anything.");
    }

    private static ExchangeFault? Ask(int seed)
    {
        Bench.World.SetLimit(SimulatedVenue.OkxWeb3, "requests", 1_000_000);
        var credentials = Bench.Credentials;
        return (seed % 6) switch
        {
            0 => AskOne(web3 => web3.GetBalancesAsync(credentials, WalletKind.Chain, default), balances => Assert.All(balances, row => Assert.False(row.IsZero))),
            1 => AskOne(web3 => web3.GetFlowsAsync(credentials, Bench.Clock.GetUtcNow().AddDays(-1), default), flows =>
            {
                Assert.Equal(flows.Length, flows.DistinctBy(flow => flow.Id).Count());
                Assert.All(flows, flow => Assert.NotEqual(0m, flow.Change.Amount));
            }),
            2 => AskOne(web3 => web3.GetPricesAsync(default), reading => Assert.All(reading.Prices, price => Assert.True(price.Amount > 0m))),
            3 => AskOne(web3 => web3.GetKeyRightsAsync(credentials, default), rights => Assert.False(rights.CanTrade || rights.CanWithdraw)),
            4 => AskOne(web3 => web3.GetAssetInfoAsync(credentials, default), infos => Assert.All(infos, info => Assert.True(info.Decimals is null or (>= 0 and <= 255)))),
            _ => AskOne(web3 => web3.GetCandlesAsync(Asset.Parse("ETH"), "1m", null, default), candles => Assert.All(candles, candle => Assert.True(candle.OpenedAt.Year > 1900))),
        };

        ExchangeFault? AskOne<T>(Func<OkxWeb3Adapter, Task<ExchangeReply<T>>> question, Action<T> check)
        {
            // The first request is the clock's.
            var http = new HttpClient(new SpoilingHandler(Bench.World.CreateHandler(SimulatedVenue.OkxWeb3), seed, which: seed / 6 % 3));
            var adapter = new OkxWeb3Adapter(http, new OpenGate(), Bench.Options, Bench.Clock, new Random(1));
            var reply = Bench.Ask(() => question(adapter));
            if (reply is ExchangeReply<T>.Answer { Value: var value })
            {
                check(value);
            }

            return (reply as ExchangeReply<T>.Failure)?.Fault;
        }
    }
}
