using System.Text.Json;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Exchanges.Evm;
using PortfolioOrleans.Exchanges.Tests.Support;
using PortfolioOrleans.Exchanges.Wire;
using PortfolioOrleans.VenueSimulator;
using Xunit.Abstractions;

namespace PortfolioOrleans.Exchanges.Tests.Evm;

/// <summary>Whatever a node sends, the adapter answers with a value or a fault, and what it answers with can be computed with.</summary>
[Collection(Fuzzing.OneAtATime)]
public sealed class EvmMutationTests(ITestOutputHelper output)
{
    private static readonly EvmBench Bench = new();

    [Fact]
    public void Whatever_comes_is_a_value_or_a_fault()
    {
        var fuzzing = new Fuzzing(400, percent: 2);
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

    /// <summary>The parsers alone, on noise and on noise that looks like an answer.</summary>
    [Fact]
    public void Contracts_may_answer_anything()
    {
        var fuzzing = new Fuzzing(3_000, percent: 9);
        var refused = 0;
        for (var seed = 0; seed < fuzzing.Messages; seed++)
        {
            var chance = new Random(seed);
            var data = new byte[chance.Next(0, 12) * (chance.Next(4) == 0 ? 7 : 32)];
            chance.NextBytes(data);
            for (var word = 0; word + 32 <= data.Length; word += 32)
            {
                if (chance.Next(3) > 0)
                {
                    data.AsSpan(word, 31).Clear(); // Small numbers: offsets and lengths that nearly fit.
                }
            }

            refused += fuzzing.Read(() =>
                Refused(() => Multicall.Read(data, chance.Next(0, 4)))
                + Refused(() => Abi.Text(data))
                + Refused(() => Abi.Signed(data, 0))
                + Refused(() => Abi.Address(data, 1))
                + Refused(() => UniswapMath.Amounts(Abi.Number(data, 0), Abi.Number(data, 1), Abi.Signed(data, 2), Abi.Signed(data, 3), Abi.Signed(data, 4)))
                + Refused(() => JsonRpc.Read(new WireNode(JsonDocument.Parse($"[{seed % 7}]").RootElement), 1)));
        }

        fuzzing.Finish(output, $"each through six readers, refused {refused} times");
        Assert.InRange(refused, fuzzing.Sent, (6 * fuzzing.Sent) - 1); // The last one always refuses.

        static int Refused(Func<object?> read)
        {
            try
            {
                read();
                return 0;
            }
            catch (WireException)
            {
                return 1; // The one way to say that it cannot be read.
            }
        }
    }

    private static ExchangeFault? Ask(int seed)
    {
        var credentials = Bench.Credentials;
        return (seed % 6) switch
        {
            0 => Ask(evm => evm.GetBalancesAsync(credentials, WalletKind.Chain, default), balances => Assert.All(balances, row => Assert.True(row.Total > 0m))),
            1 or 2 => Ask(evm => evm.GetBalancesAsync(credentials, WalletKind.Pool, default), balances => Assert.All(balances, row => Assert.True(row.Total > 0m))),
            3 => Ask(evm => evm.GetFlowsAsync(credentials, Bench.Clock.GetUtcNow().AddDays(-1), default), flows =>
                Assert.Equal(flows.Length, flows.DistinctBy(flow => flow.Id).Count())),
            4 => Ask(evm => evm.GetPricesAsync(default), reading => Assert.All(reading.Prices, price => Assert.True(price.Amount > 0m))),
            _ => Ask(evm => evm.GetPoolPositionsAsync(credentials, default), positions => Assert.All(positions, position => Assert.Equal(2, position.Sides.Length))),
        };

        ExchangeFault? Ask<T>(Func<EvmAdapter, Task<ExchangeReply<T>>> question, Action<T> check)
        {
            var options = new EvmOptions
            {
                RpcUrl = new Uri("https://node.test/rpc/1"),
                LogSpan = 100_000_000,
                Tokens = EvmBench.Old,
                V2Pairs = EvmBench.WethPair,
                V3Pools = EvmBench.Pool,
                DollarFeeds = $"{EvmBench.Usdc}/{EvmBench.Feed}",
            };
            var http = new HttpClient(new SpoilingHandler(Bench.World.CreateHandler(SimulatedVenue.Evm), seed, which: seed / 6 % 12));
            var reply = Bench.Ask(() => question(new EvmAdapter(http, new OpenGate(), EvmChain.All[0], options, Bench.Clock, new Random(1))));
            if (reply is ExchangeReply<T>.Answer { Value: var value })
            {
                check(value);
            }

            return (reply as ExchangeReply<T>.Failure)?.Fault;
        }
    }
}
